"""Chunks joined to a batch, and a batch cut again."""

import itertools
from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from consumer.core.batch import Batch, joined
from tests.unit.consumer.records import HOME, WRITTEN_MS, chunk_of, offsets_in
from transforms import DropReason

CONTENTS = st.lists(st.text("sfdx", min_size=1, max_size=6), min_size=1, max_size=4)


def two_chunks() -> Batch:
    """With a gap between them."""
    return joined((chunk_of("sxd", 0), chunk_of("ddf", 10)))


def batch_of(contents: Sequence[str]) -> Batch:
    """Chunks with gaps between them."""
    return joined([chunk_of(letters, 10 * index) for index, letters in enumerate(contents)])


def whole(batches: Sequence[Batch]) -> tuple[object, ...]:
    """Everything that several batches hold together."""
    return (
        [body for batch in batches for body in batch.bodies],
        [rule for batch in batches for rule in batch.rules],
        [fallback for batch in batches for fallback in batch.fallbacks],
        [record for batch in batches for record in batch.invalid],
        sum((batch.dropped() for batch in batches), Counter()),
        sum(batch.held_bytes for batch in batches),
        (batches[0].first_offset, batches[-1].next_offset),
    )


def assert_meet(batches: Sequence[Batch]) -> None:
    """Spans follow one another without a gap, and each holds its own records."""
    for before, after in itertools.pairwise(batches):
        assert before.next_offset == after.first_offset
    for batch in batches:
        offsets = offsets_in(batch.bodies) + [record.original.offset() or 0 for record in batch.invalid]
        offsets += [offset for dropped in batch.drops.values() for offset in dropped]
        assert all(batch.first_offset <= offset < batch.next_offset for offset in offsets)


def test_a_batch_reaches_from_its_first_record_to_behind_its_last() -> None:
    """Whatever became of these records, and whatever lies between its chunks."""
    batch = two_chunks()
    assert (batch.assignment, batch.first_offset, batch.next_offset) == (HOME, 0, 13)
    assert batch.first_timestamp_ms == WRITTEN_MS


def test_the_body_is_the_array_of_all_events_in_offset_order() -> None:
    """Joined, never encoded again; its size is known before."""
    batch = two_chunks()
    assert batch.body == b'[{"o":0},{"o":12}]'
    assert batch.body_bytes == len(batch.body)
    assert batch.event_count == 2


def test_a_batch_with_nothing_to_send_has_an_empty_array() -> None:
    """It is never posted; its body is lawful all the same."""
    batch = joined([chunk_of("dx")])
    assert (batch.body, batch.body_bytes) == (b"[]", 2)


def test_what_became_of_the_records_is_counted_over_all_chunks() -> None:
    """Delivered by rule, dropped by rule and reason, invalid ones in offset order."""
    batch = two_chunks()
    assert batch.delivered() == Counter(page=2)
    assert batch.delivered_by_fallback() == Counter(page=1)
    assert batch.dropped() == Counter({("unmapped", DropReason.NOT_MAPPED): 3})
    assert [record.original.offset() for record in batch.invalid] == [1]


def test_a_batch_holds_what_its_chunks_hold() -> None:
    """All of it is free once it is resolved."""
    assert two_chunks().held_bytes == chunk_of("sxd").held_bytes + chunk_of("ddf", 10).held_bytes


@given(CONTENTS.filter(lambda contents: sum(letter in "sf" for letter in "".join(contents)) > 1))
def test_both_halves_are_the_batch(contents: list[str]) -> None:
    """Invariant: nothing is lost or doubled by a cut, and the halves differ by one event at most."""
    batch = batch_of(contents)
    halves = batch.halves()
    assert whole(halves) == whole([batch])
    assert_meet(halves)
    assert 0 <= halves[1].event_count - halves[0].event_count <= 1


@given(CONTENTS, st.integers(2, 60))
def test_pieces_are_within_their_size_or_single_events(contents: list[str], max_body_bytes: int) -> None:
    """Invariant: and none could have taken the first event of the next."""
    batch = batch_of(contents)
    pieces = list(batch.pieces(max_body_bytes))
    assert whole(pieces) == whole([batch])
    assert_meet(pieces)
    assert all(len(piece.body) <= max_body_bytes or piece.event_count == 1 for piece in pieces)
    for before, after in itertools.pairwise(pieces):
        assert before.body_bytes + 1 + len(after.bodies[0]) > max_body_bytes


def test_an_event_alone_is_its_record_and_nothing_else() -> None:
    """What lies around it stays with the rest."""
    batch = joined([chunk_of("sxfds", 5)])
    alone, rest = batch.only(1), batch.without(1)
    assert (alone.body, alone.first_offset, alone.next_offset) == (b'[{"o":7}]', 7, 8)
    assert (alone.held_bytes, alone.dropped(), list(alone.invalid)) == (0, Counter(), [])
    assert alone.delivered_by_fallback() == Counter(page=1)
    assert (rest.body, rest.first_offset, rest.next_offset) == (b'[{"o":5},{"o":9}]', 5, 10)
    assert (rest.held_bytes, rest.drops, rest.invalid) == (batch.held_bytes, batch.drops, batch.invalid)
    assert rest.delivered_by_fallback() == Counter()
