"""How a lane ends, and what holds whatever the API and the dead-letter topic answer."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumer.core.outcome import Outcome
from consumer.lane import Lane
from tests.unit.consumer.fakes import (
    NOT_FOUND,
    OK,
    TIMED_OUT,
    UNAVAILABLE,
    After,
    Happening,
    Stage,
    now,
    rate_limited,
)
from tests.unit.consumer.records import WRITTEN_MS
from tests.unit.consumer.virtual_time import run_virtually

DRAINED = "drained"


def closed_at(stage: Stage, seconds: float, letters: str) -> list[Happening]:
    """Give a lane one full batch, and close it after some time; return what happens from then on."""

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk(letters))
        lane.add(stage.chunk("ssss", len(letters)))
        await asyncio.sleep(seconds)

    return [happening for happening in stage.play(act) if happening[0] >= seconds]


def test_an_idle_lane_ends_at_once() -> None:
    """Nothing is outstanding."""

    async def act(_lane: Lane) -> None:
        await asyncio.sleep(5)

    assert Stage().play(act) == [(5.0, DRAINED, 3)]


def test_what_waits_for_company_is_dropped_when_the_lane_closes() -> None:
    """It stays uncommitted, and the partition's next owner reads it again."""
    stage = Stage()

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("s"))
        await asyncio.sleep(0.5)

    assert stage.play(act) == [(0.5, DRAINED, 3)]


@pytest.mark.parametrize("outcome", [UNAVAILABLE, TIMED_OUT, NOT_FOUND, rate_limited(200.0)])
def test_closing_ends_a_back_off_at_once_and_without_progress(outcome: Outcome) -> None:
    """However long the wait still was; nothing of the batch is taken for done."""
    stage = Stage(api=lambda _offsets, _at: outcome)
    assert closed_at(stage, 100.1, "ssss") == [(100.1, DRAINED, 3)]
    assert stage.happened("progress") == []


def test_a_closed_lane_lets_go_of_what_waits() -> None:
    """Its memory is free, and its age is nobody's."""
    stage, seen = Stage(), list[int | None]()

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("s"))
        seen.append(lane.oldest_timestamp_ms)
        lane.close()
        seen.append(lane.oldest_timestamp_ms)

    stage.play(act)
    assert seen == [WRITTEN_MS, None]


def test_closing_ends_a_shared_cool_down_at_once() -> None:
    """Also of a lane that has not posted yet."""
    stage = Stage()

    async def act(lane: Lane) -> None:
        stage.surroundings.api.cool_down.extend(float("inf"))
        lane.add(stage.chunk("ssss"))
        await asyncio.sleep(5)

    assert stage.play(act) == [(5.0, DRAINED, 3)]


def test_closing_ends_the_wait_for_a_confirmed_membership() -> None:
    """A process that woke up after its partitions were lost."""
    stage = Stage()

    async def act(lane: Lane) -> None:
        stage.freeze()
        await asyncio.sleep(20)
        lane.add(stage.chunk("ssss"))
        await asyncio.sleep(5)

    assert stage.play(act) == [(25.0, DRAINED, 3)]


def test_a_request_on_the_wire_is_finished_and_counts() -> None:
    """With its dead letters; the batch behind it is not begun."""
    stage = Stage({0: [After(5.0, OK)]})
    assert closed_at(stage, 2.0, "ssxss") == [
        (5.0, "answer", 200),
        (5.0, "write", [2]),
        (5.0, "progress", 5),
        (5.0, DRAINED, 3),
    ]


@pytest.mark.parametrize("outcome", [UNAVAILABLE, NOT_FOUND])
def test_a_request_on_the_wire_that_fails_is_not_repeated(outcome: Outcome) -> None:
    """The next owner sends it."""
    stage = Stage({0: [After(5.0, outcome)]})
    assert closed_at(stage, 2.0, "ssss") == [(5.0, "answer", outcome.status), (5.0, DRAINED, 3)]


def test_dead_letters_on_their_way_are_finished_and_count() -> None:
    """Their acknowledgement is waited for."""
    assert closed_at(Stage(write_seconds=3.0), 2.0, "xxx") == [(3.0, "progress", 3), (3.0, DRAINED, 3)]


def test_dead_letters_that_are_not_acknowledged_leave_the_offset_where_it_is() -> None:
    """The next owner writes them."""
    stage = Stage(write_seconds=3.0, unacknowledged=[[1]])
    assert closed_at(stage, 2.0, "xxx") == [(3.0, DRAINED, 3)]


def test_a_lane_that_was_closed_before_it_ran_ends_at_once() -> None:
    """A partition may go in the moment in which it came."""

    async def act(lane: Lane) -> None:
        lane.close()

    assert Stage().play(act) == [(0.0, DRAINED, 3)]


OUTCOMES = st.sampled_from([OK, OK, UNAVAILABLE, TIMED_OUT, rate_limited(3.0)])
ANSWERS = st.builds(After, st.sampled_from([0.0, 0.3, 2.0]), OUTCOMES)
ARRIVALS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 1.5]), st.text("sdx", min_size=1, max_size=4)), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(
    arrivals=ARRIVALS,
    answers=st.lists(ANSWERS, max_size=8),
    unacknowledged=st.lists(st.sets(st.integers(0, 31)), max_size=4),
    closes_after=st.sampled_from([0.0, 0.1, 0.9, 3.0, 40.0, 1000.0]),
)
def test_whatever_is_answered_progress_is_earned_and_grows_and_ends_with_one_drained(
    arrivals: list[tuple[float, str]], answers: list[After], unacknowledged: list[set[int]], closes_after: float
) -> None:
    """Invariant of the lane: every record below a progress was posted and taken, dropped, or is a dead letter."""
    script = list(answers)
    stage = Stage(dict.fromkeys(range(32), script), unacknowledged=[sorted(offsets) for offsets in unacknowledged])

    async def story() -> float:
        async with stage.lane() as lane:
            offset = 0
            for seconds, letters in arrivals:
                await asyncio.sleep(seconds)
                lane.add(stage.chunk(letters, offset))
                offset += len(letters)
            await asyncio.sleep(closes_after)
            return now()

    closed = run_virtually(story())
    everything = "".join(letters for _, letters in arrivals)
    steps = [offset for _, _, offset in stage.happened("progress") if isinstance(offset, int)]
    assert steps == sorted(set(steps))
    assert [what for _, what, _ in stage.journal].index(DRAINED) == len(stage.journal) - 1
    rounding_seconds = 1e-6  # virtual times are sums of floats
    assert all(at <= closed + rounding_seconds for at, _, _ in stage.happened("post"))
    _check_earned(stage.journal, everything, steps[-1] if steps else 0)
    if closes_after == 1000.0:
        assert steps[-1] == len(everything)


def _check_earned(journal: list[Happening], letters: str, resolved_below: int) -> None:
    """Go through the journal: what was taken is in order, and everything resolved is taken, written or dropped."""
    taken, posted, written = list[int](), list[int](), set[int]()
    for _, what, detail in journal:
        if what == "post" and isinstance(detail, list):
            assert not posted, "two requests on the wire"
            posted = detail
        elif what == "answer":
            taken += posted if detail == 200 else []
            posted = []
        elif what == "write" and isinstance(detail, list):
            written |= set(detail)
    assert taken == sorted(set(taken))
    below = range(resolved_below)
    assert {offset for offset in below if letters[offset] == "s"} <= set(taken)
    assert {offset for offset in below if letters[offset] == "x"} <= written


def test_closing_gives_up_on_dead_letters_that_are_not_acknowledged() -> None:
    """Those on their way are waited for, and not written again and again: their next owner will."""
    stage = Stage(unacknowledged=[[1]] * 50, write_seconds=2.0)

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("sx"))
        await asyncio.sleep(2)

    stage.play(act)
    assert [offsets for _, _, offsets in stage.happened("write")] == [[1]]
    assert stage.happened("progress") == []
    assert stage.journal[-1][1] == DRAINED


def test_a_lane_whose_log_is_gone_delivers_all_that_it_holds_and_ends_by_itself() -> None:
    """Memory is the last place of these records: also those that only wait for company."""
    stage = Stage({0: [UNAVAILABLE, UNAVAILABLE]})

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("ssxs"))
        lane.add(stage.chunk("ss", 4))
        await asyncio.sleep(0.1)
        lane.outlive()
        await asyncio.sleep(60)

    stage.play(act)
    assert [detail for _, _, detail in stage.happened("progress")] == [4, 6]
    assert [detail for _, _, detail in stage.happened("write")] == [[2]]
    assert len(stage.happened("drained")) == 1
    assert "could not be delivered" not in stage.log_lines.getvalue()


def test_a_lane_whose_log_is_gone_posts_whoever_has_the_partition_now() -> None:
    """Nobody else can: the membership does not matter any more."""
    stage = Stage()

    async def act(lane: Lane) -> None:
        stage.freeze()
        await asyncio.sleep(20)
        lane.add(stage.chunk("ssss"))
        await asyncio.sleep(1)
        assert not stage.happened("post")
        lane.outlive()
        await asyncio.sleep(1)

    stage.play(act)
    assert [detail for _, _, detail in stage.happened("progress")] == [4]


def test_what_is_lost_with_a_log_that_is_gone_is_said_and_counted() -> None:
    """The program ends, and the API has not taken it: what waits, what was refused, and what goes to dead letters."""
    stage = Stage(api=lambda _offsets, _at: UNAVAILABLE)

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("ssxd"))
        lane.add(stage.chunk("ss", 4))
        lane.outlive()
        await asyncio.sleep(5)

    stage.play(act)
    assert stage.metrics.registry.get_sample_value("signal_kameleoon_records_lost_with_log_total") == 5
    assert "could not be delivered in time" in stage.log_lines.getvalue()
