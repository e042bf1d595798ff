"""The settings as one frozen value, declared once: variable, type, default, meaning.

The order of the fields matters: defaults and checks look back at the fields before them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, ValidationInfo, field_validator

from consumer.settings import kinds
from consumer.settings.credentials import TokenCredentials
from consumer.settings.file_change import TOKEN_VARIABLES
from consumer.settings.kafka_properties import SecretText, names_file, variable_name
from consumer.settings.proxies import Proxy, proxy_for
from consumer.settings.values import one_of
from transforms import Blueprint
from transforms.kameleoon_event import DEFAULT_MAX_EVENT_BYTES

# Signal's topic of events as they arrived; its enriched topics hold what consent and filters let through.
_RAW_TOPIC: Final = "raw-events"
_LIBRDKAFKA_FALSE: Final = frozenset({"false", "f", "0"})
_GROUP_ID_PREFIX: Final = "signal-kameleoon-"
_FETCH_WAIT_SHARE: Final = 0.2
_FETCH_WAIT_LEAST_SECONDS: Final = 0.01
_FETCH_WAIT_MOST_SECONDS: Final = 0.1


class DefaultText(str):
    """How a table shows a default that is computed, or that stands for a behaviour."""

    __slots__ = ()


def _setting(name: str, meaning: str, **default: Any) -> Any:  # noqa: ANN401  as pydantic's own Field is typed
    return Field(alias=name, description=meaning, **default)


class Settings(BaseModel):
    """Everything that a deployment can say, checked; made by `load_settings`.

    Times are in seconds, whatever the variable counts in. `kafka_properties` holds librdkafka's properties
    as given through KAFKA_*, without those that have a setting of their own; `blueprint` is the mapping that
    MAPPING_FILE and KAMELEOON_GOAL_IDS make; `foreign_variables` are KAFKA_* that are meant for a broker,
    `proxy_variables` HTTPS_PROXY and its like, `value_files` the paths of values that lie in files, by variable.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True)

    site_code: kinds.SiteCode = _setting(
        "KAMELEOON_SITE_CODE", "The Kameleoon project's site code (Setup > Project in the Kameleoon app)"
    )
    base_url: Annotated[kinds.BaseUrl | None, DefaultText("by region")] = _setting(
        "KAMELEOON_BASE_URL",
        "Another address of the Data API, a proxy's or the sandbox's; the region may then be left out",
        default=None,
    )
    region: Annotated[kinds.Region | None, DefaultText("required")] = _setting(
        "KAMELEOON_REGION", "Where the Kameleoon account is hosted: `eu` or `na`", default=None
    )
    client_id: Annotated[kinds.ClientId | None, DefaultText("no token")] = _setting(
        "KAMELEOON_CLIENT_ID",
        "With the secret: requests carry a token (JWT), which raises the limit. Both are in your Kameleoon profile",
        default=None,
    )
    client_secret: Annotated[kinds.ClientSecret | None, DefaultText("no token")] = _setting(
        "KAMELEOON_CLIENT_SECRET", "The secret that belongs to the client id", default=None
    )
    token_url: kinds.TokenUrl = _setting(
        "KAMELEOON_TOKEN_URL",
        "Where tokens are fetched, with a client id and secret only",
        default="https://api.kameleoon.com/oauth/token",
    )
    proxy: Annotated[kinds.ProxyChoice, DefaultText("`HTTPS_PROXY`, `NO_PROXY`")] = _setting(
        "KAMELEOON_PROXY",
        "The proxy to the Data API and the token service, such as `http://proxy.example.com:3128`; `none` for none, "
        "whatever the environment's `HTTPS_PROXY` says",
        default=None,
    )
    topic: kinds.Topic = _setting("SIGNAL_TOPIC", "The topic of enriched Signal events")
    bootstrap_servers: kinds.BootstrapServers = _setting(
        "KAFKA_BOOTSTRAP_SERVERS", "Kafka's first brokers: `host:port`, several separated by commas"
    )
    mapping_file: Annotated[str | None, DefaultText("the default mapping")] = _setting(
        "MAPPING_FILE", "A mapping of your own: which events are sent, and what of them (YAML)", default=None
    )
    goal_ids: Annotated[str | None, DefaultText("from each event")] = _setting(
        "KAMELEOON_GOAL_IDS",
        "Fixed goal ids, such as `Order Completed=36151,Signed Up=36152`; any other goal comes as the mapping says",
        default=None,
    )
    group_id: Annotated[kinds.GroupId, DefaultText(f"{_GROUP_ID_PREFIX}<site code>")] = _setting(
        "KAFKA_GROUP_ID",
        "The consumer group; two deployments with one group would halve each other's events",
        default_factory=lambda before: _GROUP_ID_PREFIX + before["site_code"],
    )
    group_protocol: kinds.GroupProtocol = _setting(
        "KAFKA_GROUP_PROTOCOL", "`classic`, or `consumer` (KIP-848, Kafka 4.0 and newer)", default="classic"
    )
    dead_letter_topic: Annotated[kinds.Topic, DefaultText("<group id>.dead-letter")] = _setting(
        "DEAD_LETTER_TOPIC",
        "Where records go that can never be delivered; made at start where it is missing",
        default_factory=lambda before: before["group_id"] + ".dead-letter",
    )
    start_from: kinds.StartTime = _setting(
        "START_FROM",
        "Where a group without any commit starts: a duration before now (`30m`, `1h`, `2d`), "
        "a time (`2026-01-31T12:00:00Z`), `now` or `earliest`",
        default="1h",
    )
    batch_max_events: kinds.BatchEvents = _setting("BATCH_MAX_EVENTS", "Most events in one request", default="5000")
    batch_max_bytes: kinds.BatchBytes = _setting("BATCH_MAX_BYTES", "Largest body of one request", default="1000000")
    batch_linger_seconds: kinds.BatchLinger = _setting(
        "BATCH_LINGER_MS", "Longest wait of an event for others to fill its batch", default="1000"
    )
    buffer_max_bytes: kinds.BufferBytes = _setting(
        "BUFFER_MAX_BYTES",
        "Most bytes of records that the process holds; up to a third more where some partitions are far ahead",
        default="64MiB",
    )
    request_timeout_seconds: kinds.RequestTimeout = _setting(
        "REQUEST_TIMEOUT_MS", "Longest wait for an answer of the Data API", default="10000"
    )
    connect_timeout_seconds: kinds.ConnectTimeout = _setting(
        "CONNECT_TIMEOUT_MS",
        "Longest wait for a connection to the Data API; the request's time-out ends it too",
        default="3000",
    )
    max_requests_per_second: Annotated[kinds.RequestRate | None, DefaultText("none")] = _setting(
        "MAX_REQUESTS_PER_SECOND",
        "Most requests a second of the process, such as `20` or `0.5`; halves on each 429 and grows back in a minute",
        default=None,
    )
    has_dead_letter_fuse: Annotated[kinds.Switch, DefaultText("on")] = _setting(
        "DEAD_LETTER_FUSE",
        "`on` stops a partition when 500 of its last 1,000 records would become dead letters; `off` lets them pass",
        default="on",
    )
    drain_timeout_seconds: kinds.DrainTimeout = _setting(
        "DRAIN_TIMEOUT_MS", "Longest wait at SIGTERM for what is in flight", default="20000"
    )
    delivery_log: kinds.DeliveryLogDetail = _setting(
        "DELIVERY_LOG",
        "`off`, `batches` (an info line for each request) or `events` (one for each event of it: message id, "
        "coordinates, rule, goal id, status, attempt)",
        default="off",
    )
    log_level: kinds.LogLevel = _setting("LOG_LEVEL", "`debug`, `info`, `warning` or `error`", default="info")
    log_format: Annotated[kinds.LogFormat | None, DefaultText("by terminal")] = _setting(
        "LOG_FORMAT",
        "`json` or `console`; left out, `console` on a terminal and `json` elsewhere",
        default=None,
    )
    admin_host: kinds.Host = _setting(
        "ADMIN_HOST",
        "The address that health and metrics listen on",
        default="0.0.0.0",  # noqa: S104  a kubelet and Prometheus come from outside
    )
    admin_port: kinds.Port = _setting(
        "ADMIN_PORT", "The port of health and metrics; 0 takes any free one", default="9464"
    )
    kafka_properties: SkipValidation[Mapping[str, str]] = MappingProxyType({})
    blueprint: SkipValidation[Blueprint]
    foreign_variables: tuple[str, ...] = ()
    proxy_variables: SkipValidation[Mapping[str, str]] = MappingProxyType({})
    value_files: SkipValidation[Mapping[str, str]] = MappingProxyType({})

    @field_validator("region", mode="plain")
    @classmethod
    def _region_or_address(cls, text: str | None, before: ValidationInfo) -> str | None:
        if text is not None:
            return one_of("eu", "na")(text)
        # A base URL that is wrong is not in the data at all; its own problem is enough then.
        if before.data.get("base_url", "") is None:
            raise ValueError("is required (or KAMELEOON_BASE_URL): must be eu or na, where the account is hosted")
        return None

    @field_validator("client_secret")
    @classmethod
    def _both_or_neither(cls, client_secret: SecretText | None, before: ValidationInfo) -> SecretText | None:
        # A client id that is wrong is not in the data at all; its own problem is enough then.
        has_id = before.data.get("client_id", client_secret) is not None
        if has_id == (client_secret is not None):
            return client_secret
        raise ValueError(
            "is required with KAMELEOON_CLIENT_ID: give both for requests with a token, or neither"
            if has_id
            else "is given without KAMELEOON_CLIENT_ID: give both for requests with a token, or neither"
        )

    @field_validator("dead_letter_topic")
    @classmethod
    def _apart_from_source(cls, dead_letter_topic: str, before: ValidationInfo) -> str:
        if dead_letter_topic == before.data.get("topic"):
            raise ValueError("is the source topic: dead letters would be read again and again; name another")
        return dead_letter_topic

    @property
    def asked_region(self) -> kinds.Region | None:
        """The region that the address is made of; None where KAMELEOON_BASE_URL is given, which goes before it."""
        return None if self.base_url else self.region

    @property
    def events_url(self) -> str:
        """Where events are posted to."""
        base = self.base_url or f"https://{self.region}-data.kameleoon.io"
        return f"{base}/visit/events?{urlencode({'siteCode': self.site_code, 'json': 'true'})}"

    @property
    def token_credentials(self) -> TokenCredentials | None:
        """What tokens are fetched with; None where requests carry none."""
        if self.client_id is None or self.client_secret is None:
            return None
        proxy = proxy_for(self.token_url, self.proxy, self.proxy_variables)
        files = {name: self.value_files[name] for name in TOKEN_VARIABLES & self.value_files.keys()}
        return TokenCredentials(self.client_id, self.client_secret, self.token_url, proxy, files)

    @property
    def api_proxy(self) -> Proxy | None:
        """The proxy on the way to the Data API."""
        return proxy_for(self.events_url, self.proxy, self.proxy_variables)

    @property
    def files(self) -> Mapping[str, str]:
        """The paths of all files that settings were read from, or that librdkafka reads, by variable."""
        mapping = {} if self.mapping_file is None else {"MAPPING_FILE": self.mapping_file}
        kafka = {variable_name(name): path for name, path in self.kafka_properties.items() if names_file(name)}
        return {**self.value_files, **mapping, **kafka}

    @property
    def fetch_wait_seconds(self) -> float:
        """The part of the linger that records pass at the broker, which waits for more before it answers a fetch.

        None of a short linger: an idle broker would be asked too often. And a tenth of a second at most: one fetch is
        on its way to a broker at a time, and a partition that is resumed is in none before that is answered.
        """
        if not self.kafka_properties.keys().isdisjoint({"fetch.min.bytes", "fetch.wait.max.ms"}):
            return 0.0  # whoever says how a broker answers has the whole linger on top of it
        share = self.batch_linger_seconds * _FETCH_WAIT_SHARE
        return min(share, _FETCH_WAIT_MOST_SECONDS) if share >= _FETCH_WAIT_LEAST_SECONDS else 0.0

    @property
    def max_event_bytes(self) -> int:
        """The largest vendor event that is sent: what fits a body that was right under every documented limit.

        A smaller BATCH_MAX_BYTES forbids no event, which is then sent alone; a larger one allows more.
        """
        return max(self.batch_max_bytes - 2, DEFAULT_MAX_EVENT_BYTES)  # two brackets

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed and probably not meant, a sentence each."""
        about_addresses = (_plain_http, _plain_http_for_tokens, _raw_topic)
        looks = (*about_addresses, _unverified_tls, _silenced_delivery_log, _foreign_variables)
        return tuple(warning for look in looks if (warning := look(self)))


def _plain_http(settings: Settings) -> str | None:
    if settings.base_url is None or not settings.base_url.lower().startswith("http:"):
        return None
    return "KAMELEOON_BASE_URL is http://: events travel unencrypted; fine for a sandbox only"


def _plain_http_for_tokens(settings: Settings) -> str | None:
    if not settings.token_url.lower().startswith("http:"):
        return None
    return "KAMELEOON_TOKEN_URL is http://: the client secret travels unencrypted; fine for a sandbox only"


def _raw_topic(settings: Settings) -> str | None:
    if settings.topic != _RAW_TOPIC:
        return None
    return "SIGNAL_TOPIC is raw-events: records there are from before consent and filters; use an enriched topic"


def _unverified_tls(settings: Settings) -> str | None:
    if settings.kafka_properties.get("enable.ssl.certificate.verification", "").lower() not in _LIBRDKAFKA_FALSE:
        return None
    return "KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION is off: anybody on the way can pose as Kafka"


def _silenced_delivery_log(settings: Settings) -> str | None:
    if settings.delivery_log == "off" or settings.log_level in {"debug", "info"}:
        return None
    return f"DELIVERY_LOG is {settings.delivery_log}, and LOG_LEVEL {settings.log_level} leaves its lines out: use info"


def _foreign_variables(settings: Settings) -> str | None:
    if not settings.foreign_variables:
        return None
    first, *others = settings.foreign_variables
    all_of_them = f"{first} (and {', '.join(others)})" if others else first
    return f"{all_of_them} is ignored: it is meant for a Kafka broker or for Kafka's own programs"
