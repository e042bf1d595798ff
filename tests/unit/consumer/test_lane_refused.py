"""What the API rejects, told in virtual time: isolation, retrial, poison, sizes."""

import asyncio

from tests.unit.consumer.fakes import Stage
from tests.unit.consumer.refusing import (
    BROKEN,
    OTHER,
    REJECTED,
    TOO_LARGE,
    delivered,
    holding,
    posts,
    progress,
    story,
    until,
    written,
)
from tests.unit.consumer.virtual_time import run_virtually


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
