"""Lets the generator write to the topic from a thread of its own, never too far ahead of the commits.

Rules:
- `run` is called once, on a thread, when the group has joined.
- The event loop sets `room` and reads `written`; both are replaced whole, so neither needs a lock.
- `stop` ends the writing after the record at hand; what was written is still acknowledged and counted.
"""

import threading
import time
from collections.abc import Iterator
from typing import Final

from consumer.demo.options import DemoOptions
from consumer.demo.pacing import NOTHING_WRITTEN, may_write
from consumer.generator import GeneratedRecord, generate
from consumer.generator.produce import Produced, produce_records

ROOM_LOOK_SECONDS: Final = 0.005


class Feed:
    """The generator, on its way into one topic."""

    def __init__(self, options: DemoOptions, bootstrap_servers: str, topic: str) -> None:
        self.written = 0
        self.room = NOTHING_WRITTEN
        self._options = options
        self._bootstrap_servers = bootstrap_servers
        self._topic = topic
        self._stopping = threading.Event()

    def run(self) -> Produced:
        """Write all records; return what the topic has acknowledged.

        Raises:
            NotAcknowledgedError: the topic did not take a record.
        """
        return produce_records(
            self._records(),
            producer_config={"bootstrap.servers": self._bootstrap_servers, "log_level": 2},
            topic=self._topic,
            rate_per_second=self._options.rate_per_second,
            on_progress=lambda _acknowledged: None,
        )

    def stop(self) -> None:
        """Write nothing more."""
        self._stopping.set()

    def _records(self) -> Iterator[GeneratedRecord]:
        options, largest_bytes = self._options, 0
        for record in generate(seed=options.seed, count=options.events, start_ms=int(time.time() * 1000)):
            largest_bytes = max(largest_bytes, _size_bytes(record))
            if not self._has_room(largest_bytes):
                return
            self.written += 1
            yield record

    def _has_room(self, largest_bytes: int) -> bool:
        """Wait until one more record may be written; False when asked to stop."""
        while not may_write(self.room, written=self.written, largest_bytes=largest_bytes):
            self._stopping.wait(ROOM_LOOK_SECONDS)
            if self._stopping.is_set():
                break
        return not self._stopping.is_set()


def _size_bytes(record: GeneratedRecord) -> int:
    headers_bytes = sum(len(name) + len(value) for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers_bytes
