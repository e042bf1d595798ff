"""Complete configurations of the three Kafka clients: our defaults, the user's properties, what must hold."""

from collections.abc import Mapping
from typing import Final

from consumer.settings.kafka_properties import CONSUMER_ONLY, PRODUCER_ONLY
from consumer.settings.model import Settings

ClientConfig = dict[str, str | int | bool]

CLIENT_ID: Final = "signal-kameleoon"

_EVERY_CLIENT: Final[ClientConfig] = {
    "client.id": CLIENT_ID,
    # Load balancers and NAT drop idle connections without a word; keep-alive notices.
    "socket.keepalive.enable": True,
    # A misspelled topic must fail, and the dead-letter topic is made with the retention it needs.
    "allow.auto.create.topics": False,
    # Only what is critical: every error reaches error_cb, and would be printed to stderr once more.
    # (With KAFKA_DEBUG librdkafka raises the level by itself.)
    "log_level": 2,
}
_CONSUMER: Final[ClientConfig] = {
    # With librdkafka's 1000 ms a full queue stops a partition for a second: an eighth of the throughput.
    "fetch.queue.backoff.ms": 10,
    # A batch that was damaged in the broker's log would be sent as it is, or be passed over.
    "check.crcs": True,
    # Beyond 16 MiB nothing got faster, and each further MiB took two of resident memory.
    "queued.max.messages.kbytes": 16_384,
}
# librdkafka refuses these three together with group.protocol=consumer, where the broker decides them.
_CLASSIC: Final[ClientConfig] = {
    # How long a killed process's partitions stand still; librdkafka's 45 s would be too long.
    "session.timeout.ms": 10_000,
    # While a group rebalances its commits stand still until every member has heard of it in a heartbeat.
    "heartbeat.interval.ms": 1_000,
    "partition.assignment.strategy": "cooperative-sticky",
}
# Offsets are ours to commit: an automatic commit would pass records that were not delivered. Where a group
# starts is START_FROM's matter; earliest is what remains when retention has overtaken a committed offset.
_CONSUMER_HELD: Final[ClientConfig] = {
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "auto.offset.reset": "earliest",
    # Offsets without a record (markers of transactions, aborted records) show only in where a partition ends.
    "enable.partition.eof": True,
}
_PRODUCER: Final[ClientConfig] = {
    "compression.type": "lz4",
    "linger.ms": 5,
    # A topic's max.message.bytes limits the batch, not the record: letters that fit would be refused with their batch,
    # and lose their values. Batches of 32 KiB fit every dead-letter topic that we make (64 KiB beyond the source's).
    "batch.size": 32_768,
    # Also how long a dead letter may wait for its broker before the caller hears of it and tries again.
    "message.timeout.ms": 30_000,
    "queue.buffering.max.kbytes": 32_768,
}
# Of one answer of Kafka, compressed: it may inflate to a hundred times as much, and all of it is held, whatever the
# queue's limit. A record that is larger by itself still comes, and librdkafka takes no less than its message.max.bytes.
_FETCH_BYTES: Final = 1_048_576
_PARTITION_FETCH_LEAST_BYTES: Final = 65_536
_PARTITION_FETCH_MOST_BYTES: Final = 262_144
# Bytes alone do not bound the queue: librdkafka counts values and keys there, and no headers. With fewer records the
# fetches stop and go: 8,000 cost 8 % more CPU for each event than 12,000.
_QUEUED_RECORDS: Final = 12_000
_PARTITION_QUEUED_LEAST_RECORDS: Final = 20
_LIBRDKAFKA_MOST_BYTES: Final = 1_000_000_000
_PRODUCER_HELD: Final[ClientConfig] = {
    "enable.idempotence": True,
    "acks": "all",
}


def consumer_config(settings: Settings, partitions: int = 1) -> ClientConfig:
    """For `confluent_kafka.Consumer`; only callbacks are left to add.

    Args:
        settings: of this deployment.
        partitions: of the source topic; one member may have them all.
    """
    return {
        **_connection(settings),
        "group.id": settings.group_id,
        **_patience(settings.fetch_wait_seconds),
        **fetch_sizes(partitions),
        **consumer_properties(settings.kafka_properties, settings.group_protocol),
    }


def producer_config(settings: Settings) -> ClientConfig:
    """For `confluent_kafka.Producer`, which writes dead letters."""
    return {**_connection(settings), **producer_properties(settings.kafka_properties)}


def admin_config(settings: Settings) -> ClientConfig:
    """For `confluent_kafka.admin.AdminClient`."""
    return {**_connection(settings), **common_properties(settings.kafka_properties)}


def consumer_properties(given: Mapping[str, str], group_protocol: str) -> ClientConfig:
    """What a consumer gets, apart from the brokers and the group's name."""
    return {
        **_EVERY_CLIENT,
        **_CONSUMER,
        **(_CLASSIC if group_protocol == "classic" else {}),
        "group.protocol": group_protocol,
        **{name: value for name, value in given.items() if name not in PRODUCER_ONLY},
        **_CONSUMER_HELD,
    }


def producer_properties(given: Mapping[str, str]) -> ClientConfig:
    """What the producer of dead letters gets, apart from the brokers."""
    config: ClientConfig = {
        **_EVERY_CLIENT,
        **_PRODUCER,
        **{name: value for name, value in given.items() if name not in CONSUMER_ONLY},
        **_PRODUCER_HELD,
    }
    return {**config, "message.max.bytes": _largest_letter_bytes(config)}


def common_properties(given: Mapping[str, str]) -> ClientConfig:
    """What belongs to every kind of client, apart from the brokers."""
    return {
        **_EVERY_CLIENT,
        **{name: value for name, value in given.items() if name not in CONSUMER_ONLY | PRODUCER_ONLY},
    }


def fetch_sizes(partitions: int) -> ClientConfig:
    """How much one answer may hold, and of it each partition: the more there are, the less of each."""
    of_each = min(max(_FETCH_BYTES // max(partitions, 1), _PARTITION_FETCH_LEAST_BYTES), _PARTITION_FETCH_MOST_BYTES)
    return {
        "fetch.max.bytes": _FETCH_BYTES,
        "fetch.message.max.bytes": of_each,
        "queued.min.messages": max(_QUEUED_RECORDS // max(partitions, 1), _PARTITION_QUEUED_LEAST_RECORDS),
    }


def _patience(fetch_wait_seconds: float) -> ClientConfig:
    """Let the broker gather records for so long; by itself it answers a fetch as soon as there is a single one.

    At 1,000 records a second, written as they came, each of them was a fetch and a turn of its own: 0.22 cores in place
    of 0.03 (linger 1 s), and 0.35 in place of 0.2 at 20,000.
    """
    if not fetch_wait_seconds:
        return {}
    # A quarter of what one partition may give in an answer: where one of a fetch has a backlog, it is answered at once.
    return {"fetch.min.bytes": 65_536, "fetch.wait.max.ms": round(fetch_wait_seconds * 1000)}


def _connection(settings: Settings) -> ClientConfig:
    return {"bootstrap.servers": settings.bootstrap_servers}


def _largest_letter_bytes(config: ClientConfig) -> int:
    # Whatever the source topic holds must fit; the broker knows the real limit. But a letter larger than the
    # whole queue would find it "full" for ever, instead of being refused as too large at once.
    queue_bytes = int(config["queue.buffering.max.kbytes"]) * 1024
    return min(int(config.get("message.max.bytes", queue_bytes)), queue_bytes, _LIBRDKAFKA_MOST_BYTES)
