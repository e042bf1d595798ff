"""One assignment on the event loop: carries out what `core/next_step` decides, one step after the other.

Rules:
- One request of a partition is on the wire at a time.
- Closing drops what waits and ends every wait. A request or a dead letter that is on its way is finished, and counts.
- A lane whose log is gone holds the last copy of its records: it delivers them all, whoever has the partition now, and
  then ends by itself. If it is closed before, what is lost is said and counted.
- Whoever waits for the API to be well again is woken as soon as it is.

Invariant: what is given back to the Kafka thread never goes down, and ends with one `Drained`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol, assert_never

from consumer.core.answers import posting, take_in
from consumer.core.api_state import ApiState
from consumer.core.batch import Batch
from consumer.core.batching import BatchLimits, WaitingChunks
from consumer.core.chunk import Chunk, InvalidRecord
from consumer.core.dead_letter import Cause, DeadLetter, Deployment, dead_letter
from consumer.core.fuse import Fuse
from consumer.core.membership import Membership
from consumer.core.next_step import next_step
from consumer.core.outcome import Outcome
from consumer.core.part import Accused, Bury, Effect, Idle, Post, Settle, Step, Taken, Wait
from consumer.core.partition import Partition
from consumer.core.record import Assignment, Start
from consumer.core.retry import backoff_seconds
from consumer.handover import Drained, Progress
from consumer.telemetry import Telemetry

MEMBERSHIP_LOOK_SECONDS = 0.1
"""How often a lane looks whether its membership is confirmed again, after this process was frozen."""


class Stay(Enum):
    """What a lane is there for."""

    OPEN = auto()
    """To deliver what comes."""

    OUTLIVING = auto()
    """To deliver what it holds: its log is gone."""

    CLOSING = auto()
    """To finish what is on its way."""


class Bell:
    """Wakes every lane: what one of them learned of the API is news to all."""

    def __init__(self) -> None:
        self._sleepers: set[asyncio.Event] = set()

    def join(self, sleeper: asyncio.Event) -> None:
        """Be woken from now on."""
        self._sleepers.add(sleeper)

    def leave(self, sleeper: asyncio.Event) -> None:
        """Be woken no more."""
        self._sleepers.discard(sleeper)

    def ring(self) -> None:
        """Wake all."""
        for sleeper in self._sleepers:
            sleeper.set()


class Sender(Protocol):
    """Posts a body, and says what came of it."""

    async def post(self, body: bytes) -> Outcome:
        """Send a JSON array of events."""


class Writer(Protocol):
    """Writes dead letters, and returns those that were not acknowledged."""

    async def write(self, letters: Sequence[DeadLetter]) -> list[DeadLetter]:
        """Write letters in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Time and chance, as the lanes see them."""

    monotonic: Callable[[], float]
    epoch: Callable[[], float]
    jitter: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What all lanes of a process share."""

    sender: Sender
    writer: Writer
    give_back: Callable[[Progress | Drained], None]
    share_bytes: Callable[[], int]
    limits: BatchLimits
    api: ApiState
    has_fuse: bool
    membership: Membership
    deployment: Deployment
    clocks: Clocks
    telemetry: Telemetry
    bell: Bell = field(default_factory=Bell)


class Lane:
    """The event loop's side of one assignment."""

    def __init__(self, start: Start, surroundings: Surroundings) -> None:
        self.assignment: Assignment = start.assignment
        self._around = surroundings
        self._waiting = WaitingChunks(surroundings.limits)
        self._partition = Partition(start, surroundings.api, Fuse(is_enabled=surroundings.has_fuse))
        self._wake = asyncio.Event()
        self._stay, self._is_last_copy = Stay.OPEN, False
        self._dropped_records = 0
        self.dropped_since_ms: int | None = None  # as `oldest_timestamp_ms`, of what closing drops
        self._has_given_up = False

    @property
    def oldest_timestamp_ms(self) -> int | None:
        """When the oldest unresolved record was written, milliseconds since the epoch; None when there is none."""
        oldest = self._partition.oldest or self._waiting.oldest
        return oldest.first_timestamp_ms if oldest else None

    def add(self, chunk: Chunk) -> None:
        """Records were read."""
        self._partition.fetched(chunk)
        self._waiting.add(chunk)
        self._wake.set()

    def close(self) -> None:
        """The partition is about to go, or is gone."""
        self._dropped_records = self._waiting.record_count
        self.dropped_since_ms = self._waiting.oldest.first_timestamp_ms if self._waiting.oldest else None
        self._stay = Stay.CLOSING
        self._waiting.clear()
        self._wake.set()

    def outlive(self) -> None:
        """The log is gone: nothing more comes, and nobody can read again what is held of it."""
        self._stay, self._is_last_copy = Stay.OUTLIVING, True
        self._wake.set()

    async def run(self) -> None:
        """Deliver until closed."""
        self._around.bell.join(self._wake)
        while step := self._next_step():
            await self._take(step)
        self._around.bell.leave(self._wake)
        self._partition.leave()
        if self._is_last_copy and (lost := self._dropped_records + self._partition.record_count):
            self._around.telemetry.logs.lost_with_log(self.assignment.partition, lost)
        self._around.telemetry.lane_closed(self.assignment)
        self._around.give_back(Drained(self.assignment))

    def _next_step(self) -> Step | None:
        """What to do; None when the lane is closed and all that was on its way is finished."""
        if self._stay is Stay.CLOSING:
            return None if self._has_given_up else self._partition.delivered()
        if self._stay is Stay.OUTLIVING and not (self._waiting.oldest or self._partition.oldest):
            return None
        now = self._around.clocks.monotonic()
        if self._partition.wants_batch() and (batch := self._waiting.take(now, self._around.share_bytes())):
            self._partition.add(batch)
        step = next_step(self._partition, now)
        if isinstance(step, Post) and (allowed_at := self._allowed_at(now)) > now:
            return Wait(allowed_at)
        return step

    async def _take(self, step: Step) -> None:
        partition = self._partition
        self._around.telemetry.fuse_observed(
            self.assignment, partition.why_fuse_is_open if partition.fuse.is_open else None
        )
        match step:
            case Post():
                await self._post(step)
            case Settle(part):
                if await self._bury([self._letter(record) for record in part.batch.invalid]):
                    self._resolve(part.batch, self._partition.resolve(part))
            case Bury(accused):
                if await self._bury([self._letter_of(accused)]):
                    self._give_back(self._partition.settle(accused), 0)
                    self._around.telemetry.convicted(accused)
            case Wait(until):
                await self._pause(until)
            case Idle(until):
                await self._wait_for_chunks(until)
            case _:
                assert_never(step)

    async def _wait_for_chunks(self, until: float | None) -> None:
        times = [time for time in (self._waiting.due_at(), until) if time is not None]
        await self._sleep(min(times) - self._around.clocks.monotonic() if times else None)

    async def _post(self, post: Post) -> None:
        around, clocks = self._around, self._around.clocks
        sent_at = clocks.monotonic()
        around.api.request_rate.sent(sent_at)
        sent = posting(self._partition, post, sent_at)
        with around.telemetry.in_flight():
            outcome = await around.sender.post(post.batch.body)
        now = clocks.monotonic()
        around.telemetry.answered(post.batch, outcome, now - sent_at, attempt=post.part.attempts)
        effect = take_in(self._partition, post, outcome, sent, now, clocks.jitter())
        around.telemetry.decided(post, outcome, effect)
        self._go_on_after(effect)

    def _go_on_after(self, effect: Effect) -> None:
        if not isinstance(effect, Taken):
            return
        if effect.by_themselves is not None:
            self._around.telemetry.resolved(effect.by_themselves, self._around.clocks.epoch())
        if effect.committable is not None:
            self._give_back(effect.committable, 0)
        self._around.bell.ring()

    def _allowed_at(self, now: float) -> float:
        """When this process may send something: cool-down, rate, and a confirmed membership."""
        api = self._around.api
        is_ours_alone = self._stay is Stay.OUTLIVING
        if not is_ours_alone and not self._around.membership.may_post(self.assignment, now):
            return now + MEMBERSHIP_LOOK_SECONDS
        return max(api.cool_down.until, api.request_rate.wait_until(now))

    async def _bury(self, letters: list[DeadLetter]) -> bool:
        """Write dead letters until all are acknowledged; False when the lane was closed before."""
        attempt = 0
        while letters := await self._around.writer.write(letters) if letters else letters:
            if self._stay is Stay.CLOSING:
                self._has_given_up = True
                return False
            attempt += 1
            clocks = self._around.clocks
            await self._sit_out(clocks.monotonic() + backoff_seconds(attempt, clocks.jitter()))
        return True

    def _letter(self, record: InvalidRecord) -> DeadLetter:
        now_ms = int(self._around.clocks.epoch() * 1000)
        cause = Cause(
            reason=record.reason,
            detail=record.detail,
            rule=record.rule,
            status=None,
            attempts=0,
            first_failure_ms=now_ms,
            last_failure_ms=now_ms,
        )
        return dead_letter(record.original, cause, self._around.deployment)

    def _letter_of(self, accused: Accused) -> DeadLetter:
        clocks, status = self._around.clocks, accused.outcome.status
        epoch_of_loop = clocks.epoch() - clocks.monotonic()
        cause = Cause(
            reason=accused.outcome.reason,
            detail=f"the Data API answered {status} to this event alone, and again after it had taken others",
            rule=accused.part.batch.rules[0],
            status=status,
            attempts=accused.part.attempts,
            first_failure_ms=int((epoch_of_loop + accused.accused_at) * 1000),
            last_failure_ms=int((epoch_of_loop + accused.rejected_at) * 1000),
        )
        return dead_letter(accused.part.batch.originals[0], cause, self._around.deployment)

    def _resolve(self, batch: Batch, committable: int) -> None:
        self._give_back(committable, batch.held_bytes)
        self._around.telemetry.resolved(batch, self._around.clocks.epoch())

    def _give_back(self, committable: int, released_bytes: int) -> None:
        self._around.give_back(Progress(self.assignment, committable, released_bytes))

    async def _pause(self, until: float) -> None:
        """Wait until a time, monotonic seconds, or until something has changed; the next step is decided anew."""
        if (left := until - self._around.clocks.monotonic()) > 0:
            await self._sleep(left)

    async def _sit_out(self, until: float) -> None:
        """Wait until a time, monotonic seconds, or the end; neither chunks nor news of the API cut it short."""
        while self._stay is not Stay.CLOSING and self._around.clocks.monotonic() < until:
            await self._pause(until)

    async def _sleep(self, seconds: float | None) -> None:
        """Wait for a chunk, for news of the API, for the end, or for so long."""
        self._wake.clear()
        if self._stay is Stay.CLOSING:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
