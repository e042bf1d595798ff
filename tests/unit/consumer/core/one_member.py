"""One member of a group, made of the real pure parts, joined as the two threads join them; its broker is simulated.

What `consumer/kafka/rebalance.py` and `consumer/kafka/source.py` do on the Kafka thread, and `consumer/lane.py` on the
event loop, is done here in single steps, so that a test can do anything between any two of them.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from consumer.core.answers import posting, take_in
from consumer.core.api_state import ApiState
from consumer.core.batching import BatchLimits, WaitingChunks
from consumer.core.buffer import Buffer
from consumer.core.commits import Commits
from consumer.core.fuse import Fuse
from consumer.core.next_step import next_step
from consumer.core.outcome import Outcome
from consumer.core.part import Bury, Effect, Post, Settle, Step, Taken
from consumer.core.partition import Partition
from consumer.core.preparing import ChunkLimits
from consumer.core.record import Assignment, Start, offset_of
from consumer.core.request_rate import RequestRate
from consumer.handover import Progress
from tests.unit.consumer.core.partitions import OK, REJECTED
from tests.unit.consumer.records import FakeRecord, chunks_of, offsets_in

LIMITS: Final = BatchLimits(max_events=3, max_bytes=40, linger_seconds=1.0)
BUDGET_BYTES: Final = 16_000
TURN_MAX_RECORDS: Final = 8


@dataclass(slots=True)
class Broker:
    """Logs and committed offsets, by partition."""

    logs: dict[int, list[FakeRecord]] = field(default_factory=dict)
    committed: dict[int, int] = field(default_factory=dict)

    def end(self, partition: int) -> int:
        """Offset that the next record gets."""
        log = self.logs.get(partition)
        return offset_of(log[-1]) + 1 if log else 0

    def write(self, partition: int, letters: str, gap: int) -> None:
        """Append records behind a lawful gap."""
        log = self.logs.setdefault(partition, [])
        first = self.end(partition) + gap
        log += [
            FakeRecord(offset, b"%s%d" % (letter.encode(), offset), partition=partition)
            for offset, letter in enumerate(letters, first)
        ]

    def between(self, partition: int, first_offset: int, next_offset: int) -> list[FakeRecord]:
        """Records of a span."""
        return [r for r in self.logs.get(partition, []) if first_offset <= offset_of(r) < next_offset]


class Api:
    """A Data API that judges by letter, and has bad times.

    Attributes:
        mood: None when it is well; then only guilty events are rejected. Else what it answers to everything.
        taken: offsets that it has taken, by partition, in order, repeats too.
    """

    def __init__(self) -> None:
        self.mood: Outcome | None = None
        self.taken: dict[int, list[int]] = {0: [], 1: []}

    def answer(self, post: Post) -> Outcome:
        """Judge a request."""
        if self.mood is not None:
            return self.mood
        if any((original.value() or b"").startswith(b"g") for original in post.batch.originals):
            return REJECTED
        self.taken[post.batch.assignment.partition] += offsets_in(post.batch.bodies)
        return OK


class Stay:
    """The event loop's side of one assignment, a step at a time."""

    def __init__(self, start: Start, api_state: ApiState) -> None:
        self.assignment = start.assignment
        self.partition = Partition(start, api_state, Fuse())
        self.waiting = WaitingChunks(LIMITS)
        self.on_the_wire: tuple[Post, int] | None = None
        self.writing: Settle | Bury | None = None
        self.is_closing = False

    @property
    def is_busy(self) -> bool:
        """Whether a request or dead letters are on their way."""
        return self.on_the_wire is not None or self.writing is not None

    def step(self, now: float, share_bytes: int) -> Step | None:
        """Begin what is next, unless something is on its way."""
        if self.is_busy:
            return None
        if self.partition.wants_batch() and (batch := self.waiting.take(now, share_bytes)):
            self.partition.add(batch)
        step = self.partition.delivered() if self.is_closing else next_step(self.partition, now)
        match step:
            case Post():
                self.on_the_wire = step, posting(self.partition, step, now)
            case Settle() | Bury():
                self.writing = step
        return step

    def answered(self, outcome: Outcome, now: float) -> tuple[Effect, Progress | None]:
        """The request on the wire is answered."""
        assert self.on_the_wire
        (post, sent), self.on_the_wire = self.on_the_wire, None
        effect = take_in(self.partition, post, outcome, sent, now, jitter=0.5)
        committable = effect.committable if isinstance(effect, Taken) else None
        return effect, None if committable is None else Progress(self.assignment, committable, 0)

    def written(self) -> Progress:
        """The dead letters on their way are acknowledged."""
        writing, self.writing = self.writing, None
        match writing:
            case Settle(part):
                return Progress(self.assignment, self.partition.resolve(part), part.batch.held_bytes)
            case Bury(accused):
                return Progress(self.assignment, self.partition.settle(accused), 0)
            case None:
                raise AssertionError("nothing is on its way")

    def close(self) -> None:
        """The partition goes: what waits is dropped, what is on its way may still be answered."""
        self.is_closing = True
        self.waiting.clear()
        self.partition.leave()


class Member:
    """A process: its Kafka thread's state, and its stays."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.api_state = ApiState(request_rate=RequestRate(None))
        self.commits = Commits()
        self.buffer = Buffer(BUDGET_BYTES)
        self.current: dict[int, Stay] = {}
        self.next_offsets: dict[int, int] = {}
        self.paused: set[int] = set()
        self.returned: deque[Progress] = deque()

    def assign(self, partition: int, number: int) -> Stay:
        """A partition is ours, from its committed offset or else from its beginning."""
        committed = self.broker.committed.get(partition)
        start = Start(Assignment(partition, number), committed or 0, is_fresh=committed is None)
        stay = Stay(start, self.api_state)
        self.current[partition], self.next_offsets[partition] = stay, start.next_offset
        self.paused.discard(partition)
        self.commits.open(start)
        self.buffer.open(start.assignment)
        return stay

    def turn(self, partition: int, count: int, now: float) -> int:
        """Take what was given back, read a partition unless it is paused, switch pauses; return the bytes read."""
        self.take_returned()
        read_bytes = 0
        if partition not in self.paused:
            read_bytes = self._read(partition, min(count, TURN_MAX_RECORDS), now)
        switches = self.buffer.switches()
        self.paused = (self.paused | set(switches.pause)) - set(switches.resume)
        return read_bytes

    def take_returned(self) -> None:
        """Apply what the event loop gave back."""
        while self.returned:
            progress = self.returned.popleft()
            self.commits.acknowledge(progress.assignment, progress.next_offset, 0.0)
            self.buffer.release(progress.assignment, progress.released_bytes)

    def remove(self, partition: int) -> Stay:
        """A partition goes: nothing new of it is begun."""
        stay = self.current.pop(partition)
        del self.next_offsets[partition]
        stay.close()
        return stay

    def forget(self, assignments: Iterable[Assignment]) -> None:
        """Assignments have ended."""
        ended = list(assignments)
        self.commits.close(ended)
        self.buffer.close(ended)

    def _read(self, partition: int, count: int, now: float) -> int:
        stay, position = self.current[partition], self.next_offsets[partition]
        ready = (r for r in self.broker.logs.get(partition, []) if offset_of(r) >= position)
        records = list(islice(ready, count))
        if not records:
            return 0
        limits = ChunkLimits(
            max_events=LIMITS.max_events, max_bytes=LIMITS.max_bytes, max_held_bytes=self.buffer.share_bytes
        )
        chunks = chunks_of(records, {partition: stay.assignment}, limits=limits, prepared_at=now)
        for chunk in chunks:
            self.buffer.hold(stay.assignment, chunk.held_bytes)
            self.next_offsets[partition] = chunk.next_offset
            stay.partition.fetched(chunk)
            stay.waiting.add(chunk)
        return sum(chunk.held_bytes for chunk in chunks)
