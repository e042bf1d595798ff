"""What is known of one assignment on the event loop: its parts, its accused events, what may be committed.

States of a part (a batch, or what it was cut into):

    waiting --fuse admits--> posting --TAKEN--> delivered --dead letters written--> resolved
                              ^ | |
              LATER, with delay +-+ +--REJECTED or TOO_LARGE, several events--> cut in two, first half first
                                |   +--REJECTED or TOO_LARGE, one event--> the event is accused, the rest is resolved
                                +--CONFIGURATION--> blockade; after it, posted again (the third time: as REJECTED)

States of an accused event:

    accused --(a 2xx to something sent later)--> retrial --TAKEN--> resolved
                                                    +--REJECTED--> convicted --dead letter written--> resolved

Rules:
- Parts are delivered and resolved in offset order; only an accused event and a probe leave it.
- Nothing is dead-lettered but what is convicted, or invalid.

Invariants: every fetched record that is not resolved is in a part, in a chunk that waits, or accused. An accused event
is set aside in the offsets, so that nothing behind it is committed.

`next_step` says what to do with it, `answers` what an answer changes.
"""

from collections import Counter, deque
from collections.abc import Sequence
from itertools import chain

from consumer.core.api_state import ApiState
from consumer.core.batch import Batch
from consumer.core.chunk import Chunk
from consumer.core.fuse import Fuse, FuseExample
from consumer.core.offsets import OffsetTracker
from consumer.core.part import Accused, Part, Settle
from consumer.core.record import Assignment, Start, offset_of


class Partition:
    """The state of one assignment.

    Attributes:
        assignment: which.
        api: what all partitions know of the API.
        fuse: of this partition.
        parts: in offset order; the first is on its way.
        accused: in the order of their accusation.
        probed: how many single events were refused in the present blockade.
    """

    def __init__(self, start: Start, api: ApiState, fuse: Fuse) -> None:
        self.assignment: Assignment = start.assignment
        self.api = api
        self.fuse = fuse
        self.parts: deque[Part] = deque()
        self.accused: list[Accused] = []
        self.probed = 0
        self._probed_episode = 0
        self._offsets = OffsetTracker(start.next_offset)

    @property
    def oldest(self) -> Batch | None:
        """What holds the oldest record that is not resolved."""
        batches = [accused.part.batch for accused in self.accused] + [part.batch for part in self.parts]
        return min(batches, key=lambda batch: batch.first_offset, default=None)

    @property
    def record_count(self) -> int:
        """How many records are to be delivered or dead-lettered."""
        parts = sum((0 if p.is_delivered else p.batch.event_count) + len(p.batch.invalid) for p in self.parts)
        return parts + len(self.accused)

    def fetched(self, chunk: Chunk) -> None:
        """Records were read."""
        self._offsets.fetched(chunk.first_offset, chunk.next_offset)

    def add(self, batch: Batch) -> None:
        """The next batch is due."""
        self.parts.append(Part(batch))

    def wants_batch(self) -> bool:
        """Whether the next batch may join: the first, or in a blockade one with events that were not probed yet.

        All that is here may be guilty, and what would end the blockade behind it.
        """
        self.begin_episode()
        event_count = sum(part.batch.event_count for part in self.parts)
        return not self.parts or (self.api.blockade.is_blocked and self.probed >= event_count)

    def leave(self) -> None:
        """The partition is gone."""
        self.api.blockade.leave(self.assignment)

    def delivered(self) -> Settle | None:
        """What may still be done when the partition goes: to resolve what is delivered."""
        return Settle(self.parts[0]) if self.parts and self.parts[0].is_delivered else None

    def is_admitted(self, now: float) -> bool:
        """Let the fuse judge the first part: once, and again as long as it is open."""
        if not self.parts:
            return False
        first = self.parts[0]
        if self.fuse.is_open or not first.is_admitted:
            first.is_admitted = self.fuse.admits(verdicts_of(first.batch), now)
        return first.is_admitted

    def why_fuse_is_open(self) -> FuseExample | None:
        """What the waiting batch would be dead-lettered for, or else the event that the API convicted."""
        invalid = self.parts[0].batch.invalid if self.parts else ()
        if invalid:
            ((most, records),) = Counter(record.reason for record in invalid).most_common(1)
            first = next(record for record in invalid if record.reason is most)
            offset = offset_of(first.original)
            return FuseExample(reason=most.value, records=records, offset=offset, detail=first.detail)
        for accused in self.accused:
            if accused.is_convicted:
                offset, status = accused.part.batch.first_offset, accused.outcome.status
                detail = f"the Data API answered {status} to this event alone"
                reason = accused.outcome.reason.value
                return FuseExample(reason=reason, records=1, offset=offset, detail=detail, status=status)
        return None

    def begin_episode(self) -> None:
        """Start counting probes anew with each blockade."""
        if self._probed_episode != self.api.blockade.episode:
            self.probed, self._probed_episode = 0, self.api.blockade.episode

    def cut(self, part: Part, batches: Sequence[Batch]) -> None:
        """Put what the first part was cut into in its place."""
        assert self.parts[0] is part
        self.parts.popleft()
        self.parts.extendleft(part.with_batch(batch) for batch in reversed(batches))

    def set_aside(self, accused: Accused) -> None:
        """An event of the first part is accused; the rest of it goes on."""
        self.accused.append(accused)
        self._offsets.set_aside(accused.part.batch.first_offset)
        self.parts[0].batch = self.parts[0].batch.without(0)

    def settle(self, accused: Accused) -> int:
        """An accused event is delivered, or its dead letter is written; return the committable offset."""
        self.accused.remove(accused)
        if not accused.is_convicted:
            self.fuse.resolved([False])
        return self._offsets.settle(accused.part.batch.first_offset)

    def resolve(self, part: Part) -> int:
        """The first part is delivered and its dead letters are written; return the committable offset."""
        assert self.parts[0] is part
        self.parts.popleft()
        self.fuse.resolved(verdicts_of(part.batch))
        return self._offsets.resolve(part.batch.first_offset, part.batch.next_offset)


def verdicts_of(batch: Batch) -> list[bool]:
    """Say of each record that the mapping did not drop, in offset order, whether it would be a dead letter."""
    if not batch.invalid:
        return [False] * batch.event_count
    good = ((offset_of(original), False) for original in batch.originals)
    bad = ((offset_of(record.original), True) for record in batch.invalid)
    return [is_bad for _, is_bad in sorted(chain(good, bad))]
