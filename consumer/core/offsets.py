"""Which offset of an assignment may be committed: the contiguous next offset, and nothing else.

Rules:
- Records arrive as spans `[first_offset, next_offset)`, in offset order. What lies between two spans is a lawful gap
  (transaction markers, compaction, retention) and holds nothing up.
- What was fetched is resolved in offset order, in whatever pieces. Only a record that is set aside waits: the rest goes
  on, and it is settled later.

Invariants:
- The committable offset never passes a record that is not resolved or that is set aside, and never goes down.
- It is a next offset: everything below it is resolved, or was never there.
"""

from bisect import insort
from collections import deque


class OffsetTracker:
    """What of one assignment is fetched and not yet committable."""

    def __init__(self, start_offset: int) -> None:
        self._resolved = start_offset
        self._end = start_offset
        self._spans: deque[tuple[int, int]] = deque()
        self._aside: list[int] = []

    @property
    def committable(self) -> int:
        """The next offset that may be committed."""
        return min(self._resolved, self._aside[0]) if self._aside else self._resolved

    def fetched(self, first_offset: int, next_offset: int) -> None:
        """Take in a span that follows all others.

        Raises:
            ValueError: the span is empty, or does not lie behind what was fetched before it.
        """
        if not self._end <= first_offset < next_offset:
            raise ValueError(f"span [{first_offset}, {next_offset}) does not follow offset {self._end}")
        self._spans.append((first_offset, next_offset))
        self._end = next_offset

    def set_aside(self, offset: int) -> None:
        """One record waits, whatever is resolved around it."""
        insort(self._aside, offset)

    def settle(self, offset: int) -> int:
        """A record that was set aside is resolved; return the committable offset.

        Raises:
            ValueError: it was not set aside.
        """
        self._aside.remove(offset)
        return self.committable

    def resolve(self, first_offset: int, next_offset: int) -> int:
        """Everything in `[first_offset, next_offset)` but what is set aside is resolved; return the committable offset.

        Raises:
            ValueError: something that was fetched before is not resolved, or this was never fetched.
        """
        if self._spans and self._spans[0][0] < first_offset:
            raise ValueError(f"[{first_offset}, {next_offset}) is resolved before offset {self._spans[0][0]}")
        if next_offset > self._end:
            raise ValueError(f"[{first_offset}, {next_offset}) was not fetched: only up to {self._end}")
        while self._spans and self._spans[0][0] < next_offset:
            _, end = self._spans.popleft()
            if end > next_offset:
                self._spans.appendleft((next_offset, end))
        self._resolved = max(self._resolved, next_offset)
        return self.committable
