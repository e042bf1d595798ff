"""The lanes of all assignments together."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from typing_extensions import override

from consumer.core.outcome import Outcome
from consumer.core.record import Assignment, Start
from consumer.crew import Crew
from consumer.lanes import Lanes
from tests.unit.consumer.fakes import OK, After, Stage
from tests.unit.consumer.records import WRITTEN_MS
from tests.unit.consumer.virtual_time import run_virtually

A, B = Assignment(3, 1), Assignment(8, 2)
STARTS = [Start(A, 0, is_fresh=False), Start(B, 100, is_fresh=False)]


def play(stage: Stage, act: Callable[[Lanes], Awaitable[None]], *, starts: list[Start] = STARTS) -> Lanes:
    """Open lanes, run an act, cancel what still runs."""
    lanes = Lanes(1000)

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            crew = Crew(tasks)
            lanes.open_in(stage.surroundings, crew)
            if starts:
                lanes.assigned(starts)
            await act(lanes)
            crew.dismiss()

    run_virtually(story())
    return lanes


def test_each_lane_gets_its_own_chunks() -> None:
    """From where its assignment starts."""
    stage = Stage()

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("ssss", 100, B), stage.chunk("ssss", 0, A)])
        await asyncio.sleep(0.5)

    play(stage, act)
    assert sorted(offset for _, _, offset in stage.happened("progress") if isinstance(offset, int)) == [4, 104]


def test_a_revoked_lane_drains_and_the_others_go_on() -> None:
    """What is on the wire is finished before it says so."""
    stage = Stage({0: [After(2.0, OK)], 100: [After(3.0, OK)]})

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("ssss", 0, A), stage.chunk("ssss", 100, B)])
        await asyncio.sleep(1.0)
        lanes.revoked([A])
        await asyncio.sleep(5.0)

    play(stage, act)
    assert [entry for entry in stage.journal if entry[1] in {"progress", "drained"}] == [
        (2.0, "progress", 4),
        (2.0, "drained", A.partition),
        (3.0, "progress", 104),
    ]


def test_a_partition_that_comes_back_gets_a_new_lane() -> None:
    """While the old one still waits for its answer."""
    stage = Stage({0: [After(5.0, OK)]})
    again = Assignment(A.partition, 7)

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("ssss", 0, A)])
        await asyncio.sleep(1.0)
        lanes.revoked([A])
        lanes.assigned([Start(again, 0, is_fresh=False)])
        lanes.read([stage.chunk("sssss", 0, again)])
        await asyncio.sleep(9.0)

    play(stage, act)
    assert [entry for entry in stage.journal if entry[1] in {"progress", "drained"}] == [
        (1.0, "progress", 5),
        (5.0, "progress", 4),
        (5.0, "drained", A.partition),
    ]


def test_the_share_of_memory_is_divided_by_the_lanes() -> None:
    """As the Kafka thread divides it."""
    shares: list[int] = []

    async def act(lanes: Lanes) -> None:
        shares.append(lanes.share_bytes())
        lanes.revoked([A])
        shares.append(lanes.share_bytes())
        await asyncio.sleep(0)

    play(Stage(), act)
    assert shares == [250, 500]


def test_a_member_has_joined_with_its_first_partition_or_when_there_is_none_for_it() -> None:
    """The first answer of a group is often empty; one that stays so means more members than partitions."""
    stage = Stage()

    async def act(lanes: Lanes) -> None:
        now = asyncio.get_running_loop().time()
        assert not lanes.has_joined(now + 60)
        lanes.assigned([])
        assert not lanes.has_joined(now + 9)
        assert lanes.has_joined(now + 11)
        lanes.assigned([Start(A, 0, is_fresh=True)])
        assert lanes.has_joined(now)
        await asyncio.sleep(0)

    play(stage, act, starts=[])


def test_ages_are_those_of_the_oldest_unresolved_records() -> None:
    """0 where nothing is open, and never negative: clocks of producers differ."""
    stage = Stage()

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("s", 0, A)])
        assert lanes.ages_seconds(WRITTEN_MS / 1000 + 2.5) == {A.partition: 2.5, B.partition: 0.0}
        assert lanes.ages_seconds(WRITTEN_MS / 1000 - 60) == {A.partition: 0.0, B.partition: 0.0}
        await asyncio.sleep(0)

    play(stage, act)


@pytest.mark.parametrize("is_closed", [True, False])
@pytest.mark.parametrize(("wait", "left"), [(1.0, {A.partition: 2.5}), (5.0, {})])
def test_what_lanes_leave_unresolved_keeps_its_age(*, is_closed: bool, wait: float, left: dict[int, float]) -> None:
    """Whether they were closed, or cancelled because the budget is over."""
    stage = Stage({0: [After(4.0, OK)]})

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("ssss", 0, A)])
        await asyncio.sleep(wait)
        if is_closed:
            lanes.revoked([A, B])

    assert play(stage, act).left_ages_seconds(WRITTEN_MS / 1000 + 2.5) == left


def test_what_a_closed_lane_dropped_is_left_and_not_what_it_delivered() -> None:
    """Until the next assignment, which says whose matter it is."""
    stage = Stage({0: [After(2.0, OK)]})

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("ssss", 0, A), stage.chunk("ssss", 4, A)])
        await asyncio.sleep(1.0)
        lanes.revoked([A])
        await asyncio.sleep(2.0)
        assert lanes.left_ages_seconds(WRITTEN_MS / 1000 + 60)
        lanes.assigned([])
        assert not lanes.left_ages_seconds(WRITTEN_MS / 1000 + 60)

    play(stage, act)


def test_cancelled_lanes_say_nothing_more() -> None:
    """The budget is over: what is on the wire will be repeated, so it is neither resolved nor drained."""
    stage = Stage({0: [After(60.0, OK)]})

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("ssss", 0, A)])
        await asyncio.sleep(1.0)
        lanes.revoked([A])

    play(stage, act)
    assert [what for _, what, _ in stage.journal] == ["post"]


def test_a_lane_that_fails_takes_the_others_down_with_it() -> None:
    """An exception that nobody expected ends the process; it never idles with one lane less."""

    class Broken(Stage):
        @override
        async def post(self, body: bytes) -> Outcome:
            raise LookupError(len(body))

    stage = Broken()

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("ssss", 0, A)])
        await asyncio.sleep(60.0)

    with pytest.raises(ExceptionGroup) as raised:
        play(stage, act)
    assert raised.group_contains(LookupError)


def test_a_log_that_is_gone_is_delivered_beside_the_new_one_of_its_partition() -> None:
    """The age of a partition is that of its oldest record, whichever log that is of; in the end the lane is gone."""
    stage, ages = Stage({0: [After(2.0, OK)]}), list[float]()
    anew = Assignment(A.partition, 3)

    async def act(lanes: Lanes) -> None:
        lanes.read([stage.chunk("ssss", 0, A)])
        lanes.outlived([A])
        lanes.assigned([Start(anew, 0, is_fresh=True)])
        lanes.read([stage.chunk("ssss", 0, anew)])
        for _ in range(2):
            await asyncio.sleep(1.5)
            ages.append(lanes.ages_seconds(WRITTEN_MS / 1000 + 60)[A.partition])
        lanes.revoked([A])

    play(stage, act)
    assert ages == [60.0, 0.0]
    assert (2.0, "drained", A.partition) in stage.journal
