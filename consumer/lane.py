"""One assignment on the event loop: its chunks become batches, which are posted and resolved one after the other.

States of a batch:

    waiting --take--> posting --2xx--> burying --acknowledged--> resolved
                       ^   |            ^   |
                       +---+ again      +---+ again, without limit: nothing transient is ever given up

Rules:
- One request of a partition is on the wire at a time; the next batch is posted when the one before is resolved.
- A batch is resolved when its events are delivered and its dead letters are acknowledged.
- Closing drops what waits and ends every wait. A request or a dead letter that is on its way is finished, and counts.

Invariant: what is given back to the Kafka thread grows, in offset order, and ends with one `Drained`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from consumer.core.batching import BatchLimits, WaitingChunks
from consumer.core.chunk import Batch, Chunk, InvalidRecord
from consumer.core.dead_letter import Cause, DeadLetter, Deployment, dead_letter
from consumer.core.membership import Membership
from consumer.core.offsets import OffsetTracker
from consumer.core.outcome import Delivered, Outcome, Refused, Transient, TransientReason
from consumer.core.record import Assignment, Start
from consumer.core.request_rate import RequestRate
from consumer.core.retry import CoolDown, backoff_seconds, delay_seconds
from consumer.handover import Drained, Progress
from consumer.telemetry import Telemetry

MEMBERSHIP_LOOK_SECONDS = 0.1
"""How often a lane looks whether its membership is confirmed again, after this process was frozen."""


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
    cool_down: CoolDown
    request_rate: RequestRate
    membership: Membership
    deployment: Deployment
    clocks: Clocks
    telemetry: Telemetry


class Lane:
    """The event loop's side of one assignment."""

    def __init__(self, start: Start, surroundings: Surroundings) -> None:
        self.assignment: Assignment = start.assignment
        self._around = surroundings
        self._waiting = WaitingChunks(surroundings.limits)
        self._offsets = OffsetTracker(start.next_offset)
        self._batch: Batch | None = None
        self._wake = asyncio.Event()
        self._is_closing = False

    @property
    def oldest_timestamp_ms(self) -> int | None:
        """When the oldest unresolved record was written, milliseconds since the epoch; None when there is none."""
        oldest = self._batch or self._waiting.oldest
        return oldest.first_timestamp_ms if oldest else None

    def add(self, chunk: Chunk) -> None:
        """Records were read."""
        self._offsets.fetched(chunk.first_offset, chunk.next_offset)
        self._waiting.add(chunk)
        self._wake.set()

    def close(self) -> None:
        """The partition is about to go, or is gone."""
        self._is_closing = True
        self._waiting.clear()
        self._wake.set()

    async def run(self) -> None:
        """Deliver until closed."""
        while await self._deliver_one():
            pass
        self._around.telemetry.lane_closed(self.assignment)
        self._around.give_back(Drained(self.assignment))

    async def _deliver_one(self) -> bool:
        """Deliver the next batch; False when the lane was closed before.

        A call of its own, so that nothing keeps a resolved batch in memory while the lane waits for the next one.
        """
        self._batch = batch = await self._next_batch()
        if batch is None or not (await self._post(batch) and await self._bury(batch)):
            return False
        self._resolve(batch)
        self._batch = None
        return True

    async def _next_batch(self) -> Batch | None:
        while not self._is_closing:
            now = self._around.clocks.monotonic()
            if batch := self._waiting.take(now, self._around.share_bytes()):
                return batch
            due_at = self._waiting.due_at()
            await self._sleep(None if due_at is None else due_at - now)
        return None

    async def _post(self, batch: Batch) -> bool:
        """Send until delivered; False when the lane was closed before."""
        attempt = 0
        was_repeated = False
        while batch.event_count and await self._may_post():
            attempt += 1
            outcome = await self._attempt(batch, attempt)
            match outcome:
                case Delivered():
                    return True
                case Transient(on_reused_connection=True) if not was_repeated:
                    was_repeated = True
                case Transient() | Refused():
                    was_repeated = False
                    await self._wait_after(outcome, attempt)
                case _:
                    assert_never(outcome)
        return not batch.event_count

    async def _attempt(self, batch: Batch, attempt: int) -> Outcome:
        around = self._around
        posted_at = around.clocks.monotonic()
        with around.telemetry.in_flight():
            outcome = await around.sender.post(batch.body)
        around.telemetry.answered(batch, outcome, around.clocks.monotonic() - posted_at, attempt=attempt)
        return outcome

    async def _wait_after(self, outcome: Transient | Refused, attempt: int) -> None:
        clocks = self._around.clocks
        delay = delay_seconds(outcome, attempt, clocks.jitter())
        if isinstance(outcome, Transient) and outcome.reason is TransientReason.RATE_LIMITED:
            self._around.cool_down.extend(clocks.monotonic() + delay)
            self._around.request_rate.rate_limited(clocks.monotonic())
        self._around.telemetry.will_retry(self.assignment, outcome, attempt, delay)
        await self._pause(clocks.monotonic() + delay)

    async def _may_post(self) -> bool:
        """Wait for the shared cool-down and rate, and for a confirmed membership; False when the lane was closed."""
        around = self._around
        while not self._is_closing:
            now = around.clocks.monotonic()
            if now < (until := max(around.cool_down.until, around.request_rate.wait_until(now))):
                await self._pause(until)
            elif around.membership.may_post(self.assignment, now):
                around.request_rate.sent(now)
                return True
            else:
                await self._pause(now + MEMBERSHIP_LOOK_SECONDS)
        return False

    async def _bury(self, batch: Batch) -> bool:
        """Write the batch's dead letters until all are acknowledged; False when the lane was closed before."""
        letters = [self._letter(record) for record in batch.invalid]
        attempt = 0
        while letters := await self._around.writer.write(letters) if letters else letters:
            if self._is_closing:
                return False
            attempt += 1
            clocks = self._around.clocks
            await self._pause(clocks.monotonic() + backoff_seconds(attempt, clocks.jitter()))
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

    def _resolve(self, batch: Batch) -> None:
        committable = self._offsets.resolve(batch.first_offset, batch.next_offset)
        self._around.give_back(Progress(self.assignment, committable, batch.held_bytes))
        self._around.telemetry.resolved(batch, self._around.clocks.epoch())

    async def _pause(self, until: float) -> None:
        """Wait until a time, monotonic seconds, or until the lane is closed; new chunks do not cut it short."""
        while not self._is_closing and (left := until - self._around.clocks.monotonic()) > 0:
            await self._sleep(left)

    async def _sleep(self, seconds: float | None) -> None:
        """Wait for a chunk, for the end, or for so long."""
        self._wake.clear()
        if self._is_closing:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
