"""The settings of the Data API alone, for what posts to it without Kafka."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from consumer.settings.credentials import TokenCredentials
from consumer.settings.environment import SETTING_NAMES, ReadText, lookalike
from consumer.settings.files import read_file
from consumer.settings.load import load_settings
from consumer.settings.model import Settings
from consumer.settings.proxies import VARIABLES, Proxy

_API_NAMES: Final = frozenset(
    {
        "KAMELEOON_SITE_CODE",
        "KAMELEOON_BASE_URL",
        "KAMELEOON_REGION",
        "KAMELEOON_CLIENT_ID",
        "KAMELEOON_CLIENT_SECRET",
        "KAMELEOON_TOKEN_URL",
        "KAMELEOON_PROXY",
        "REQUEST_TIMEOUT_MS",
        "CONNECT_TIMEOUT_MS",
    }
)
_API_VARIABLES: Final = _API_NAMES | {f"{name}_FILE" for name in _API_NAMES} | VARIABLES
# The settings are declared, and judged, as one value. What it requires besides has no say in how the API is spoken
# to: any text that passes will do, and none of it leaves this file.
_STAND_INS: Final = {"SIGNAL_TOPIC": "none", "KAFKA_BOOTSTRAP_SERVERS": "none:9092"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """How the Data API is spoken to; the fields are those of `Settings`, `region` is its `asked_region`."""

    site_code: str
    region: str | None
    events_url: str
    api_proxy: Proxy | None
    token_credentials: TokenCredentials | None
    request_timeout_seconds: float
    connect_timeout_seconds: float


def load_api_settings(environ: Mapping[str, str], read_text: ReadText = read_file) -> ApiSettings:
    """Reads the API's settings by the declarations of all of them; those of Kafka may be missing or wrong.

    Args:
        environ: variables by name, usually `os.environ`; all but the API's own, and misspellings of them, are ignored.
        read_text: reads the file at a path; raises OSError or UnicodeDecodeError.

    Raises:
        SettingsError: with every problem of these settings, in the words of `load_settings`.
    """
    own = {name: text for name, text in environ.items() if _is_meant_for_the_api(name)}
    settings: Settings = load_settings({**own, **_STAND_INS}, read_text)
    return ApiSettings(
        site_code=settings.site_code,
        region=settings.asked_region,
        events_url=settings.events_url,
        api_proxy=settings.api_proxy,
        token_credentials=settings.token_credentials,
        request_timeout_seconds=settings.request_timeout_seconds,
        connect_timeout_seconds=settings.connect_timeout_seconds,
    )


def _is_meant_for_the_api(variable: str) -> bool:
    if variable in _API_VARIABLES:
        return True
    name = variable.removesuffix("_FILE")
    return {variable, name}.isdisjoint(SETTING_NAMES) and lookalike(name, SETTING_NAMES) in _API_NAMES
