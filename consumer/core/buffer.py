"""How much memory each partition holds, and which partitions are paused for it.

Rules:
- A partition's share for one batch is the budget divided by twice the number of assigned partitions: one batch on its
  way, one being prepared.
- A partition is full when it holds three shares, or two once the budget is spent: what is read comes unevenly, and to
  stop everything for the first that has its two cost a fifth of the events where the API answers after 100 ms. When a
  third more than the budget is held, since partitions came while it was spent, more than one share is too much.
- A partition that stands (its next record cannot be read) is paused, whatever it holds.
- What is held of an assignment whose log is gone counts against the budget until it is delivered.
- The Kafka thread gives a full partition a moment to be answered before it is paused; it is resumed when it holds no
  more than one share. Both matter: librdkafka throws a partition's prefetched records away when it is paused, and
  fetches them again.

- When twice the budget is held (records larger than a share, one of each partition), nothing more is read of any, until
  a third more than the budget is left: a process that is killed for its memory serves nobody.

Invariants while the assignment stays the same, but for what one turn of the Kafka thread read: a partition holds three
shares at most, two when it is alone; all together hold the budget and a third of it at most. One share is left to each,
whatever the others hold, up to twice the budget: a partition does not stand still for another.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from consumer.core.record import Assignment


def share_bytes(budget_bytes: int, assigned_partitions: int) -> int:
    """Memory that one batch of one partition may hold."""
    return budget_bytes // (2 * max(assigned_partitions, 1))


@dataclass(frozen=True, slots=True)
class Switches:
    """Partitions to pause and partitions to resume."""

    pause: tuple[int, ...]
    resume: tuple[int, ...]


class Buffer:
    """Bytes held per assignment."""

    def __init__(self, budget_bytes: int) -> None:
        self._budget_bytes = budget_bytes
        self._total_bytes = 0
        self._held_bytes: dict[Assignment, int] = {}
        self._retired_bytes: dict[Assignment, int] = {}
        self._paused: set[Assignment] = set()
        self._standing: set[Assignment] = set()
        self._is_overrun = False

    @property
    def share_bytes(self) -> int:
        """Memory that one batch may hold, with the assignments of this moment."""
        return share_bytes(self._budget_bytes, len(self._held_bytes))

    @property
    def held_bytes(self) -> int:
        """Memory held by all partitions together."""
        return self._total_bytes

    @property
    def paused_count(self) -> int:
        """How many partitions are paused."""
        return len(self._paused)

    def is_paused(self, assignment: Assignment) -> bool:
        """Whether nothing is asked for of a partition."""
        return assignment in self._paused

    def open(self, assignment: Assignment) -> None:
        """Begin an assignment: it holds nothing and is not paused, as librdkafka hands out partitions."""
        self._held_bytes[assignment] = 0

    def close(self, assignments: Iterable[Assignment]) -> None:
        """End assignments."""
        for assignment in assignments:
            self._total_bytes -= self._held_bytes.pop(assignment, 0) + self._retired_bytes.pop(assignment, 0)
            self._paused.discard(assignment)
            self._standing.discard(assignment)

    def retire(self, assignments: Iterable[Assignment]) -> None:
        """Nothing more is read of assignments; what is held of them stays until it is resolved."""
        for assignment in assignments:
            held_bytes = self._held_bytes[assignment]
            self.close([assignment])
            self._retired_bytes[assignment] = held_bytes
            self._total_bytes += held_bytes

    def stand(self, assignment: Assignment) -> None:
        """Keep a partition paused."""
        self._standing.add(assignment)

    def go_on(self, assignment: Assignment) -> None:
        """Let memory alone decide again whether a partition is paused."""
        self._standing.discard(assignment)

    def hold(self, assignment: Assignment, size_bytes: int) -> None:
        """Records were read."""
        self._held_bytes[assignment] += size_bytes
        self._total_bytes += size_bytes

    def release(self, assignment: Assignment, size_bytes: int) -> None:
        """Records are resolved. Ignored for an assignment that has ended."""
        for held_bytes in (self._held_bytes, self._retired_bytes):
            if assignment in held_bytes:
                held_bytes[assignment] -= size_bytes
                self._total_bytes -= size_bytes

    @property
    def is_spent(self) -> bool:
        """Whether all together hold the budget."""
        return self._total_bytes >= self._budget_bytes

    @property
    def is_full(self) -> bool:
        """Whether a partition that flows is full."""
        return not self._full() <= self._paused

    @property
    def room_bytes(self) -> int:
        """What may be read: what is left of the budget, or of their own two shares to the partitions that flow."""
        own_bytes = 2 * self.share_bytes
        left = (max(own_bytes - held, 0) for a, held in self._held_bytes.items() if a not in self._paused)
        return max(self._budget_bytes - self._total_bytes, sum(left))

    def switches(self) -> Switches:
        """Say which partitions change between paused and flowing, and take it that they do."""
        share = self.share_bytes
        over_bytes = 4 * self._budget_bytes // 3 if self._is_overrun else 2 * self._budget_bytes
        self._is_overrun = self._total_bytes >= over_bytes
        full = set(self._held_bytes) if self._is_overrun else self._full()
        pause = (full | self._standing) - self._paused
        resume = {a for a in self._paused if self._held_bytes[a] <= share} - self._standing
        resume = set() if self._is_overrun else resume
        self._paused = (self._paused | pause) - resume
        return Switches(tuple(a.partition for a in pause), tuple(a.partition for a in resume))

    def _full(self) -> set[Assignment]:
        full_bytes = self._full_bytes(self.held_bytes)
        return {a for a, held in self._held_bytes.items() if held >= full_bytes}

    def _full_bytes(self, held_bytes: int) -> int:
        if held_bytes < self._budget_bytes:
            return 3 * self.share_bytes
        if 3 * held_bytes < 4 * self._budget_bytes:
            return 2 * self.share_bytes
        return self.share_bytes + 1
