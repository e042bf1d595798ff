"""The ceiling of requests per second, as lanes keep it together."""

import asyncio
from itertools import pairwise

import pytest

from consumer.core.record import Assignment
from consumer.lane import Lane
from tests.unit.consumer.fakes import Stage, rate_limited
from tests.unit.consumer.virtual_time import run_virtually

NEIGHBOUR = Assignment(8, 2)


def post_times(stage: Stage) -> list[float]:
    """When requests left."""
    return [at for at, _, _ in stage.happened("post")]


def test_all_lanes_share_one_ceiling() -> None:
    """Two requests a second for the process, however many partitions have full batches; each partition in order."""
    stage = Stage(requests_per_second=2.0)

    async def story() -> None:
        async with stage.lane() as one, stage.lane(NEIGHBOUR, 100) as other:
            for first_offset in (0, 4, 8):
                one.add(stage.chunk("ssss", first_offset))
                other.add(stage.chunk("ssss", 100 + first_offset, NEIGHBOUR))
            await asyncio.sleep(15)

    run_virtually(story())
    assert post_times(stage) == pytest.approx([0.0, 0.5, 1.0, 1.5, 2.0, 2.5])
    assert len(stage.happened("progress")) == 6


def test_a_429_halves_the_ceiling_for_what_comes_after_it() -> None:
    """The cool-down first, then half the rate and a little more each second."""
    stage = Stage({0: [rate_limited(1.0)]}, requests_per_second=4.0)

    async def act(lane: Lane) -> None:
        for first_offset in range(0, 16, 4):
            lane.add(stage.chunk("ssss", first_offset))
        await asyncio.sleep(20)

    stage.play(act)
    times = post_times(stage)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps[0] == pytest.approx(1.25)
    assert len(gaps) == 4
    assert all(0.4 < gap < 0.5 for gap in gaps[1:])


def test_a_lane_that_waits_for_its_turn_can_be_closed() -> None:
    """One request in a hundred seconds: closing does not wait for it."""
    stage = Stage(requests_per_second=0.01)

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("ssss", 0))
        lane.add(stage.chunk("ssss", 4))
        await asyncio.sleep(3)

    stage.play(act)
    assert post_times(stage) == [0.0]
    assert stage.happened("drained") == [(3.0, "drained", 3)]
