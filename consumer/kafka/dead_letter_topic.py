"""How the dead-letter topic is made: its settings, the request that makes it, and the command for whoever may."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from confluent_kafka import KafkaError
from confluent_kafka.cimpl import NewTopic

from consumer.core.shell_command import shell_command

RETENTION_MS: Final = 14 * 24 * 3600 * 1000
HEADERS_MAX_BYTES: Final = 64 * 1024
"""Room for the headers of a dead letter beside a record of the largest size."""

BROKER_DEFAULT: Final = -1
"""As partitions or replication factor: what the broker is configured for (KIP-464)."""

KAFKA_DEFAULT_MAX_BYTES: Final = 1_048_588
"""The largest message of a topic that nobody has said otherwise of."""

_CREATION_REFUSED: Final = frozenset(
    {
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.POLICY_VIOLATION,
        KafkaError.INVALID_REPLICATION_FACTOR,
        KafkaError.INVALID_PARTITIONS,
        KafkaError.INVALID_CONFIG,
        KafkaError.TOPIC_EXCEPTION,
        KafkaError._UNSUPPORTED_FEATURE,  # noqa: SLF001 - the client's public constants of its own errors begin with "_"
    }
)
"""Answers that waiting does not change: the topic is then made by somebody who may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics of one deployment, and where they are."""

    source: str
    dead_letters: str
    bootstrap_servers: str


def is_creation_refused(error: KafkaError) -> bool:
    """Whether the topic will not be made however often it is tried."""
    return error.code() in _CREATION_REFUSED


def dead_letter_topic(name: str, source_max_bytes: int) -> NewTopic:
    """The topic as it is made: partitions and replication are the broker's business."""
    config = dict(_config(source_max_bytes))
    return NewTopic(name, num_partitions=BROKER_DEFAULT, replication_factor=BROKER_DEFAULT, config=config)


def create_command(topics: Topics, source_max_bytes: int) -> str:
    """The same as a command, to be copied by somebody who may."""
    configs = [word for name, value in _config(source_max_bytes).items() for word in ("--config", f"{name}={value}")]
    where = ("--bootstrap-server", topics.bootstrap_servers)
    return shell_command("kafka-topics.sh", *where, "--create", "--topic", topics.dead_letters, *configs)


def _config(source_max_bytes: int) -> Mapping[str, str]:
    return {
        "retention.ms": str(RETENTION_MS),
        "max.message.bytes": str(source_max_bytes + HEADERS_MAX_BYTES),
    }
