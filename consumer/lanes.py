"""The event loop's side of all assignments: opens and closes their lanes, and gives each its chunks."""

from collections.abc import Mapping, Sequence
from typing import Final

from consumer.core.buffer import share_bytes
from consumer.core.chunk import Chunk
from consumer.core.record import Assignment, Start
from consumer.crew import Crew
from consumer.lane import Lane, Surroundings

IDLE_MEMBER_SECONDS: Final = 10.0
"""A member that has no partition by then is one too many, and ready to take over."""


class Lanes:
    """The lanes of the current assignments. It is the Kafka thread's `Inbox`."""

    def __init__(self, budget_bytes: int) -> None:
        self._budget_bytes = budget_bytes
        self._lanes: dict[Assignment, Lane] = {}
        self._opening: tuple[Surroundings, Crew] | None = None
        self._first_answer_at: float | None = None
        self._left_since_ms: dict[Assignment, int] = {}

    def open_in(self, surroundings: Surroundings, crew: Crew) -> None:
        """Say where lanes run, and among whom."""
        self._opening = surroundings, crew

    def has_joined(self, now: float) -> bool:
        """Whether the group has given this member its work; with more members than partitions that may be none.

        The first answer of a classic group is often empty: the others have yet to let go of what they will give away.
        """
        is_idle = self._first_answer_at is not None and now > self._first_answer_at + IDLE_MEMBER_SECONDS
        return bool(self._lanes) or is_idle

    def share_bytes(self) -> int:
        """Memory that one batch of one partition may hold."""
        return share_bytes(self._budget_bytes, len(self._lanes))

    def assigned(self, starts: Sequence[Start]) -> None:
        """Open a lane for each new assignment."""
        assert self._opening is not None
        surroundings, crew = self._opening
        self._left_since_ms.clear()  # another member's matter by now, or ours again
        if self._first_answer_at is None:
            self._first_answer_at = surroundings.clocks.monotonic()
        for start in starts:
            lane = Lane(start, surroundings)
            self._lanes[start.assignment] = lane
            crew.start(self._run(lane))

    def revoked(self, assignments: Sequence[Assignment]) -> None:
        """Close lanes: they finish what is on the wire, and say so when they are drained."""
        for assignment in assignments:
            if lane := self._lanes.pop(assignment, None):  # one whose log is gone may just have ended
                lane.close()

    def outlived(self, assignments: Sequence[Assignment]) -> None:
        """Let lanes deliver what they hold: nobody can read it again."""
        for assignment in assignments:
            self._lanes[assignment].outlive()

    def read(self, chunks: Sequence[Chunk]) -> None:
        """Give each lane what was read for it."""
        for chunk in chunks:
            self._lanes[chunk.assignment].add(chunk)

    def ages_seconds(self, now_epoch_seconds: float) -> Mapping[int, float]:
        """How old the oldest unresolved record of each partition is; 0 where there is none."""
        ages: dict[int, float] = {}
        for lane in self._lanes.values():
            written_ms, partition = lane.oldest_timestamp_ms, lane.assignment.partition
            age = max(now_epoch_seconds - written_ms / 1000, 0.0) if written_ms else 0.0
            ages[partition] = max(age, ages.get(partition, 0.0))  # beside the lane of a log that is gone
        return ages

    def left_ages_seconds(self, now_epoch_seconds: float) -> Mapping[int, float]:
        """How old the oldest record is that each partition leaves unresolved, once all lanes have ended."""
        return {
            assignment.partition: max(now_epoch_seconds - written_ms / 1000, 0.0)
            for assignment, written_ms in self._left_since_ms.items()
        }

    async def _run(self, lane: Lane) -> None:
        try:
            await lane.run()
        finally:
            self._lanes.pop(lane.assignment, None)
            if written_ms := lane.oldest_timestamp_ms or lane.dropped_since_ms:
                self._left_since_ms[lane.assignment] = written_ms
