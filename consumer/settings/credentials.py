"""What tokens are fetched with, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from consumer.settings.kafka_properties import SecretText
from consumer.settings.proxies import Proxy


@dataclass(frozen=True, slots=True)
class TokenCredentials:
    """A client of Kameleoon's token service, where that is, and the way to it; no repr shows the secret."""

    client_id: str
    client_secret: SecretText
    url: str
    proxy: Proxy | None = None
    files: Mapping[str, str] = field(default_factory=dict)
