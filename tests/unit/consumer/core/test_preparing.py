"""From records to chunks."""

import tracemalloc
from array import array
from collections import deque
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from consumer.core.chunk import CHUNK_OVERHEAD_BYTES, Chunk, ReadBefore
from consumer.core.offsets import OffsetTracker
from consumer.core.positions import Positions, WentBack
from consumer.core.preparing import RECORD_OVERHEAD_BYTES, ChunkLimits, prepare
from consumer.core.record import HEADER_OVERHEAD_BYTES, UNREADABLE_HEADERS, Assignment, Headers, offset_of, partition_of
from tests.unit.consumer.records import (
    HOME,
    NO_LIMITS,
    WRITTEN_MS,
    FakeRecord,
    by_letter,
    chunk_of,
    chunks_of,
    records_of,
)
from transforms import DropReason, InvalidReason

OURS: Final = {HOME.partition: HOME}


def prepared(letters: str, limits: ChunkLimits = NO_LIMITS) -> list[Chunk]:
    """Prepare consecutive records from offset 100."""
    return chunks_of(records_of(letters, 100), OURS, limits=limits, prepared_at=5.0)


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
    (chunk,) = chunks_of(records, OURS)
    assert chunk.next_offset == 108


def test_a_time_that_kafka_does_not_know_is_zero() -> None:
    """The client says -1."""
    records = [FakeRecord(1, b"s1", timestamp=(0, -1))]
    (chunk,) = chunks_of(records, OURS)
    assert chunk.first_timestamp_ms == 0


def test_body_bytes_count_a_comma_for_each_event() -> None:
    """So that the bodies of chunks can be added up."""
    (chunk,) = prepared("sds")
    assert chunk.body_bytes == len(b'{"o":100},{"o":102},')


def test_every_kept_record_adds_to_the_memory_held() -> None:
    """Its value, its encoded event and what the client keeps of it; of a dropped one its offset alone is kept."""
    (sent,), (both,), (invalid,), (dropped,) = prepared("s"), prepared("ss"), prepared("x"), prepared("d")
    assert sent.held_bytes - dropped.held_bytes > 500 + len(b's100key-100{"o":100}')
    assert invalid.held_bytes - dropped.held_bytes > 500 + len(b"x100key-100")
    both_dropped = prepared("dd")[0].held_bytes
    assert 0 < both_dropped - dropped.held_bytes <= 16
    assert both.held_bytes - both_dropped == 2 * (sent.held_bytes - dropped.held_bytes)


@pytest.mark.parametrize(
    ("headers", "size"),
    [(None, 0), ([("a", b"b" * 20_000), ("c", None), ("d", "e")], 20_004 + 3 * HEADER_OVERHEAD_BYTES)],
)
def test_headers_are_memory_too(headers: Headers | None, size: int) -> None:
    """Tracing baggage may be larger than the event; a dropped record's are let go."""
    with_headers, without = (FakeRecord(7, b"s7", headers=given) for given in (headers, None))
    held = [chunks_of([record], OURS)[0].held_bytes for record in (with_headers, without)]
    assert held[0] - held[1] == size
    (dropped,) = chunks_of([FakeRecord(7, b"d7", headers=headers)], OURS)
    assert dropped.held_bytes < CHUNK_OVERHEAD_BYTES + 100


class OnceAsked(FakeRecord):
    """A record of which the client cannot give the headers; a second question would end the process."""

    def __init__(self, offset: int, value: bytes) -> None:
        super().__init__(offset, value)
        self._is_asked = False

    @override
    def headers(self) -> Headers:
        assert not self._is_asked
        self._is_asked = True
        raise SystemError("<method 'headers'> returned a result with an exception set")


@pytest.mark.parametrize("letter", ["s", "x"])
@pytest.mark.parametrize("limits", [NO_LIMITS, replace(NO_LIMITS, max_held_bytes=1)])
def test_headers_that_the_client_cannot_give_are_asked_for_once(letter: str, limits: ChunkLimits) -> None:
    """Also of a record that begins the next chunk: what stands in their place says so in a dead letter."""
    records = [FakeRecord(6, b"s6"), OnceAsked(7, f"{letter}7".encode()), FakeRecord(8, b"s8")]
    chunks = chunks_of(records, OURS, limits=limits)
    kept = [*(r for c in chunks for r in c.originals), *(r.original for c in chunks for r in c.invalid)]
    (without,) = [record for record in kept if offset_of(record) == 7]
    assert without.headers() == [("signal-kameleoon.original-headers", UNREADABLE_HEADERS)]
    assert (without.key(), without.value(), partition_of(without)) == (b"key-7", f"{letter}7".encode(), HOME.partition)
    assert (len(without), without.timestamp()) == (2, (1, WRITTEN_MS + 7))


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


ROOM = ChunkLimits(max_events=9, max_bytes=10**9, max_held_bytes=10**9)
TWO_HELD_BYTES = CHUNK_OVERHEAD_BYTES + 2 * (RECORD_OVERHEAD_BYTES + len(b's100key-100{"o":100},'))


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [
        (replace(ROOM, max_events=2), [2, 2]),
        (replace(ROOM, max_events=3), [3, 1]),
        (replace(ROOM, max_bytes=len(b'[{"o":100},{"o":100}]')), [2, 2]),
        (replace(ROOM, max_bytes=len(b'[{"o":100},{"o":100}]') - 1), [1, 1, 1, 1]),
        (replace(ROOM, max_held_bytes=TWO_HELD_BYTES), [2, 2]),
        (replace(ROOM, max_held_bytes=TWO_HELD_BYTES - 1), [1, 1, 1, 1]),
        (replace(ROOM, max_held_bytes=1), [1, 1, 1, 1]),
    ],
)
def test_a_chunk_ends_where_the_next_record_would_not_fit(limits: ChunkLimits, sizes: list[int]) -> None:
    """Each limit is met exactly; a record that is over one by itself is a chunk by itself."""
    assert [len(chunk.bodies) for chunk in prepared("ssss", limits)] == sizes


def fits(chunk: Chunk, limits: ChunkLimits) -> bool:
    """Whether a batch may be this chunk."""
    return (
        len(chunk.bodies) <= limits.max_events
        and len(b"[" + b",".join(chunk.bodies) + b"]") <= limits.max_bytes
        and chunk.held_bytes <= limits.max_held_bytes
    )


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
    assert all(fits(chunk, limits) or chunk.next_offset == chunk.first_offset + 1 for chunk in chunks)
    sent = [offset_of(record) for chunk in chunks for record in chunk.originals]
    assert sent == [offset for offset, letter in enumerate(letters, 100) if letter == "s"]
    invalid = [record.original.offset() for chunk in chunks for record in chunk.invalid]
    assert invalid == [offset for offset, letter in enumerate(letters, 100) if letter == "x"]
    dropped = [offset for chunk in chunks for offsets in chunk.drops.values() for offset in offsets]
    assert dropped == [offset for offset, letter in enumerate(letters, 100) if letter == "d"]


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 9)), max_size=40))
def test_what_rises_is_read_and_what_was_read_before_is_named(places: list[tuple[int, int]]) -> None:
    """Whatever the client hands out again or out of order: each record is read once, or named, and none is lost."""
    ours = [Assignment(1, 1), Assignment(2, 2)]
    read, named = outcome_of(places, ours)
    for assignment in ours:
        expected, rising, falling = 0, list[int](), list[int]()
        for offset in (offset for partition, offset in places if partition == assignment.partition):
            (falling if offset < expected else rising).append(offset)
            expected = max(expected, offset + 1)
        assert [offset for partition, offset in read if partition == assignment.partition] == rising
        assert [before.offset for before in named if before.assignment == assignment] == falling


def test_records_of_a_partition_that_is_not_ours_are_left_out() -> None:
    """It was revoked inside the poll that read them."""
    read, named = outcome_of([(1, 5), (2, 1), (2, 2), (1, 6)], [Assignment(1, 1)])
    assert (read, named) == ([(1, 5), (1, 6)], [])


def test_nothing_more_is_read_of_what_stops_flowing_meanwhile() -> None:
    """Whoever takes a chunk, or hears of a record that was read before, may stop the partition at once."""
    positions = Positions()
    positions.open(3, None, 103)
    reading = prepare(
        records_of("sssss", 101), positions.flowing, positions.next_offsets, by_letter, NO_LIMITS, 0.0, 0.0
    )
    first = next(reading)
    assert first == ReadBefore(positions.current[3], 101, -1)
    positions.stand(positions.current[3], WentBack(101, 0.0))
    assert list(reading) == []


def outcome_of(places: list[tuple[int, int]], ours: list[Assignment]) -> tuple[list[tuple[int, int]], list[ReadBefore]]:
    """Partition and offset of what is read, and what is named instead; each chunk covers exactly its records."""
    records = [FakeRecord(offset, b"s%d" % offset, partition=partition) for partition, offset in places]
    assignments = {assignment.partition: assignment for assignment in ours}
    next_offsets = dict.fromkeys(ours, 0)
    read, named = list[tuple[int, int]](), list[ReadBefore]()
    for got in prepare(records, assignments, next_offsets, by_letter, NO_LIMITS, 0.0, 0.0):
        match got:
            case ReadBefore():
                named.append(got)
            case Chunk():
                run = [(partition_of(record), offset_of(record)) for record in got.originals]
                assert got.assignment == assignments[run[0][0]]
                assert (got.first_offset, got.next_offset) == (run[0][1], run[-1][1] + 1)
                next_offsets[got.assignment] = got.next_offset
                read += run
    return read, named
