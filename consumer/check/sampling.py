"""Reads the last records of a topic without joining a group or committing anything."""

import time
from collections.abc import Iterator, Mapping
from typing import Final

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from consumer.check.seen import Span
from consumer.settings import ClientConfig

READ_SECONDS: Final = 6.0
"""For all partitions together; what is not read by then is left out."""

TURN_RECORDS: Final = 200
TURN_SECONDS: Final = 0.1


class Sampling:
    """One reading of planned offsets: iterate over `values`, then ask what was left out."""

    def __init__(self, config: ClientConfig, topic: str, plan: Mapping[int, Span]) -> None:
        self._config: ClientConfig = {
            **config,
            # Offsets have lawful gaps, so only the broker's word tells where a partition ends.
            "enable.partition.eof": True,
            "log_level": 0,
        }
        self._topic = topic
        self._plan = plan
        self._unfinished = set(plan)
        self._failure = ""

    @property
    def incomplete(self) -> str:
        """Why not everything was read; empty when everything was."""
        if not self._unfinished:
            return ""
        return self._failure or f"partitions not read to their end in {READ_SECONDS:.0f} s: {len(self._unfinished)}"

    def values(self) -> Iterator[bytes | None]:
        """The records' values; None is a tombstone."""
        if not self._plan:
            return
        consumer = Consumer({**self._config}, error_cb=self._failed)
        try:
            consumer.assign(
                [TopicPartition(self._topic, partition, span.low) for partition, span in self._plan.items()]
            )
            gives_up_at = time.monotonic() + READ_SECONDS
            while self._unfinished and time.monotonic() < gives_up_at:
                for message in consumer.consume(TURN_RECORDS, timeout=TURN_SECONDS):
                    yield from self._value(consumer, message)
        finally:
            consumer.close()

    def _value(self, consumer: Consumer, message: Message) -> Iterator[bytes | None]:
        """The value of a planned record; nothing for a notice, or for a record that was written meanwhile."""
        partition, offset = message.partition(), message.offset()
        if (error := message.error()) is not None:
            if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - its public name
                self._unfinished.discard(partition)
            else:
                self._failed(error)
            return
        if offset is None or partition is None or partition not in self._unfinished:
            return
        end = self._plan[partition].high
        if offset < end:
            yield message.value()
        if offset >= end - 1:
            self._unfinished.discard(partition)
            consumer.pause([TopicPartition(self._topic, partition)])

    def _failed(self, error: KafkaError) -> None:
        self._failure = error.str()
