"""What lanes have around them: a scripted API, a scripted dead-letter topic, and a journal of all that happens.

Time is virtual. The Kafka thread is a task that turns once a second, until it is frozen.
"""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal

from consumer.core.advice import Configured
from consumer.core.api_state import ApiState
from consumer.core.batching import BatchLimits
from consumer.core.chunk import Chunk
from consumer.core.dead_letter import DeadLetter, Deployment
from consumer.core.membership import Membership
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.core.record import Assignment, Start
from consumer.core.request_rate import RequestRate
from consumer.handover import Drained, Progress
from consumer.lane import Clocks, Lane, Surroundings
from consumer.telemetry import DeliveryLog, Metrics, Telemetry, make_log
from tests.unit.consumer.records import HOME, chunk_of
from tests.unit.consumer.virtual_time import run_virtually

BEGINNING: Final = 1000.0
"""The virtual loop's first moment."""

KAFKA_TURNS: Final = 4 * 3600
"""The Kafka thread ends after four hours, so that a deadlock is found and does not hang."""

OK: Final = Delivered(200)
UNAVAILABLE: Final = Transient(reason=TransientReason.SERVER_ERROR, status=503)
TIMED_OUT: Final = Transient(reason=TransientReason.TIMEOUT, is_ambiguous=True)
NOT_FOUND: Final = Refused(RefusedReason.NOT_FOUND, 404)

Happening = tuple[float, str, object]
"""Seconds since the beginning, what, and of which offsets or with which status."""


def rate_limited(retry_after_seconds: float) -> Transient:
    """429, with a wait."""
    return Transient(reason=TransientReason.RATE_LIMITED, status=429, retry_after_seconds=retry_after_seconds)


def now() -> float:
    """Virtual seconds since the beginning."""
    return asyncio.get_running_loop().time() - BEGINNING


def offsets_of_body(body: bytes) -> list[int]:
    """Tell by the offset that `by_letter` puts into each event."""
    return [event["o"] for event in json.loads(body)]


@dataclass(frozen=True, slots=True)
class After:
    """An answer that takes its time."""

    seconds: float
    outcome: Outcome


class Stage:
    """Surroundings of lanes. It plays the sender and the writer itself.

    Args:
        api: what the API says to offsets at a time (seconds since the beginning); None leaves it to `answers`.
        answers: by the first offset of a body, what the API says to it, attempt by attempt; then 200.
        unacknowledged: write by write, offsets of the letters that are not acknowledged; then none.
        write_seconds: how long a write takes.
        offsets_of: how a body's events are told apart.
        requests_per_second: the ceiling of all lanes together.
        delivery_log: what is said of requests and events.
    """

    def __init__(
        self,
        answers: Mapping[int, Sequence[Outcome | After]] | None = None,
        *,
        api: Callable[[list[int], float], Outcome | None] = lambda _offsets, _at: None,
        unacknowledged: Sequence[Sequence[int]] = (),
        write_seconds: float = 0.0,
        offsets_of: Callable[[bytes], list[int]] = offsets_of_body,
        requests_per_second: float | None = None,
        delivery_log: Literal["batches", "events"] | None = None,
    ) -> None:
        self.journal: list[Happening] = []
        self.bodies: list[bytes] = []
        self.letters: list[DeadLetter] = []
        self.log_lines = io.StringIO()
        self.metrics = Metrics()
        self.membership = Membership(BEGINNING)
        self.surroundings = self._surroundings(requests_per_second, delivery_log)
        self._api = api
        self._answers = {offset: list(script) for offset, script in (answers or {}).items()}
        self._unacknowledged = list(unacknowledged)
        self._write_seconds = write_seconds
        self._offsets_of = offsets_of
        self._is_frozen = False

    def play(self, act: Callable[[Lane], Awaitable[None]]) -> list[Happening]:
        """Run one lane through an act in virtual time, close it, and return the journal."""

        async def story() -> None:
            async with self.lane() as lane:
                await act(lane)

        run_virtually(story())
        return self.journal

    @asynccontextmanager
    async def lane(self, assignment: Assignment = HOME, next_offset: int = 0) -> AsyncIterator[Lane]:
        """Run a lane; when the context ends, it is closed and has drained."""
        self.membership.assigned(assignment)
        lane = Lane(Start(assignment, next_offset, is_fresh=False), self.surroundings)
        turning = asyncio.create_task(self._turn())
        running = asyncio.create_task(lane.run())
        try:
            yield lane
            lane.close()
            await running
        finally:
            turning.cancel()
            running.cancel()

    def chunk(self, letters: str, first_offset: int = 0, assignment: Assignment = HOME) -> Chunk:
        """Make a chunk that is prepared at this moment."""
        return chunk_of(letters, first_offset, prepared_at=now() + BEGINNING, assignment=assignment)

    def freeze(self) -> None:
        """The Kafka thread turns no more."""
        self._is_frozen = True

    def happened(self, what: str) -> list[Happening]:
        """All happenings of one kind."""
        return [happening for happening in self.journal if happening[1] == what]

    async def post(self, body: bytes) -> Outcome:
        """Play the API."""
        offsets = self._offsets_of(body)
        self.bodies.append(body)
        self._note("post", offsets)
        script = self._answers.get(offsets[0])
        answer = self._api(offsets, now()) or (script.pop(0) if script else OK)
        if isinstance(answer, After):
            await asyncio.sleep(answer.seconds)
            answer = answer.outcome
        self._note("answer", answer.status)
        return answer

    async def write(self, letters: Sequence[DeadLetter]) -> list[DeadLetter]:
        """Play the dead-letter topic."""
        self.letters += letters
        self._note("write", [_offset_of(letter) for letter in letters])
        if self._write_seconds:
            await asyncio.sleep(self._write_seconds)
        failing = self._unacknowledged.pop(0) if self._unacknowledged else ()
        return [letter for letter in letters if _offset_of(letter) in failing]

    def _give_back(self, value: Progress | Drained) -> None:
        match value:
            case Progress(_, next_offset, _):
                self._note("progress", next_offset)
            case Drained(assignment):
                self._note("drained", assignment.partition)

    def _note(self, what: str, detail: object) -> None:
        self.journal.append((round(now(), 6), what, detail))

    async def _turn(self) -> None:
        for _ in range(KAFKA_TURNS):
            if not self._is_frozen:
                self.membership.turn(now() + BEGINNING)
            await asyncio.sleep(1.0)

    def _surroundings(
        self, requests_per_second: float | None, detail: Literal["batches", "events"] | None
    ) -> Surroundings:
        log = make_log("debug", "json", self.log_lines)
        delivery_log = DeliveryLog(log, detail, "signal") if detail else None
        configured = Configured(region="eu", site_code="abc", url="https://api.example", user_agent="us")
        return Surroundings(
            sender=self,
            writer=self,
            give_back=self._give_back,
            share_bytes=lambda: 10**9,
            limits=BatchLimits(max_events=4, max_bytes=10**6, linger_seconds=1.0),
            api=ApiState(request_rate=RequestRate(requests_per_second)),
            has_fuse=True,
            membership=self.membership,
            deployment=Deployment(topic="signal", group_id="group", site_code="abc", version="0"),
            clocks=Clocks(
                monotonic=lambda: asyncio.get_running_loop().time(),
                epoch=lambda: 1_700_000_000.0 + now(),
                jitter=lambda: 0.5,
            ),
            telemetry=Telemetry(log, self.metrics, configured, delivery_log),
        )


def _offset_of(letter: DeadLetter) -> int:
    return int(str(dict(letter.headers)["signal-kameleoon.offset"]))
