"""The one bridge between the Kafka thread and the event loop.

Rules:
- To the loop: values, by `call_soon_threadsafe`, one call per turn. The Kafka thread never waits for the loop, but in
  a revoke callback and then no longer than its budget.
- What the loop cannot take in ends the process: records that it never saw would look like a lawful gap, and be passed.
- Back: values in a deque, which the Kafka thread reads in its turns. The loop never waits for the Kafka thread.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from consumer.core.chunk import Chunk
from consumer.core.record import Assignment, Start

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """Records of an assignment are resolved.

    Attributes:
        assignment: whose records.
        next_offset: everything below it is resolved: it may be committed.
        released_bytes: memory that is free again.
    """

    assignment: Assignment
    next_offset: int
    released_bytes: int


@dataclass(frozen=True, slots=True)
class Drained:
    """A revoked assignment has no request and no dead letter outstanding any more."""

    assignment: Assignment


class Inbox(Protocol):
    """What the event loop does with what the Kafka thread tells it. Called on the loop."""

    def assigned(self, starts: Sequence[Start]) -> None:
        """Partitions were given to this member."""

    def revoked(self, assignments: Sequence[Assignment]) -> None:
        """Partitions are about to go, or are lost: finish what is on the wire, start nothing new."""

    def outlived(self, assignments: Sequence[Assignment]) -> None:
        """The logs of partitions are gone: deliver what is held of them, whoever has the partitions now."""

    def read(self, chunks: Sequence[Chunk]) -> None:
        """Records were read and prepared."""


class Handover:
    """Both directions of the bridge."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, inbox: Inbox, on_end: Callable[[Exception | None], None]
    ) -> None:
        self._loop = loop
        self._inbox = inbox
        self._on_end = on_end
        self._returned: deque[Progress | Drained] = deque()
        self._has_returned = threading.Event()

    def assigned(self, starts: Sequence[Start]) -> None:
        """Called by the Kafka thread: partitions were given to this member."""
        self._loop.call_soon_threadsafe(self._deliver, self._inbox.assigned, starts)

    def revoked(self, assignments: Sequence[Assignment]) -> None:
        """Called by the Kafka thread: partitions are about to go, or are lost."""
        self._loop.call_soon_threadsafe(self._deliver, self._inbox.revoked, assignments)

    def outlived(self, assignments: Sequence[Assignment]) -> None:
        """Called by the Kafka thread: the logs of partitions are gone, and what is held of them is the last copy."""
        self._loop.call_soon_threadsafe(self._deliver, self._inbox.outlived, assignments)

    def read(self, chunks: Sequence[Chunk]) -> None:
        """Called by the Kafka thread: records were read and prepared."""
        self._loop.call_soon_threadsafe(self._deliver, self._inbox.read, chunks)

    def ended(self, failure: Exception | None) -> None:
        """Called by the Kafka thread: it has ended cleanly, or will after this failure."""
        self._loop.call_soon_threadsafe(self._on_end, failure)

    def give_back(self, value: Progress | Drained) -> None:
        """Called by the event loop: tell the Kafka thread."""
        self._returned.append(value)
        self._has_returned.set()

    def wait_for_return(self, seconds: float) -> None:
        """Called by the Kafka thread: wait until something was given back, at most so long."""
        self._has_returned.wait(seconds)

    def returned(self) -> Iterator[Progress | Drained]:
        """Called by the Kafka thread: take what the event loop gave back."""
        self._has_returned.clear()
        while self._returned:
            yield self._returned.popleft()

    def _deliver(self, receive: Callable[[Sequence[T]], None], values: Sequence[T]) -> None:
        """On the event loop, whose own way with an exception in a callback is to log it and to go on."""
        try:
            receive(values)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it ends the process
            self._on_end(failure)
