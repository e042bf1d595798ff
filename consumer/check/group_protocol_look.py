"""Asks Kafka whether it offers the `consumer` group protocol (KIP-848), without joining a group.

librdkafka tells in its debug lines which requests the brokers know, and a broker tells in its settings which protocols
are switched on. There is no request for either in the client's interface.
"""

import logging
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

# The public names are passed on by `confluent_kafka.admin`, untyped; these are where they are made.
from confluent_kafka.admin._config import ConfigResource
from confluent_kafka.admin._resource import ResourceType
from typing_extensions import override

from consumer.check.seen import ProtocolLook, Unanswered, protocol_seen
from consumer.kafka.errors import words_of
from consumer.settings import ClientConfig

LOOK_SECONDS: Final = 4.0
_DEBUG: Final = 7  # as syslog counts, and librdkafka
_PROTOCOLS: Final = "group.coordinator.rebalance.protocols"


def look_for_consumer_protocol(config: ClientConfig) -> ProtocolLook:
    """Look whether the protocol may be used."""
    lines = _Lines()
    logger = logging.Logger("kafka")  # noqa: LOG001 - nobody else is to see these lines
    logger.addHandler(lines)
    admin = AdminClient({**config, "debug": "feature", "log_level": _DEBUG}, logger=logger)
    try:
        brokers = admin.list_topics(timeout=LOOK_SECONDS).brokers
    except KafkaException as exception:
        return Unanswered(words_of(exception.args[0]))
    admin.poll(0)  # lets the client hand over its lines
    return protocol_seen(lines.told, _protocols(admin, next(iter(brokers))))


def _protocols(admin: AdminClient, broker: int) -> str | None:
    """The protocols that a broker has switched on; None where it does not say, or has no such setting."""
    resource = ConfigResource(ResourceType.BROKER, str(broker))
    try:
        found = admin.describe_configs([resource], request_timeout=LOOK_SECONDS)[resource].result(LOOK_SECONDS)
    except (KafkaException, TimeoutError):
        return None
    return str(found[_PROTOCOLS].value) if _PROTOCOLS in found else None


class _Lines(logging.Handler):
    """Keeps what the client says."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())
