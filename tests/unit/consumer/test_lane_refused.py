"""What the API refuses, told in virtual time: isolation, retrial, blockade, poison, sizes."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from consumer.core.outcome import Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.core.record import Assignment
from consumer.lane import Lane
from tests.unit.consumer.fakes import NOT_FOUND, Stage
from tests.unit.consumer.stories import REJECTED, delivered, holding, posts, progress, story, until, written
from tests.unit.consumer.virtual_time import run_virtually

TOO_LARGE = Refused(RefusedReason.TOO_LARGE, 413)
FORBIDDEN = Refused(RefusedReason.FORBIDDEN, 403)
BROKEN = Transient(reason=TransientReason.SERVER_ERROR, status=500)
OTHER = Assignment(8, 2)


def test_a_guilty_event_is_found_by_halving_and_the_rest_is_delivered_in_order() -> None:
    """Its retrial comes after the first 2xx to something sent later, before anything else; then its dead letter."""
    stage = Stage(api=holding(1))
    story(stage, (0, "ssss", 0), (0, "ssss", 4), seconds=20)
    assert posts(stage) == [[0, 1, 2, 3], [0, 1], [0], [1], [2, 3], [1], [4, 5, 6, 7]]
    assert written(stage) == [1]
    assert delivered(stage) == [0, 2, 3, 4, 5, 6, 7]
    assert progress(stage) == [1, 1, 1, 4, 8]


def test_each_delivered_part_is_acknowledged_at_once() -> None:
    """A crash in the middle of an isolation repeats little."""
    stage = Stage(api=holding(3))
    story(stage, (0, "ssss", 0), seconds=0.5)
    assert posts(stage) == [[0, 1, 2, 3], [0, 1], [2, 3], [2], [3]]
    assert progress(stage) == [2, 3, 3]


def test_an_event_that_the_api_takes_at_its_retrial_is_delivered() -> None:
    """It was rejected in a bad moment: acquitted."""
    stage = Stage({1: [REJECTED]}, api=lambda offsets, at: REJECTED if at < 2 and offsets == [0] else None)
    story(stage, (0, "s", 0), (5, "s", 1), (8, "s", 2), seconds=20)
    assert posts(stage)[:2] == [[0], [1]]
    assert written(stage) == []
    assert sorted(delivered(stage)) == [0, 1, 2]


def test_on_a_quiet_site_a_bad_event_is_dead_lettered_after_the_next_good_one() -> None:
    """And blocks nothing: batches of one are judged like any other."""
    stage = Stage(api=holding(1))
    story(stage, (0, "s", 0), (4, "s", 1), (8, "s", 2), (12, "s", 3), seconds=20)
    assert posts(stage) == [[0], [1], [2], [1], [3]]
    assert written(stage) == [1]
    assert progress(stage) == [1, 1, 1, 3, 4]


def test_a_bad_event_alone_is_tried_again_every_ten_seconds_and_never_convicted() -> None:
    """Without a 2xx to something else nobody knows whether it is the data."""
    stage = Stage(api=holding(0))
    story(stage, (0, "s", 0), seconds=45)
    assert [at for at, _, _ in stage.happened("post")] == [1.0, 11.0, 21.0, 31.0, 41.0]
    assert written(stage) == []


def test_six_events_of_a_bad_minute_are_delivered_after_it() -> None:
    """Though nothing else comes that would bring their retrial."""
    stage = Stage(api=until(60, REJECTED))
    story(stage, *((10.0 * index, "s", index) for index in range(6)), seconds=80)
    assert sorted(delivered(stage)) == list(range(6))
    assert written(stage) == []
    assert progress(stage)[-1] == 6


def test_an_api_that_rejects_everything_blocks_after_ten_accused() -> None:
    """Isolation stops; then single events are probed, and the first that is taken brings everything back."""
    stage = Stage(api=until(60, REJECTED))
    chunks = [(0.0, "ssss", 4 * index) for index in range(6)]
    story(stage, *chunks, seconds=75)
    early = [offsets for at, _, offsets in stage.happened("post") if at < 9]
    assert sum(isinstance(offsets, list) and len(offsets) == 1 for offsets in early) == 10
    assert all(len(offsets) == 1 for at, _, offsets in stage.happened("post") if 9 < at < 60)  # type: ignore[arg-type]
    assert sorted(delivered(stage)) == list(range(24))
    assert written(stage) == []
    assert progress(stage)[-1] == 24
    assert '"rejects_everything"' in stage.log_lines.getvalue()


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
    """One probe in ten seconds for the process, whatever the number of partitions."""
    stage = Stage(api=until(25, NOT_FOUND))

    async def two_lanes() -> None:
        async with stage.lane() as one, stage.lane(OTHER, 100) as other:
            one.add(stage.chunk("ssss", 0))
            other.add(stage.chunk("ssss", 100, OTHER))
            await asyncio.sleep(60)

    run_virtually(two_lanes())
    probes = [(at, offsets) for at, _, offsets in stage.happened("post") if len(offsets) == 1]  # type: ignore[arg-type]
    assert [offsets for _, offsets in probes] == [[0], [100], [1]]
    assert all(10 <= later - earlier < 11 for (earlier, _), (later, _) in pairwise(probes))
    assert sorted(delivered(stage)) == [0, 1, 2, 3, 100, 101, 102, 103]


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


def test_a_batch_that_breaks_the_api_is_poison_once_others_are_taken_between() -> None:
    """Five 500s, then isolation, in which each part has five of its own."""
    stage = Stage(api=holding(1, outcome=BROKEN))

    async def two_lanes() -> None:
        async with stage.lane() as one, stage.lane(OTHER, 100) as other:
            one.add(stage.chunk("sss", 0))
            for offset in range(100, 400):
                other.add(stage.chunk("s", offset, OTHER))
                await asyncio.sleep(2)

    run_virtually(two_lanes())
    assert written(stage) == [1]
    assert {0, 2} <= set(delivered(stage))
    assert posts(stage).count([0, 1, 2]) >= 5
    assert posts(stage).count([1]) == 10


def test_an_outage_is_never_poison() -> None:
    """500s to everything, without a 2xx between them, are waited for without limit."""
    stage = Stage(api=until(3000, BROKEN))
    story(stage, (0, "ssss", 0), seconds=4000)
    assert set(map(str, posts(stage))) == {"[0, 1, 2, 3]"}
    assert progress(stage) == [4]


def test_a_body_that_is_too_large_is_halved_and_its_size_remembered() -> None:
    """The batches behind it are cut before they are posted."""
    stage = Stage(api=lambda offsets, _at: TOO_LARGE if len(offsets) > 2 else None)
    story(stage, (0, "ssss", 10), (0, "ssss", 14), (0, "ssss", 18), seconds=20)
    assert posts(stage) == [[10, 11, 12, 13], [10, 11], [12, 13], [14, 15], [16, 17], [18, 19], [20, 21]]
    assert written(stage) == []
    assert delivered(stage) == list(range(10, 22))


def test_an_event_that_alone_is_too_large_is_dead_lettered() -> None:
    """After its retrial, as any other."""
    stage = Stage(api=holding(0, outcome=TOO_LARGE))
    story(stage, (0, "ssss", 0), seconds=20)
    assert written(stage) == [0]
    assert dict(stage.letters[0].headers)["signal-kameleoon.reason"] == "too_large"
    assert delivered(stage) == [1, 2, 3]


def test_invalid_records_among_rejected_ones_are_written_in_their_turn() -> None:
    """Each once, with the part that they lie in."""
    stage = Stage(api=holding(2))
    story(stage, (0, "sxsx", 0), (0, "sx", 4), seconds=20)
    assert sorted(map(str, written(stage))) == ["1", "2", "3", "5"]
    assert progress(stage)[-1] == 6


def test_closing_lets_accused_events_go_unresolved() -> None:
    """The next owner reads them again, from where they stand."""
    stage = Stage(api=holding(0, 1))
    story(stage, (0, "ss", 0), seconds=5.0)
    assert posts(stage) == [[0, 1], [0], [1]]
    assert written(stage) == []
    assert progress(stage) == [0, 0]


async def _nothing(_lane: Lane) -> None:
    """Let nothing happen."""


def test_a_lane_without_work_asks_for_nothing() -> None:
    """No probe, no request."""
    act: Callable[[Lane], Awaitable[None]] = _nothing
    assert [what for _, what, _ in Stage().play(act)] == ["drained"]
