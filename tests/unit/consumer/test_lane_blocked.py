"""What stands still and why, told in virtual time: blockades, firewalls, fuses."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from consumer.core.outcome import Outcome, Refused, RefusedReason
from consumer.lane import Lane
from tests.unit.consumer.fakes import NOT_FOUND, Stage
from tests.unit.consumer.refusing import (
    FORBIDDEN,
    OTHER,
    delivered,
    holding,
    posts,
    progress,
    story,
    until,
    written,
)
from tests.unit.consumer.virtual_time import run_virtually


@pytest.mark.parametrize("outcome", [NOT_FOUND, FORBIDDEN, Refused(RefusedReason.UNAUTHORISED, 401)])
def test_a_wrong_configuration_is_probed_with_single_events_until_it_is_mended(outcome: Outcome) -> None:
    """Every ten seconds, the next event each time; nothing is dead-lettered, and it goes on by itself."""
    stage = Stage(api=until(35, outcome))
    story(stage, (0, "ssss", 0), (0, "ssss", 4), seconds=60)
    assert [(at, offsets) for at, _, offsets in stage.happened("post")] == [
        (0.0, [0, 1, 2, 3]),
        (10.0, [0]),
        (20.0, [1]),
        (30.0, [2]),
        (40.0, [3]),
        (40.0, [0, 1, 2]),
        (40.0, [4, 5, 6, 7]),
    ]
    assert written(stage) == []
    assert progress(stage) == [4, 8]


def test_partitions_probe_in_turn_and_all_go_on_together() -> None:
    """One probe in ten seconds for the process, whatever the number of partitions; the refused one comes last."""
    stage = Stage(api=until(25, NOT_FOUND))

    async def two_lanes() -> None:
        async with stage.lane() as one, stage.lane(OTHER, 100) as other:
            one.add(stage.chunk("ssss", 0))
            other.add(stage.chunk("ssss", 100, OTHER))
            await asyncio.sleep(60)

    run_virtually(two_lanes())
    probes = [(at, offsets) for at, _, offsets in stage.happened("post") if len(offsets) == 1]  # type: ignore[arg-type]
    assert [offsets for _, offsets in probes] == [[100], [0], [101]]
    assert all(10 <= later - earlier < 11 for (earlier, _), (later, _) in pairwise(probes))
    assert sorted(delivered(stage)) == [0, 1, 2, 3, 100, 101, 102, 103]


def test_an_event_that_stands_alone_is_found_as_soon_as_any_other() -> None:
    """In batches of one the refused event would be its own partition's probe: others come first."""
    stage = Stage(api=holding(0, outcome=FORBIDDEN))

    async def two_lanes() -> None:
        async with stage.lane() as one, stage.lane(OTHER, 100) as other:
            one.add(stage.chunk("s", 0))
            for offset in range(100, 140):
                other.add(stage.chunk("s", offset, OTHER))
                await asyncio.sleep(1)

    run_virtually(two_lanes())
    assert written(stage) == [0]
    (written_at, _, _), *_ = stage.happened("write")
    assert written_at < 30


def test_a_quiet_partition_outlives_the_one_that_met_the_blockade() -> None:
    """It has nothing to probe with, and waits without turning round and round; its next record is the probe."""
    stage = Stage(api=until(25, NOT_FOUND))

    async def other_leaves() -> None:
        async with stage.lane() as quiet:
            async with stage.lane(OTHER, 100) as other:
                other.add(stage.chunk("ssss", 100, OTHER))
                await asyncio.sleep(5)
            await asyncio.sleep(60)
            quiet.add(stage.chunk("s", 0))
            await asyncio.sleep(5)

    run_virtually(other_leaves())
    assert posts(stage) == [[100, 101, 102, 103], [0]]
    assert progress(stage) == [1]


@pytest.mark.parametrize("guilty", [0, 2, 3])
def test_what_a_firewall_dislikes_is_found_after_three_blockades(guilty: int) -> None:
    """Others ended them, so it is a matter of the data; everything else is delivered."""
    stage = Stage(api=holding(guilty, outcome=FORBIDDEN))
    story(stage, (0, "ssss", 0), (0, "ssss", 4), seconds=60)
    assert written(stage) == [guilty]
    assert sorted(delivered(stage)) == [offset for offset in range(8) if offset != guilty]
    assert stage.letters[0].headers[-1]
    assert dict(stage.letters[0].headers)["signal-kameleoon.http-status"] == "403"
    assert progress(stage)[-1] == 8


def fuse_line(stage: Stage) -> dict[str, object]:
    """The one line that says that the fuse is open."""
    lines: list[dict[str, object]] = [json.loads(line) for line in stage.log_lines.getvalue().splitlines()]
    (line,) = [line for line in lines if line["event"] == "fuse open: partition stands still"]
    return line


def test_a_deploy_that_makes_everything_invalid_opens_the_fuse() -> None:
    """Nothing of the batch that would open it is written; the partition stands still and says so."""
    stage = Stage()
    chunks = [(0.0, "x" * 100, 100 * index) for index in range(10)]
    story(stage, *chunks, seconds=400)
    assert len(written(stage)) == 400
    assert progress(stage)[-1] == 400
    line = fuse_line(stage)
    assert (line["reason"], line["records"], line["offset"]) == ("goal_id_missing", 100, 400)
    assert line["detail"] == "the conversion has no goal id"
    assert "`signal-kameleoon check`" in str(line["change"])


def test_guilty_events_among_good_ones_do_not_open_the_fuse() -> None:
    """A large batch with more of them than would open it, but with fewer than half."""
    guilty = range(0, 2000, 3)
    stage = Stage(api=holding(*guilty))
    story(stage, (0, "s" * 2000, 0), (0, "s", 2000), seconds=30)
    assert "fuse open" not in stage.log_lines.getvalue()
    assert written(stage) == list(guilty)
    assert progress(stage)[-1] == 2001


def test_more_guilty_events_than_good_ones_open_the_fuse() -> None:
    """Whether the mapping makes them so or the API says so; in batches of any size."""
    guilty = [offset for offset in range(2000) if offset % 5]
    stage = Stage(api=holding(*guilty))
    chunks = [(0.0, "s" * 100, 100 * index) for index in range(20)]
    story(stage, *chunks, seconds=30)
    line = fuse_line(stage)
    assert (line["reason"], line["offset"]) == ("rejected", guilty[499])
    assert line["detail"] == "the Data API answered 400 to this event alone"
    assert "`signal-kameleoon dead-letters list`" in str(line["change"])
    assert written(stage) == guilty[:500]


async def _nothing(_lane: Lane) -> None:
    """Let nothing happen."""


def test_a_lane_without_work_asks_for_nothing() -> None:
    """No probe, no request."""
    act: Callable[[Lane], Awaitable[None]] = _nothing
    assert [what for _, what, _ in Stage().play(act)] == ["drained"]
