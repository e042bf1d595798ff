"""From records to chunks."""

import tracemalloc
from array import array
from collections import deque
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.chunk import Chunk
from consumer.core.offsets import OffsetTracker
from consumer.core.preparing import ChunkLimits, prepare, rising_runs
from consumer.core.record import offset_of
from tests.unit.consumer.records import HOME, NO_LIMITS, WRITTEN_MS, FakeRecord, by_letter, chunk_of, records_of
from transforms import DropReason, InvalidReason


def prepared(letters: str, limits: ChunkLimits = NO_LIMITS) -> list[Chunk]:
    """Prepare consecutive records from offset 100."""
    return prepare(HOME, records_of(letters, 100), by_letter, limits, 5.0, 0.0)


def test_a_chunk_tells_what_became_of_each_record() -> None:
    """Sent, dropped, invalid: each is in exactly one of its lists."""
    (chunk,) = prepared("sdxs")
    assert (chunk.assignment, chunk.first_offset, chunk.next_offset) == (HOME, 100, 104)
    assert (chunk.prepared_at, chunk.first_timestamp_ms) == (5.0, WRITTEN_MS + 100)
    assert list(chunk.bodies) == [b'{"o":100}', b'{"o":103}']
    assert list(chunk.rules) == ["page", "page"]
    assert [offset_of(record) for record in chunk.originals] == [100, 103]
    assert chunk.drops == {("unmapped", DropReason.NOT_MAPPED): array("q", [101])}
    (invalid,) = chunk.invalid
    assert (invalid.original.offset(), invalid.rule) == (102, "Signed Up")
    assert (invalid.reason, invalid.detail) == (InvalidReason.GOAL_ID_MISSING, "the conversion has no goal id")


def test_the_next_offset_follows_the_last_record_and_not_their_number() -> None:
    """There may be gaps between records of one turn."""
    records = [FakeRecord(100, b"s1"), FakeRecord(107, b"d")]
    (chunk,) = prepare(HOME, records, by_letter, NO_LIMITS, 0.0, 0.0)
    assert chunk.next_offset == 108


def test_a_time_that_kafka_does_not_know_is_zero() -> None:
    """The client says -1."""
    records = [FakeRecord(1, b"s1", timestamp=(0, -1))]
    (chunk,) = prepare(HOME, records, by_letter, NO_LIMITS, 0.0, 0.0)
    assert chunk.first_timestamp_ms == 0


def test_body_bytes_count_a_comma_for_each_event() -> None:
    """So that the bodies of chunks can be added up."""
    (chunk,) = prepared("sds")
    assert chunk.body_bytes == len(b'{"o":100},{"o":102},')


def test_every_kept_record_adds_to_the_memory_held() -> None:
    """Its value, its encoded event and what the client keeps of it; of a dropped one its offset alone is kept."""
    (sent,), (both,), (invalid,), (dropped,) = prepared("s"), prepared("ss"), prepared("x"), prepared("d")
    assert sent.held_bytes - dropped.held_bytes > 500 + len(b's100{"o":100}')
    assert invalid.held_bytes - dropped.held_bytes > 500 + len(b"x100")
    both_dropped = prepared("dd")[0].held_bytes
    assert 0 < both_dropped - dropped.held_bytes <= 16
    assert both.held_bytes - both_dropped == 2 * (sent.held_bytes - dropped.held_bytes)


@pytest.mark.parametrize("records", [1, 100])
def test_a_chunk_counts_what_it_costs_itself(records: int) -> None:
    """Behind a batch that is refused for hours, chunks of dropped records pile up: they have to pause the partition."""
    chunks, tracker = deque[Chunk](), OffsetTracker(0)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for offset in range(1000, 1000 + 200 * records, records):
            chunks.append(chunk_of("d" * records, offset, prepared_at=offset / 7))
            tracker.fetched(offset, offset + records)
        used_bytes = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert used_bytes <= sum(chunk.held_bytes for chunk in chunks) <= 2 * used_bytes


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [
        (ChunkLimits(max_events=2, max_bytes=10**9, max_held_bytes=10**9), [2, 2]),
        (ChunkLimits(max_events=3, max_bytes=10**9, max_held_bytes=10**9), [2, 2]),
        (ChunkLimits(max_events=9, max_bytes=22, max_held_bytes=10**9), [2, 2]),
        (ChunkLimits(max_events=9, max_bytes=21, max_held_bytes=10**9), [1, 1, 1, 1]),
        (ChunkLimits(max_events=9, max_bytes=10**9, max_held_bytes=1), [1, 1, 1, 1]),
    ],
)
def test_what_does_not_fit_one_batch_is_halved_until_it_does(limits: ChunkLimits, sizes: list[int]) -> None:
    """Down to a single record, which cannot be halved."""
    assert [len(chunk.bodies) for chunk in prepared("ssss", limits)] == sizes


@given(
    letters=st.text("sdx", min_size=1, max_size=40),
    max_events=st.integers(1, 10),
    max_bytes=st.integers(4, 100),
    max_held_bytes=st.integers(1, 20_000),
)
def test_every_record_is_in_exactly_one_chunk_in_order_within_the_limits(
    letters: str, max_events: int, max_bytes: int, max_held_bytes: int
) -> None:
    """A chunk beyond a limit is a single record."""
    limits = ChunkLimits(max_events=max_events, max_bytes=max_bytes, max_held_bytes=max_held_bytes)
    chunks = prepared(letters, limits)
    assert [chunk.first_offset for chunk in chunks] == [100, *(chunk.next_offset for chunk in chunks[:-1])]
    assert chunks[-1].next_offset == 100 + len(letters)
    assert all(limits.admit(chunk) or chunk.next_offset == chunk.first_offset + 1 for chunk in chunks)
    sent = [offset_of(record) for chunk in chunks for record in chunk.originals]
    assert sent == [offset for offset, letter in enumerate(letters, 100) if letter == "s"]
    invalid = [record.original.offset() for chunk in chunks for record in chunk.invalid]
    assert invalid == [offset for offset, letter in enumerate(letters, 100) if letter == "x"]
    dropped = [offset for chunk in chunks for offsets in chunk.drops.values() for offset in offsets]
    assert dropped == [offset for offset, letter in enumerate(letters, 100) if letter == "d"]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_rising_runs_are_cut_where_an_offset_does_not_rise(offsets: list[int]) -> None:
    """A log that was truncated or made anew in the middle of a turn: nothing is left out, or changes its place."""
    records = [FakeRecord(offset, b"{}") for offset in offsets]
    runs = list(rising_runs(records))
    assert [record for run in runs for record in run] == records
    assert all(offset_of(before) < offset_of(after) for run in runs for before, after in pairwise(run))
    assert all(offset_of(left[-1]) >= offset_of(right[0]) for left, right in pairwise(runs))
