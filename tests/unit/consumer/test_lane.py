"""One assignment on the event loop, story by story. A full batch has four events; the linger is one second."""

import asyncio
import weakref

import pytest

from consumer.core.outcome import Outcome, Transient, TransientReason
from consumer.core.record import Assignment
from consumer.lane import Lane
from tests.unit.consumer.fakes import (
    BEGINNING,
    OK,
    TIMED_OUT,
    UNAVAILABLE,
    After,
    Stage,
    now,
    rate_limited,
)
from tests.unit.consumer.records import HOME, WRITTEN_MS, FakeRecord, chunks_of
from tests.unit.consumer.virtual_time import run_virtually

BROKEN_WHEN_REUSED = Transient(reason=TransientReason.CONNECTION, is_ambiguous=True, on_reused_connection=True)


def act_with(stage: Stage, letters: str, *, seconds: float) -> list[tuple[float, str, object]]:
    """Give a lane one chunk and let time pass."""

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk(letters))
        await asyncio.sleep(seconds)

    return stage.play(act)


# --- batches


def test_a_batch_that_is_not_full_waits_for_the_linger() -> None:
    """What comes meanwhile goes along; the linger is the oldest chunk's."""
    stage = Stage()

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("s", 0))
        await asyncio.sleep(0.5)
        lane.add(stage.chunk("s", 1))
        await asyncio.sleep(2)

    assert stage.play(act) == [
        (1.0, "post", [0, 1]),
        (1.0, "answer", 200),
        (1.0, "progress", 2),
        (2.5, "drained", 3),
    ]


def test_a_full_batch_is_posted_at_once() -> None:
    """Waiting would win nothing."""
    assert act_with(Stage(), "ssss", seconds=0)[:1] == [(0.0, "post", [0, 1, 2, 3])]


def test_chunks_with_nothing_to_send_are_resolved_at_once_and_without_a_request() -> None:
    """Dropped records move the offset, and free what they hold."""
    assert act_with(Stage(), "dd", seconds=5) == [(0.0, "progress", 2), (5.0, "drained", 3)]


def test_one_batch_is_on_the_wire_at_a_time_in_offset_order() -> None:
    """The next one waits for the answer, however full it is."""
    stage = Stage({0: [After(2.0, OK)], 4: [After(3.0, OK)]})

    async def act(lane: Lane) -> None:
        for first_offset in (0, 4, 8):
            lane.add(stage.chunk("ssss", first_offset))
        await asyncio.sleep(9)

    assert stage.play(act)[:-1] == [
        (0.0, "post", [0, 1, 2, 3]),
        (2.0, "answer", 200),
        (2.0, "progress", 4),
        (2.0, "post", [4, 5, 6, 7]),
        (5.0, "answer", 200),
        (5.0, "progress", 8),
        (5.0, "post", [8, 9, 10, 11]),
        (5.0, "answer", 200),
        (5.0, "progress", 12),
    ]


def test_a_lane_tells_how_old_its_oldest_unresolved_record_is() -> None:
    """Waiting or on the wire; resolved ones do not count."""
    stage, seen = Stage({0: [After(2.0, OK)]}), list[int | None]()

    async def act(lane: Lane) -> None:
        seen.append(lane.oldest_timestamp_ms)
        lane.add(stage.chunk("ssss", 0))
        lane.add(stage.chunk("s", 7))
        for seconds in (0.0, 1.0, 1.5, 5.0):
            await asyncio.sleep(seconds)
            seen.append(lane.oldest_timestamp_ms)

    stage.play(act)
    assert seen == [None, WRITTEN_MS, WRITTEN_MS, None, None]


def test_a_resolved_batch_is_let_go_while_the_lane_waits_for_the_next() -> None:
    """Else every idle partition would keep its last batch, originals and all."""
    stage, record = Stage(), FakeRecord(0, b"s0")
    kept = weakref.ref(record)
    chunks = chunks_of([record], {HOME.partition: HOME}, prepared_at=BEGINNING)
    del record

    async def act(lane: Lane) -> None:
        lane.add(chunks.pop())
        assert kept() is not None
        await asyncio.sleep(5)
        assert stage.happened("progress")
        assert kept() is None

    stage.play(act)


# --- attempts


def test_a_transient_failure_is_repeated_with_back_off_until_delivered() -> None:
    """The same bytes every time; with a jitter of one half: 0.25, 0.5, 1 and 2 s."""
    stage = Stage({0: [UNAVAILABLE, TIMED_OUT, UNAVAILABLE, UNAVAILABLE]})
    act_with(stage, "ssss", seconds=60)
    assert [at for at, _, _ in stage.happened("post")] == [0.0, 0.25, 0.75, 1.75, 3.75]
    assert len(set(stage.bodies)) == 1
    assert stage.happened("progress") == [(3.75, "progress", 4)]


def test_nothing_transient_is_ever_given_up() -> None:
    """After two hundred failures the back-off still is 10 s, and the batch is delivered."""
    stage = Stage({0: [UNAVAILABLE] * 200})
    act_with(stage, "ssss", seconds=7000)
    times = [at for at, _, _ in stage.happened("post")]
    assert len(times) == 201
    assert times[-1] - times[-2] == 10.0
    assert len(stage.happened("progress")) == 1


def test_new_chunks_do_not_cut_a_back_off_short() -> None:
    """They wake the lane, which goes on waiting."""
    stage = Stage({0: [UNAVAILABLE] * 3})

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("ssss", 0))
        for first_offset in range(4, 40):
            await asyncio.sleep(0.01)
            lane.add(stage.chunk("d", first_offset))
        await asyncio.sleep(60)

    stage.play(act)
    assert [at for at, _, _ in stage.happened("post")] == [0.0, 0.25, 0.75, 1.75]


@pytest.mark.parametrize(
    "asked",
    [rate_limited(7.0), Transient(reason=TransientReason.SERVER_ERROR, status=503, retry_after_seconds=7.0)],
)
def test_a_retry_after_is_honoured(asked: Outcome) -> None:
    """And spread a little, so that all members do not come back at one moment."""
    stage = Stage({0: [asked]})
    act_with(stage, "ssss", seconds=20)
    assert [at for at, _, _ in stage.happened("post")] == [0.0, 7.25]


def test_a_failure_of_a_kept_connection_is_repeated_at_once() -> None:
    """Servers close idle ones: it says nothing about the API. A second one in a row does."""
    stage = Stage({0: [BROKEN_WHEN_REUSED] * 3})
    act_with(stage, "ssss", seconds=20)
    assert [at for at, _, _ in stage.happened("post")] == [0.0, 0.0, 0.25, 0.25]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (rate_limited(7.0), [(0.0, [0, 1, 2, 3]), (7.25, [0, 1, 2, 3]), (7.25, [100])]),
        (UNAVAILABLE, [(0.0, [0, 1, 2, 3]), (0.25, [0, 1, 2, 3]), (1.0, [100])]),
    ],
)
def test_only_a_rate_limit_holds_back_other_partitions(
    outcome: Outcome, expected: list[tuple[float, list[int]]]
) -> None:
    """The vendor's limit is per address, so all lanes share the cool-down; an outage holds its own partition."""
    stage, neighbour = Stage({0: [outcome]}), Assignment(8, 2)

    async def story() -> None:
        async with stage.lane() as one, stage.lane(neighbour) as other:
            one.add(stage.chunk("ssss", 0))
            other.add(stage.chunk("s", 100, neighbour))
            await asyncio.sleep(15)

    run_virtually(story())
    assert sorted((at, offsets) for at, _, offsets in stage.happened("post")) == sorted(expected)


# --- dead letters


def test_dead_letters_are_written_after_the_answer_and_before_the_offset_moves() -> None:
    """A crash in between repeats them, and loses nothing."""
    assert act_with(Stage(write_seconds=2.0), "sxsxss", seconds=9)[:-1] == [
        (0.0, "post", [0, 2, 4, 5]),
        (0.0, "answer", 200),
        (0.0, "write", [1, 3]),
        (2.0, "progress", 6),
    ]


def test_a_dead_letter_says_why_and_when() -> None:
    """It was never sent; the time is the wall clock's."""
    stage = Stage()
    act_with(stage, "x", seconds=1)
    (letter,) = stage.letters
    headers = {name.removeprefix("signal-kameleoon."): value for name, value in letter.headers}
    assert (letter.key, letter.value) == (b"key-0", b"x0")
    assert (headers["reason"], headers["rule"], headers["attempts"]) == ("goal_id_missing", "Signed Up", "0")
    assert headers["first-failure"] == headers["last-failure"] == "1700000000000"


def test_letters_that_are_not_acknowledged_are_written_again_until_they_are() -> None:
    """Only those, with back-off; the offset and the next batch wait."""
    stage = Stage(unacknowledged=[[0, 2], [2], [2]])

    async def act(lane: Lane) -> None:
        lane.add(stage.chunk("xxx", 0))
        await asyncio.sleep(0.1)
        lane.add(stage.chunk("ssss", 3))
        await asyncio.sleep(9)

    assert stage.play(act)[:-1] == [
        (0.0, "write", [0, 1, 2]),
        (0.25, "write", [0, 2]),
        (0.75, "write", [2]),
        (1.75, "write", [2]),
        (1.75, "progress", 3),
        (1.75, "post", [3, 4, 5, 6]),
        (1.75, "answer", 200),
        (1.75, "progress", 7),
    ]


# --- membership


def test_nothing_is_posted_while_the_membership_is_in_doubt() -> None:
    """Stale, then doubtful, then confirmed by the answer to a commit: the lane looks every 0.1 s."""
    stage = Stage()

    async def act(lane: Lane) -> None:
        stage.freeze()
        await asyncio.sleep(20.0)
        lane.add(stage.chunk("ssss"))
        await asyncio.sleep(5.0)
        stage.membership.turn(now() + BEGINNING)
        await asyncio.sleep(5.0)
        assert stage.happened("post") == []
        stage.membership.turn(now() + BEGINNING)
        stage.membership.confirmed(now() + BEGINNING)
        await asyncio.sleep(0.2)

    stage.play(act)
    ((posted_at, _, offsets),) = stage.happened("post")
    assert 30.0 <= posted_at <= 30.2
    assert offsets == [0, 1, 2, 3]
