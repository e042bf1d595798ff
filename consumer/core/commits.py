"""What the Kafka thread commits, and when.

Rules:
- One commit is on its way at a time; the next goes out when it is answered, at most every 100 ms. So a crash repeats
  little.
- A failed commit is not sent again as it was: the next one carries the newest offsets.
- An offset belongs to an assignment. One that ended can neither be acknowledged nor committed: a late commit would
  skip records that the new owner has not read.
- A commit all of whose assignments have ended is waited for no more: a broker that hangs would keep those that came
  after them waiting as well, for the minute of the client's socket time-out.

Invariants:
- Per assignment, the offsets sent never go down.
- Nothing is sent for an assignment that has ended.
- `unconfirmed_since` is None exactly when every acknowledgement of a current assignment is known to be stored.
"""

from collections.abc import Iterable, Mapping
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
        self._sent_since: float | None = None
        self._unsent_since: float | None = None

    @property
    def unconfirmed_since(self) -> float | None:
        """When the oldest acknowledgement was made of those that are not known to be stored, monotonic seconds."""
        return self._unsent_since if self._sent_since is None else self._sent_since

    def open(self, start: Start) -> None:
        """Begin an assignment. A fresh start is committed at once, so that it is decided only one time."""
        committed = None if start.is_fresh else start.next_offset
        self._offsets[start.assignment] = _Offsets(start.next_offset, committed)

    def close(self, assignments: Iterable[Assignment]) -> None:
        """End assignments: from now on nothing is committed for them."""
        for assignment in assignments:
            self._offsets.pop(assignment, None)
        if self._offsets.keys().isdisjoint(self._on_its_way or ()):
            self._on_its_way = None
        self._forget_confirmed()

    def acknowledge(self, assignment: Assignment, next_offset: int, now: float) -> None:
        """Everything below `next_offset` is resolved. Ignored for an assignment that has ended."""
        offsets = self._offsets.get(assignment)
        if offsets and offsets.acknowledged < next_offset:
            offsets.acknowledged = next_offset
            self._unsent_since = now if self._unsent_since is None else self._unsent_since

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
            self._sent_since, self._unsent_since = self._unsent_since, None
        return offsets

    def uncommitted(self, assignments: Iterable[Assignment]) -> dict[Assignment, int]:
        """Offsets of these assignments that are acknowledged and not known to be committed."""
        current = ((a, self._offsets[a]) for a in assignments if a in self._offsets)
        return {a: o.acknowledged for a, o in current if o.committed is None or o.committed < o.acknowledged}

    def is_on_its_way(self, offsets: Mapping[int, int]) -> bool:
        """Whether these are the next offsets, by partition, of the commit that is waited for."""
        waited_for = self._on_its_way
        return waited_for is not None and {a.partition: offset for a, offset in waited_for.items()} == offsets

    def answered(self, *, succeeded: bool) -> float:
        """Take in the answer to the commit that is on its way; return when that one was sent."""
        if succeeded:
            self.committed(self._on_its_way or {})
        elif self._sent_since is not None:
            self._unsent_since = self._sent_since
        self._on_its_way = self._sent_since = None
        return self._sent_at

    def committed(self, offsets: dict[Assignment, int]) -> None:
        """The broker has stored these offsets."""
        for assignment, next_offset in offsets.items():
            if stored := self._offsets.get(assignment):
                stored.committed = max(stored.committed or 0, next_offset)
        self._forget_confirmed()

    def _forget_confirmed(self) -> None:
        if not self.uncommitted(self._offsets):
            self._sent_since = self._unsent_since = None

    def _all(self) -> dict[Assignment, int]:
        return {assignment: offsets.acknowledged for assignment, offsets in self._offsets.items()}
