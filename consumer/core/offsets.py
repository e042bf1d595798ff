"""Which offset of an assignment may be committed: the contiguous next offset, and nothing else.

Rules:
- Records arrive as spans `[first_offset, next_offset)`, in offset order. What lies between two spans is a lawful gap
  (transaction markers, compaction, retention) and holds nothing up.
- A span is resolved when every record in it is delivered, dropped or dead-lettered, in whatever order spans resolve.

Invariants:
- The committable offset never passes a record of an unresolved span, and never goes down.
- It is a next offset: everything below it is resolved, or was never there.
"""

from collections import deque
from dataclasses import dataclass


@dataclass(slots=True)
class _Span:
    first_offset: int
    next_offset: int
    is_resolved: bool = False


class OffsetTracker:
    """The spans of one assignment that are fetched and not yet committable."""

    def __init__(self, start_offset: int) -> None:
        self._committable = start_offset
        self._end = start_offset
        self._spans: deque[_Span] = deque()

    @property
    def committable(self) -> int:
        """The next offset that may be committed."""
        return self._committable

    def fetched(self, first_offset: int, next_offset: int) -> int:
        """Take in a span that follows all others; return the size of the gap before it.

        Raises:
            ValueError: the span is empty, or does not lie behind what was fetched before it.
        """
        if not self._end <= first_offset < next_offset:
            raise ValueError(f"span [{first_offset}, {next_offset}) does not follow offset {self._end}")
        gap = first_offset - self._end
        self._spans.append(_Span(first_offset, next_offset))
        self._end = next_offset
        return gap

    def resolve(self, first_offset: int, next_offset: int) -> int:
        """Mark every span within `[first_offset, next_offset)` as resolved; return the committable offset."""
        for span in self._spans:
            if span.first_offset >= next_offset:
                break
            if first_offset <= span.first_offset and span.next_offset <= next_offset:
                span.is_resolved = True
        while self._spans and self._spans[0].is_resolved:
            self._committable = self._spans.popleft().next_offset
        return self._committable
