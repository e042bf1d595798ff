"""Properties of librdkafka as variables: whose client's they are, which are refused, which are secret."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from typing_extensions import override

PREFIX: Final = "KAFKA_"

# The C/P column of librdkafka's CONFIGURATION.md (v2.16), without what is refused below. librdkafka itself
# only warns of a property that the other client would have to get; everything else belongs to both.
CONSUMER_ONLY: Final = frozenset({
    "check.crcs",
    "coordinator.query.interval.ms",
    "fetch.error.backoff.ms",
    "fetch.max.bytes",
    "fetch.message.max.bytes",
    "fetch.min.bytes",
    "fetch.queue.backoff.ms",
    "fetch.wait.max.ms",
    "group.instance.id",
    "group.protocol.type",
    "group.remote.assignor",
    "heartbeat.interval.ms",
    "isolation.level",
    "max.partition.fetch.bytes",
    "max.poll.interval.ms",
    "partition.assignment.strategy",
    "queued.max.messages.kbytes",
    "queued.min.messages",
    "session.timeout.ms",
})  # fmt: skip
PRODUCER_ONLY: Final = frozenset({
    "batch.num.messages",
    "batch.size",
    "compression.codec",
    "compression.level",
    "compression.type",
    "delivery.timeout.ms",
    "linger.ms",
    "message.send.max.retries",
    "message.timeout.ms",
    "partitioner",
    "queue.buffering.backpressure.threshold",
    "queue.buffering.max.kbytes",
    "queue.buffering.max.messages",
    "queue.buffering.max.ms",
    "queuing.strategy",
    "request.timeout.ms",
    "retries",
    "sticky.partitioning.linger.ms",
})  # fmt: skip
# Only to find what a misspelled name may have meant.
OFTEN_SET: Final = frozenset({
    "client.id",
    "client.rack",
    "debug",
    "enable.ssl.certificate.verification",
    "message.max.bytes",
    "sasl.mechanism",
    "sasl.oauthbearer.client.id",
    "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.method",
    "sasl.oauthbearer.token.endpoint.url",
    "sasl.password",
    "sasl.username",
    "security.protocol",
    "socket.timeout.ms",
    "ssl.ca.location",
    "ssl.ca.pem",
    "ssl.certificate.location",
    "ssl.certificate.pem",
    "ssl.endpoint.identification.algorithm",
    "ssl.key.location",
    "ssl.key.password",
    "ssl.key.pem",
    "ssl.keystore.location",
    "ssl.keystore.password",
})  # fmt: skip
# Properties whose own name ends with "file": there KAFKA_…_FILE is the value itself, a path.
ENDING_WITH_FILE: Final = frozenset({
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.jwt.template.file",
    "sasl.oauthbearer.assertion.private.key.file",
})  # fmt: skip

_SECRET_WORDS: Final = (
    "password",
    "secret",
    "token",
    "key",
    "pem",
    "passphrase",
    "oauthbearer.config",
    "assertion",
)

_OFFSETS: Final = "offsets are committed only after Kameleoon has answered"
_SAFE_LETTER: Final = "a dead letter must be safe with every replica before its offset moves"
_NO_TEXT: Final = "it takes an object of a program, no text"
_REFUSED: Final[Mapping[str, str]] = MappingProxyType({
    "enable.auto.commit": _OFFSETS,
    "auto.commit.enable": _OFFSETS,
    "auto.commit.interval.ms": _OFFSETS,
    "enable.auto.offset.store": _OFFSETS,
    "offset.store.method": _OFFSETS,
    "offset.store.path": _OFFSETS,
    "offset.store.sync.interval.ms": _OFFSETS,
    "auto.offset.reset": "START_FROM says where a new group starts",
    "enable.idempotence": _SAFE_LETTER,
    "acks": _SAFE_LETTER,
    "request.required.acks": _SAFE_LETTER,
    "transactional.id": "dead letters are written outside transactions",
    "transaction.timeout.ms": "dead letters are written outside transactions",
    "enable.gapless.guarantee": "one dead letter that comes late would end the process",
    "delivery.report.only.error": "the report of every dead letter is awaited",
    "enable.partition.eof": "the end of a partition is no record",
    "plugin.library.paths": "it would load foreign code into the process",
    "metadata.broker.list": "KAFKA_BOOTSTRAP_SERVERS names the brokers",
    "log.level": "LOG_LEVEL sets what is logged; KAFKA_DEBUG adds what librdkafka does",
    "log.queue": "nobody would empty that queue",
    "default.topic.config": _NO_TEXT,
    "interceptors": _NO_TEXT,
    "logger": _NO_TEXT,
    "on.commit": _NO_TEXT,
    "on.delivery": _NO_TEXT,
    "opaque": _NO_TEXT,
})  # fmt: skip
# librdkafka names only the first of them at creation; the broker decides these values then.
_CLASSIC_ONLY: Final = frozenset({
    "group.protocol.type", "heartbeat.interval.ms", "partition.assignment.strategy", "session.timeout.ms",
})  # fmt: skip


class SecretText(str):
    """Text that a repr does not show, and so no traceback, log line or printed mapping that uses one."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return "'***'"


def property_name(variable: str) -> str:
    """`KAFKA_SECURITY_PROTOCOL` -> `security.protocol`."""
    return variable.removeprefix(PREFIX).lower().replace("_", ".")


def variable_name(property_: str) -> str:
    """`security.protocol` -> `KAFKA_SECURITY_PROTOCOL`."""
    return PREFIX + property_.upper().replace(".", "_")


def is_secret(property_: str) -> bool:
    """Whether the property's value may be a secret; rather one too many."""
    return any(word in property_ for word in _SECRET_WORDS)


def names_file(property_: str) -> bool:
    """Whether the property's value is a path, of a file that librdkafka opens by itself."""
    return property_.endswith(".location") or property_ in ENDING_WITH_FILE


def refusal(property_: str, value: str, group_protocol: str) -> str | None:
    """Why the property must not be given with this value, or None: rules that librdkafka does not know."""
    if reason := _reason_against(property_):
        return f"cannot be set: {reason}"
    if property_ in _CLASSIC_ONLY and group_protocol == "consumer":
        return "cannot be set with KAFKA_GROUP_PROTOCOL=consumer: the broker decides it there"
    if property_ == "partition.assignment.strategy" and value != "cooperative-sticky":
        # The eager assignors take every partition from every member at each rebalance.
        return "must be cooperative-sticky: range and roundrobin stop the whole group at every rebalance"
    if property_ in {"message.max.bytes", "queue.buffering.max.kbytes"} and not value.isdecimal():
        return "must be a whole number, in digits"
    return None


def _reason_against(property_: str) -> str | None:
    if property_.startswith("test."):
        return "it replaces Kafka by a mock"
    return _NO_TEXT if property_.endswith(".cb") else _REFUSED.get(property_)
