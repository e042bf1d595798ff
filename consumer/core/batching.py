"""The chunks of one assignment that wait for their batch.

Rules:
- Chunks leave in the order in which they came; a chunk is never split (the Kafka thread cuts them to fit a batch).
- A batch is due when a count, byte or memory limit is reached, or when its oldest chunk has waited for the linger.
- Chunks at the head that have nothing to send are due at once: waiting would win nothing.

Invariant: a batch is within every limit, or it is a single chunk.
"""

from collections import deque
from dataclasses import dataclass
from itertools import takewhile

from consumer.core.batch import Batch, joined
from consumer.core.chunk import Chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLimits:
    """When a batch is full, and how long one that is not may wait.

    Attributes:
        max_events: vendor events in one request. More make fewer requests (the vendor limits those) and longer retries.
        max_bytes: bytes of one request's body. 1,000,000 is safe under every limit that Kameleoon ever documented.
        linger_seconds: how long the oldest event may wait for company.
    """

    max_events: int
    max_bytes: int
    linger_seconds: float


class WaitingChunks:
    """Chunks of one assignment, oldest first."""

    def __init__(self, limits: BatchLimits) -> None:
        self._limits = limits
        self._chunks: deque[Chunk] = deque()

    def add(self, chunk: Chunk) -> None:
        """Put a chunk behind those that wait."""
        self._chunks.append(chunk)

    def clear(self) -> None:
        """Forget what waits: the partition is no longer ours."""
        self._chunks.clear()

    @property
    def oldest(self) -> Chunk | None:
        """The chunk that has waited longest."""
        return self._chunks[0] if self._chunks else None

    @property
    def record_count(self) -> int:
        """How many records wait that are to be delivered or dead-lettered."""
        return sum(len(chunk.bodies) + len(chunk.invalid) for chunk in self._chunks)

    def take(self, now: float, share_bytes: int) -> Batch | None:
        """Remove and return the batch that is due, if one is.

        Args:
            now: monotonic seconds.
            share_bytes: memory that one batch of this partition may hold.
        """
        if not self._chunks:
            return None
        count = len(tuple(takewhile(lambda chunk: not chunk.bodies, self._chunks)))
        if not count:
            count, is_full = self._fitting(share_bytes)
            if not is_full and now < self._chunks[0].prepared_at + self._limits.linger_seconds:
                return None
        return joined([self._chunks.popleft() for _ in range(count)])

    def due_at(self) -> float | None:
        """When the oldest chunk has lingered long enough; None when nothing waits."""
        return self._chunks[0].prepared_at + self._limits.linger_seconds if self._chunks else None

    def _fitting(self, share_bytes: int) -> tuple[int, bool]:
        """Count the leading chunks that fit one batch; say whether one of its limits is reached."""
        limits, events, body_bytes, held_bytes = self._limits, 0, 2, 0  # two brackets
        for count, chunk in enumerate(self._chunks):
            events += len(chunk.bodies)
            body_bytes += chunk.body_bytes
            held_bytes += chunk.held_bytes
            if events > limits.max_events or body_bytes > limits.max_bytes or held_bytes > share_bytes:
                return max(count, 1), True
        return len(self._chunks), events == limits.max_events
