"""What the Kafka thread commits, and when.

Rules:
- One commit is on its way at a time; the next goes out when it is answered, at most every 100 ms. So a crash repeats
  little.
- A failed commit is not sent again as it was: the next one carries the newest offsets.
- An offset belongs to an assignment. One that ended can neither be acknowledged nor committed: a late commit would
  skip records that the new owner has not read.

Invariants:
- Per assignment, the offsets sent never go down.
- Nothing is sent for an assignment that has ended.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from consumer.core.record import Assignment, Start

COMMIT_INTERVAL_SECONDS = 0.1
"""More often costs the broker a request each; less often makes a crash repeat more."""


@dataclass(slots=True)
class _Offsets:
    acknowledged: int
    committed: int | None


class Commits:
    """The offsets of all current assignments, by assignment."""

    def __init__(self) -> None:
        self._offsets: dict[Assignment, _Offsets] = {}
        self._on_its_way: dict[Assignment, int] | None = None
        self._sent_at = float("-inf")
        self._again = False

    def open(self, start: Start) -> None:
        """Begin an assignment. A fresh start is committed at once, so that it is decided only one time."""
        committed = None if start.is_fresh else start.next_offset
        self._offsets[start.assignment] = _Offsets(start.next_offset, committed)

    def close(self, assignments: Iterable[Assignment]) -> None:
        """End assignments: from now on nothing is committed for them."""
        for assignment in assignments:
            self._offsets.pop(assignment, None)

    def acknowledge(self, assignment: Assignment, next_offset: int) -> None:
        """Everything below `next_offset` is resolved. Ignored for an assignment that has ended."""
        if offsets := self._offsets.get(assignment):
            offsets.acknowledged = max(offsets.acknowledged, next_offset)

    def acknowledged(self, assignment: Assignment) -> int | None:
        """The committable next offset of a current assignment."""
        offsets = self._offsets.get(assignment)
        return offsets.acknowledged if offsets else None

    def repeat(self) -> None:
        """Let the next commit carry all offsets, new or not: its answer shows that the group still knows us."""
        self._again = True

    def due(self, now: float) -> dict[Assignment, int]:
        """Offsets to send now, which then are on their way; empty when it is not yet time or nothing is new."""
        if self._on_its_way is not None or now < self._sent_at + COMMIT_INTERVAL_SECONDS:
            return {}
        offsets = self._all() if self._again else self.uncommitted(self._offsets)
        if offsets:
            self._on_its_way, self._sent_at, self._again = offsets, now, False
        return offsets

    def uncommitted(self, assignments: Iterable[Assignment]) -> dict[Assignment, int]:
        """Offsets of these assignments that are acknowledged and not known to be committed."""
        current = ((a, self._offsets[a]) for a in assignments if a in self._offsets)
        return {a: o.acknowledged for a, o in current if o.committed is None or o.committed < o.acknowledged}

    def answered(self, *, succeeded: bool) -> float:
        """Take in the answer to the commit that is on its way; return when that one was sent."""
        if succeeded:
            self.committed(self._on_its_way or {})
        self._on_its_way = None
        return self._sent_at

    def committed(self, offsets: dict[Assignment, int]) -> None:
        """The broker has stored these offsets."""
        for assignment, next_offset in offsets.items():
            if stored := self._offsets.get(assignment):
                stored.committed = max(stored.committed or 0, next_offset)

    def _all(self) -> dict[Assignment, int]:
        return {assignment: offsets.acknowledged for assignment, offsets in self._offsets.items()}
