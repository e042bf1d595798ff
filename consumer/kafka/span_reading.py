"""Reads planned offsets of a topic without joining a group or committing anything."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from consumer.core.record import Span
from consumer.settings import ClientConfig

TURN_RECORDS: Final = 200
TURN_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """For how long a reading goes on: in all, and while nothing comes."""

    most_seconds: float = float("inf")
    silent_seconds: float


class SpanReading:
    """One reading: iterate over `messages`, then ask what was left out."""

    def __init__(self, config: ClientConfig, topic: str, plan: Mapping[int, Span], patience: Patience) -> None:
        self._config: ClientConfig = {
            **config,
            # Offsets have lawful gaps, so only the broker's word tells where a partition ends.
            "enable.partition.eof": True,
            "fetch.min.bytes": 1,
            "log_level": 0,
        }
        self._topic = topic
        self._plan = plan
        self._patience = patience
        self._unfinished = {partition for partition, span in plan.items() if span.low < span.high}
        self._failure = ""
        self.is_denied = False
        """Whether Kafka does not let this user read the topic: there is nothing to wait for."""

    @property
    def incomplete(self) -> str:
        """Why not everything was read; empty when everything was."""
        if not self._unfinished:
            return ""
        return self._failure or f"partitions not read to their end in time: {len(self._unfinished)}"

    def messages(self) -> Iterator[Message]:
        """The planned records, in order within each partition."""
        if not self._unfinished:
            return
        consumer = Consumer({**self._config}, error_cb=self._failed)
        try:
            consumer.assign([TopicPartition(self._topic, p, self._plan[p].low) for p in sorted(self._unfinished)])
            yield from self._read(consumer)
        finally:
            consumer.close()

    def _read(self, consumer: Consumer) -> Iterator[Message]:
        ends_at = time.monotonic() + self._patience.most_seconds
        silent_until = time.monotonic() + self._patience.silent_seconds
        while self._unfinished and not self.is_denied and time.monotonic() < min(ends_at, silent_until):
            unfinished, planned = len(self._unfinished), 0
            for message in consumer.consume(TURN_RECORDS, timeout=TURN_SECONDS):
                if self._is_planned(consumer, message):
                    planned += 1
                    yield message
            if planned or len(self._unfinished) < unfinished:  # reckoned late: whoever takes the records may be slow
                silent_until = time.monotonic() + self._patience.silent_seconds

    def _is_planned(self, consumer: Consumer, message: Message) -> bool:
        """False for a notice, and for a record that was written meanwhile."""
        partition, offset = message.partition(), message.offset()
        if (error := message.error()) is not None:
            self._noticed(error, partition)
            return False
        if offset is None or partition is None or partition not in self._unfinished:
            return False
        end = self._plan[partition].high
        if offset >= end - 1:
            self._unfinished.discard(partition)
            consumer.pause([TopicPartition(self._topic, partition)])
        return offset < end

    def _noticed(self, error: KafkaError, partition: int | None) -> None:
        if error.code() == KafkaError._PARTITION_EOF and partition is not None:  # noqa: SLF001 - its public name
            self._unfinished.discard(partition)
            return
        # A group that may not be used is no matter: none is joined, and the client asks about it all the same.
        self.is_denied = self.is_denied or error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
        self._failed(error)

    def _failed(self, error: KafkaError) -> None:
        self._failure = error.str()
