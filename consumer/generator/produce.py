"""Writes generated records to a topic: the generator's only part that touches Kafka and the clock.

Rules:
- Every record is acknowledged, or `NotAcknowledgedError` is raised: a count that is returned holds.
- Delivery reports are served between records and while waiting; the callback only counts.
- Memory is bounded: when librdkafka's queue is full, the next record waits for reports.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Final

from confluent_kafka import KafkaError, Message, Producer

from consumer.generator.pacing import progress_is_due, wait_seconds
from consumer.generator.record import GeneratedRecord, Intent

_DEFAULTS: Final[dict[str, str | int | float | bool]] = {
    "compression.type": "lz4",
    # Retries of the producer must not write a record twice: each nonce stands in the topic once.
    "enable.idempotence": True,
    # Fuller batches compress better; nobody waits for a single record.
    "linger.ms": 20,
    # Default 1 GiB: a broker that is slower than the generator would fill the memory.
    "queue.buffering.max.kbytes": 65_536,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Produced:
    """What a topic has acknowledged.

    Attributes:
        by_intent: Records by intent; every intent is there.
        by_partition: Records by partition; partitions that got none are not there.
    """

    by_intent: dict[Intent, int]
    by_partition: dict[int, int]

    @property
    def records(self) -> int:
        """All records."""
        return sum(self.by_partition.values())


class NotAcknowledgedError(Exception):
    """A topic did not acknowledge a record; those before it may be there or not."""


def produce_records(
    records: Iterable[GeneratedRecord],
    *,
    producer_config: dict[str, str | int | float | bool],
    topic: str,
    rate_per_second: float | None,
    on_progress: Callable[[int], None],
) -> Produced:
    """Write records to a topic and wait until all are acknowledged.

    Args:
        records: What to write; taken one by one, so it may be endless.
        producer_config: librdkafka properties, at least `bootstrap.servers`; they win over the defaults.
        topic: The topic; it has to exist, or the broker to create topics by itself.
        rate_per_second: Records per second, on average; None for as fast as the broker takes them.
        on_progress: Told how many records are acknowledged, a few times a second and at the end.

    Returns:
        How many records the topic acknowledged.

    Raises:
        NotAcknowledgedError: A record was not acknowledged, within `delivery.timeout.ms` at the latest.
        confluent_kafka.KafkaException: A property is wrong, or the producer cannot go on.
    """
    writer = _Writer(Producer({**_DEFAULTS, **producer_config}), topic, on_progress)
    by_intent = dict.fromkeys(Intent, 0)
    started_seconds = monotonic()
    for sent, record in enumerate(records):
        while wait := wait_seconds(
            sent=sent, elapsed_seconds=monotonic() - started_seconds, rate_per_second=rate_per_second
        ):
            writer.serve_reports(wait)
        writer.write(record)
        by_intent[record.intent] += 1
    writer.finish()
    return Produced(by_intent=by_intent, by_partition=dict(sorted(writer.by_partition.items())))


class _Writer:
    """A producer, with what its delivery reports have said so far."""

    def __init__(self, producer: Producer, topic: str, on_progress: Callable[[int], None]) -> None:
        self.by_partition: Final[Counter[int]] = Counter()
        self._producer = producer
        self._topic = topic
        self._on_progress = on_progress
        self._told_seconds = monotonic()
        self._failure: KafkaError | None = None

    def write(self, record: GeneratedRecord) -> None:
        """Hand a record over, once there is room for it."""
        while not self._accepts(record):
            self.serve_reports(0.1)
        self.serve_reports(0)

    def serve_reports(self, timeout_seconds: float) -> None:
        """Take the delivery reports that are there, or wait for the first; raise if one is bad."""
        self._producer.poll(timeout_seconds)
        if self._failure is not None:
            # Whatever is still queued would fail the same way; without this the producer's end waits for it.
            self._producer.purge()
            raise NotAcknowledgedError(f"{self._topic} did not take a record: {self._failure.str()}")
        now_seconds = monotonic()
        if progress_is_due(now_seconds=now_seconds, told_seconds=self._told_seconds):
            self._told_seconds = now_seconds
            self._on_progress(self.by_partition.total())

    def finish(self) -> None:
        """Wait for all reports that are still to come."""
        while len(self._producer) > 0:
            self.serve_reports(0.1)
        self._on_progress(self.by_partition.total())

    def _accepts(self, record: GeneratedRecord) -> bool:
        try:
            self._producer.produce(
                self._topic,
                key=record.key,
                value=record.value,
                # A copy: the parameter's type is wider, and lists are invariant.
                headers=[*record.headers],
                on_delivery=self._count,
            )
        except BufferError:
            return False
        return True

    def _count(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self._failure = self._failure or error
            return
        partition = message.partition()
        assert partition is not None, "an acknowledged record has a partition"
        self.by_partition[partition] += 1
