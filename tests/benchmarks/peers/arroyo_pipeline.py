"""Sentry's arroyo: a chain of its strategies, from the transformation to the committed offset.

usage: python arroyo_pipeline.py BOOTSTRAP_SERVERS TOPIC GROUP URL
"""

# The library is not installed where types are checked: what it exports is Any there.
# mypy: disable-error-code="import-not-found", disallow-subclassing-any=False

import signal
import sys
from collections.abc import Mapping
from typing import Any

import requests
from arroyo.backends.kafka import KafkaConsumer, KafkaPayload
from arroyo.backends.kafka.configuration import build_kafka_consumer_configuration
from arroyo.processing.processor import StreamProcessor
from arroyo.processing.strategies import (
    BatchStep,
    CommitOffsets,
    FilterStep,
    ProcessingStrategy,
    ProcessingStrategyFactory,
    RunTask,
    RunTaskInThreads,
)
from arroyo.processing.strategies.batching import ValuesBatch
from arroyo.types import Commit, Message, Partition, Topic

from tests.benchmarks.peers.mapping import vendor_event

Event = dict[str, Any] | None


class PostFactory(ProcessingStrategyFactory[KafkaPayload]):
    """Builds the chain: transform, filter, batch, post, commit."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()

    def transform(self, message: Message[KafkaPayload]) -> Event:
        """One record's event."""
        return vendor_event(message.payload.value)

    def is_mapped(self, message: Message[Event]) -> bool:
        """Whether there is an event to post."""
        return message.payload is not None

    def post(self, message: Message[ValuesBatch[Event]]) -> None:
        """Post a batch of events."""
        events = [value.payload for value in message.payload]
        self._session.post(self._url, json=events, timeout=30).raise_for_status()

    def create_with_partitions(
        self,
        commit: Commit,
        partitions: Mapping[Partition, int],  # noqa: ARG002 - the name that the library calls it by
    ) -> ProcessingStrategy[KafkaPayload]:
        """The chain for the partitions assigned."""
        post = RunTaskInThreads(self.post, concurrency=4, max_pending_futures=8, next_step=CommitOffsets(commit))
        batch: BatchStep[Event] = BatchStep(max_batch_size=500, max_batch_time=1.0, next_step=post)
        return RunTask(self.transform, FilterStep(self.is_mapped, batch))


def main(servers: str, topic: str, group: str, url: str) -> None:
    """Run the chain until ended."""
    consumer = KafkaConsumer(
        build_kafka_consumer_configuration(
            default_config={},
            bootstrap_servers=[servers],
            auto_offset_reset="earliest",
            group_id=group,
        )
    )
    processor = StreamProcessor(consumer=consumer, topic=Topic(topic), processor_factory=PostFactory(url))
    signal.signal(signal.SIGTERM, lambda *_: processor.signal_shutdown())
    processor.run()


if __name__ == "__main__":
    main(*sys.argv[1:5])
