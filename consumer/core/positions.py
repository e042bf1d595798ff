"""Which partitions are ours, and what is read next of each.

States of a current assignment:

    flowing --a record cannot be read--> standing (Spoiled) --retry_at--> flowing
       |-----the log went back---------> standing (WentBack) --looked up--> superseded by a new assignment

Rules:
- Offsets of an assignment are read in ascending order. What lies below the next offset was read before: the client may
  hand it out again, behind a batch whose CRC is wrong, or the last record when partitions come and go (librdkafka
  2.16).
- Only what a later leader has written below the next offset is new: the log was truncated when that leader was elected.
- What stands is not read: neither what is handed out of it all the same, nor what lies behind.

Invariants:
- At most one assignment of a partition is current; its numbers grow.
- The next offset of an assignment never goes down.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType

from consumer.core.record import Assignment


@dataclass(frozen=True, slots=True)
class Spoiled:
    """Records from this offset on cannot be read: their batch is damaged, or in a form that the client does not know.

    Attributes:
        offset: of the batch's first record.
        retry_at: when to try again, monotonic seconds: another broker may hold a sound copy.
    """

    offset: int
    retry_at: float


@dataclass(frozen=True, slots=True)
class WentBack:
    """The log went on below what was read of it: it was truncated, or the topic was created again.

    Attributes:
        offset: where it went on.
        since: when that was seen, monotonic seconds.
    """

    offset: int
    since: float


Standing = Spoiled | WentBack


class Positions:
    """The current assignments.

    Attributes:
        current: by partition.
        read_before: of each, the first record that was handed out again: new only if the log ends below it.
        flowing: those that are read, by partition.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self._current: dict[int, Assignment] = {}
        self._flowing: dict[int, Assignment] = {}
        self._next_offsets: dict[Assignment, int] = {}
        self._standing: dict[Assignment, Standing] = {}
        self._leader_epochs: dict[Assignment, int] = {}
        self._read_before: dict[Assignment, WentBack] = {}
        self.current: Mapping[int, Assignment] = MappingProxyType(self._current)
        self.flowing: Mapping[int, Assignment] = MappingProxyType(self._flowing)
        self.next_offsets: Mapping[Assignment, int] = MappingProxyType(self._next_offsets)
        self.standing: Mapping[Assignment, Standing] = MappingProxyType(self._standing)
        self.read_before: Mapping[Assignment, WentBack] = MappingProxyType(self._read_before)

    def open(self, partition: int, topic_id: str | None, next_offset: int) -> Assignment:
        """A partition begins, in place of whatever is current of it."""
        self.remove([partition])
        assignment = Assignment(partition, next(self._numbers), topic_id)
        self._current[partition] = self._flowing[partition] = assignment
        self._next_offsets[assignment] = next_offset
        return assignment

    def remove(self, partitions: Iterable[int]) -> list[Assignment]:
        """Partitions go; return their assignments."""
        assignments = [self._current.pop(partition) for partition in partitions if partition in self._current]
        for assignment in assignments:
            self._flowing.pop(assignment.partition, None)
            del self._next_offsets[assignment]
            self._standing.pop(assignment, None)
            self._leader_epochs.pop(assignment, None)
            self._read_before.pop(assignment, None)
        return assignments

    def read(self, assignment: Assignment, next_offset: int, leader_epoch: int = -1) -> None:
        """Everything below an offset was read, the newest of it as this leader wrote it."""
        self._next_offsets[assignment] = max(self._next_offsets[assignment], next_offset)
        self._leader_epochs[assignment] = max(self._leader_epochs.get(assignment, -1), leader_epoch)

    def went_back(self, assignment: Assignment, offset: int, leader_epoch: int, now: float) -> WentBack | None:
        """Take in a record that lies below what was read; return why to stand, if a later leader has written it."""
        known = self._leader_epochs.get(assignment, -1)
        back = WentBack(offset, now)
        if known >= 0 and leader_epoch > known:
            return back
        self._read_before.setdefault(assignment, back)
        return None

    def stand(self, assignment: Assignment, why: Standing) -> bool:
        """Stop reading a current assignment; return False when it stands already."""
        if self._flowing.pop(assignment.partition, None) is None:
            return False
        self._standing[assignment] = why
        return True

    def go_on(self, now: float) -> list[Assignment]:
        """Read again what stood for spoiled records long enough; return what that is."""
        due = [a for a, why in self._standing.items() if isinstance(why, Spoiled) and why.retry_at <= now]
        for assignment in due:
            del self._standing[assignment]
            self._flowing[assignment.partition] = assignment
        return due
