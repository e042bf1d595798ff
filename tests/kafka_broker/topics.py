"""What a test asks a cluster: make a topic, where it ends, what a group committed, all that is in it."""

import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic  # where its type is exported; admin only passes it on

_ANSWER_WITHIN_SECONDS = 30.0
_SILENT_SECONDS = 30.0
_COORDINATOR_MOVES = (
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
)
_NO_CONFIG: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A record as it lies in a topic.

    `timestamp_ms` is epoch milliseconds; the value of a header may be null, as the record's own may.
    """

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    timestamp_ms: int


def create_topic(bootstrap_servers: str, name: str, partitions: int, config: Mapping[str, str] = _NO_CONFIG) -> None:
    """Create a topic with the cluster's default replication and wait until every partition has a leader.

    Raises:
        KafkaException: the cluster refuses it, because it exists already for instance.
        TimeoutError: it has no leaders within 30 seconds.
    """
    admin = AdminClient({"bootstrap.servers": bootstrap_servers, "log_level": 0})
    admin.create_topics([NewTopic(name, num_partitions=partitions, config=dict(config))])[name].result(
        _ANSWER_WITHIN_SECONDS
    )
    deadline = time.monotonic() + _ANSWER_WITHIN_SECONDS
    while not _is_led(admin, name, partitions):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name} has no leaders")
        time.sleep(0.05)


def delete_topic(bootstrap_servers: str, name: str) -> None:
    """Delete a topic and wait until the cluster does not know it any more.

    Raises:
        TimeoutError: it is still known after 30 seconds.
    """
    admin = AdminClient({"bootstrap.servers": bootstrap_servers, "log_level": 0})
    admin.delete_topics([name])[name].result(_ANSWER_WITHIN_SECONDS)
    deadline = time.monotonic() + _ANSWER_WITHIN_SECONDS
    while name in admin.list_topics(timeout=_ANSWER_WITHIN_SECONDS).topics:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name} is still there")
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class TopicFactory:
    """Makes topics that no other test uses."""

    bootstrap_servers: str

    def __call__(self, partitions: int = 1, config: Mapping[str, str] = _NO_CONFIG) -> str:
        """Create a topic as `create_topic` does and return its name."""
        name = f"test-{secrets.token_hex(6)}"
        create_topic(self.bootstrap_servers, name, partitions, config)
        return name


def end_offsets(bootstrap_servers: str, topic: str) -> dict[int, int]:
    """Return the offset after the last record, by partition."""
    with _reader(bootstrap_servers) as consumer:
        return {
            partition.partition: consumer.get_watermark_offsets(partition, timeout=_ANSWER_WITHIN_SECONDS)[1]
            for partition in _partitions(consumer, topic)
        }


def committed_offsets(bootstrap_servers: str, group: str, topic: str) -> dict[int, int]:
    """Return the next offsets that `group` committed, by partition; one without a commit is left out."""
    # A consumer of the group that never joins it, so the group is not disturbed.
    with _reader(bootstrap_servers, group) as consumer:
        committed = _committed(consumer, _partitions(consumer, topic))
    for partition in committed:
        if partition.error is not None:
            raise KafkaException(partition.error)
    return {partition.partition: partition.offset for partition in committed if partition.offset >= 0}


def _committed(consumer: Consumer, partitions: list[TopicPartition]) -> list[TopicPartition]:
    """Ask for the commits, again while the coordinator of the group moves: a broker is new or came back."""
    deadline = time.monotonic() + _ANSWER_WITHIN_SECONDS
    while True:
        try:
            return consumer.committed(partitions, timeout=_ANSWER_WITHIN_SECONDS)
        except KafkaException as error:
            if error.args[0].code() not in _COORDINATOR_MOVES or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def read_all(bootstrap_servers: str, topic: str) -> list[StoredRecord]:
    """Return what `stored_records` gives, each partition in turn and in offset order."""
    records = stored_records(bootstrap_servers, topic)
    return sorted(records, key=lambda record: (record.partition, record.offset))


def stored_records(bootstrap_servers: str, topic: str) -> Iterator[StoredRecord]:
    """Yield every record from the log's start to its end as it is now, each partition in offset order.

    Raises:
        TimeoutError: nothing came for 30 seconds.
    """
    with _reader(bootstrap_servers) as consumer:
        partitions = _partitions(consumer, topic)
        consumer.assign([TopicPartition(topic, partition.partition, 0) for partition in partitions])
        yield from _read_to_end(consumer, {partition.partition for partition in partitions})


def _reader(bootstrap_servers: str, group: str = "reads-without-joining") -> Consumer:
    return Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": group,
            "enable.auto.commit": False,
            # A log whose beginning was deleted is read from where it starts now.
            "auto.offset.reset": "earliest",
            # Offsets have lawful gaps, so only the broker's word tells where a partition ends.
            "enable.partition.eof": True,
            "log_level": 0,
        }
    )


def _read_to_end(consumer: Consumer, unfinished: set[int]) -> Iterator[StoredRecord]:
    deadline = time.monotonic() + _SILENT_SECONDS
    while unfinished:
        for message in consumer.consume(1000, timeout=0.1):
            deadline = time.monotonic() + _SILENT_SECONDS
            match message.error():
                case None:
                    yield _stored(message)
                case error if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - its public name
                    unfinished.discard(_present(message.partition()))
                case error:
                    raise KafkaException(error)
        if time.monotonic() > deadline:
            raise TimeoutError(f"no end in sight of partitions {sorted(unfinished)}")


def _stored(message: Message) -> StoredRecord:
    headers = message.headers() or []
    assert isinstance(headers, list)
    return StoredRecord(
        partition=_present(message.partition()),
        offset=_present(message.offset()),
        key=message.key(),
        value=message.value(),
        headers=tuple((name, value if isinstance(value, bytes) else None) for name, value in headers),
        timestamp_ms=message.timestamp()[1],
    )


def _present(number: int | None) -> int:
    """Narrow a coordinate, which only a message that was never sent lacks."""
    assert number is not None
    return number


def _partitions(consumer: Consumer, topic: str) -> list[TopicPartition]:
    metadata = consumer.list_topics(topic, timeout=_ANSWER_WITHIN_SECONDS).topics[topic]
    if metadata.error is not None:
        raise KafkaException(metadata.error)
    return [TopicPartition(topic, partition) for partition in sorted(metadata.partitions)]


def _is_led(admin: AdminClient, topic: str, partitions: int) -> bool:
    known = admin.list_topics(topic, timeout=_ANSWER_WITHIN_SECONDS).topics[topic].partitions
    return len(known) == partitions and all(partition.leader >= 0 for partition in known.values())
