"""What tokens are fetched with, as one value."""

from dataclasses import dataclass

from consumer.settings.kafka_properties import SecretText


@dataclass(frozen=True, slots=True)
class TokenCredentials:
    """A client of Kameleoon's token service, and where that is; no repr shows the secret."""

    client_id: str
    client_secret: SecretText
    url: str
