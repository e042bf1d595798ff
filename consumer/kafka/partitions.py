"""The partitions that this member has: opens them, ends them, and keeps what is known of each in step.

States of an assignment on the Kafka thread:

    open --(it goes)--> removed: nothing is read --> forgotten: nothing is committed
      |--(its log is gone)--> retired: nothing is read or committed, the event loop delivers what it holds --> drained

Rules:
- A log that is gone (its topic was deleted, or created again) leaves its records in our memory only. They are
  delivered before anything else can end them but the end of the process, whoever has the partition then.
- What was read reaches the event loop before anything that ends its assignment: of a log that is gone, it is the last
  copy too.
- What is held of retired assignments counts as memory, and pauses nobody by itself.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from consumer.core.buffer import Buffer
from consumer.core.chunk import Chunk
from consumer.core.commits import Commits
from consumer.core.membership import Membership
from consumer.core.positions import Positions
from consumer.core.record import Assignment, Start
from consumer.handover import Drained, Handover, Progress
from consumer.kafka.starting import Begin


class Partitions:
    """What the Kafka thread knows of its partitions.

    Attributes:
        positions: what is read next.
        commits: what is resolved and stored.
        buffer: what is held, and who is paused for it.
        membership: whether what we have is surely still ours.
    """

    def __init__(self, buffer: Buffer, membership: Membership, handover: Handover) -> None:
        self.positions: Final = Positions()
        self.commits: Final = Commits()
        self.buffer: Final = buffer
        self.membership: Final = membership
        self._handover = handover
        self._retired: set[Assignment] = set()
        self._read: list[Chunk] = []
        self._beginnings: dict[int, str] = {}

    @property
    def retired(self) -> Collection[Assignment]:
        """Assignments whose log is gone, and of which something is still to be delivered."""
        return self._retired

    @property
    def beginnings(self) -> Mapping[int, str]:
        """Partitions that are ours and whose new log has yet to begin, with the id of its topic."""
        return self._beginnings

    def await_beginning(self, partitions: Iterable[int], topic_id: str) -> None:
        """The logs of partitions are those of another topic now; where they begin is not known yet."""
        self._beginnings |= dict.fromkeys(partitions, topic_id)

    def open(self, topic_id: str | None, begins: Mapping[int, Begin]) -> None:
        """Partitions are ours from now on."""
        starts = []
        for partition, begin in begins.items():
            self._beginnings.pop(partition, None)
            assignment = self.positions.open(partition, topic_id, begin.next_offset)
            starts.append(Start(assignment, begin.next_offset, begin.is_fresh))
            self.commits.open(starts[-1])
            self.buffer.open(assignment)
            self.membership.assigned(assignment)
        self._handover.assigned(starts)

    def read(self, chunk: Chunk) -> None:
        """Records of a current assignment were read; `hand_over` gives them to the event loop."""
        self.buffer.hold(chunk.assignment, chunk.held_bytes)
        self.positions.read(chunk.assignment, chunk.next_offset, chunk.leader_epoch)
        self._read.append(chunk)

    def hand_over(self) -> None:
        """Give the event loop what was read since the last time."""
        if self._read:
            read, self._read = self._read, []
            self._handover.read(read)

    def unresolved(self, assignment: Assignment) -> int:
        """How many offsets of a current assignment are read and not resolved."""
        acknowledged = self.commits.acknowledged(assignment)
        next_offset = self.positions.next_offsets.get(assignment)
        return 0 if acknowledged is None or next_offset is None else max(next_offset - acknowledged, 0)

    def remove(self, partitions: Collection[int]) -> list[Assignment]:
        """Partitions go: read nothing more of them, and start nothing new."""
        self.hand_over()
        for partition in partitions:
            self._beginnings.pop(partition, None)
        assignments = self.positions.remove(partitions)
        if assignments:
            self._handover.revoked(assignments)
        return assignments

    def forget(self, assignments: Sequence[Assignment]) -> None:
        """Assignments have ended."""
        self.commits.close(assignments)
        self.buffer.close(assignments)

    def retire(self, partitions: Iterable[int]) -> None:
        """The logs of partitions are gone: what is held of them is delivered, and nothing more is read or committed."""
        self.hand_over()
        assignments = self.positions.remove(partitions)
        self.commits.close(assignments)
        self.buffer.retire(assignments)
        self._retired |= set(assignments)
        if assignments:
            self._handover.outlived(assignments)

    def give_up_retired(self) -> None:
        """The time is over: what is held of logs that are gone is lost, but for what is on the wire."""
        self._handover.revoked(tuple(self._retired))

    def turn(self, now: float) -> set[Assignment]:
        """The thread is alive: take what was given back, and let the event loop see what is not committed.

        Called in every round of whatever waits as well: what is acknowledged and not stored stops the lanes after
        0.3 s, also while Kafka is asked something inside a callback.

        Returns:
            The assignments that are drained.
        """
        drained = self.take_returned(now)
        self.show_unconfirmed()
        if self.membership.turn(now):
            self.commits.repeat()
        return drained

    def show_unconfirmed(self) -> None:
        """Let the event loop see since when something waits for its commit."""
        self.membership.unconfirmed_since = self.commits.unconfirmed_since

    def take_returned(self, now: float) -> set[Assignment]:
        """Apply what the event loop gave back; return the assignments that are drained."""
        drained: set[Assignment] = set()
        for value in self._handover.returned():
            match value:
                case Progress(assignment, next_offset, released_bytes):
                    self.commits.acknowledge(assignment, next_offset, now)
                    self.buffer.release(assignment, released_bytes)
                case Drained(assignment):
                    drained.add(assignment)
        self.buffer.close(drained & self._retired)
        self._retired -= drained
        return drained
