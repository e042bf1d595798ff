"""APIs that refuse, and what came of it: for stories in virtual time."""

import asyncio
from collections.abc import Callable

from consumer.core.outcome import Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.core.record import Assignment
from consumer.lane import Lane
from tests.unit.consumer.fakes import Stage

REJECTED = Refused(RefusedReason.REJECTED, 400)
TOO_LARGE = Refused(RefusedReason.TOO_LARGE, 413)
FORBIDDEN = Refused(RefusedReason.FORBIDDEN, 403)
BROKEN = Transient(reason=TransientReason.SERVER_ERROR, status=500)
OTHER = Assignment(8, 2)

Api = Callable[[list[int], float], Outcome | None]


def holding(*guilty: int, outcome: Outcome = REJECTED) -> Api:
    """An API that refuses what holds one of these offsets."""
    return lambda offsets, _at: outcome if set(guilty) & set(offsets) else None


def until(seconds: float, outcome: Outcome) -> Api:
    """An API that refuses everything for a while."""
    return lambda _offsets, at: outcome if at < seconds else None


def story(stage: Stage, *chunks: tuple[float, str, int], seconds: float) -> None:
    """Let chunks arrive at their times in one lane, and let so many seconds pass."""

    async def act(lane: Lane) -> None:
        begun = asyncio.get_running_loop().time()
        for at, letters, offset in chunks:
            await asyncio.sleep(begun + at - asyncio.get_running_loop().time())
            lane.add(stage.chunk(letters, offset))
        await asyncio.sleep(begun + seconds - asyncio.get_running_loop().time())

    stage.play(act)


def posts(stage: Stage) -> list[object]:
    """What was posted, in order."""
    return [offsets for _, _, offsets in stage.happened("post")]


def delivered(stage: Stage) -> list[int]:
    """Offsets in the order in which they were taken."""
    taken: list[int] = []
    posted: list[int] = []
    for _, what, detail in stage.journal:
        if what == "post" and isinstance(detail, list):
            posted = detail
        elif what == "answer" and detail == 200:
            taken += posted
    return taken


def progress(stage: Stage) -> list[object]:
    """The committable offsets, in order."""
    return [offset for _, _, offset in stage.happened("progress")]


def written(stage: Stage) -> list[object]:
    """Offsets of the dead letters, in order."""
    return [offset for _, _, offsets in stage.happened("write") for offset in offsets]  # type: ignore[attr-defined]
