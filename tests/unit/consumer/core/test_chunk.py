"""Chunks joined to a batch."""

from collections import Counter

from consumer.core.chunk import Batch
from tests.unit.consumer.records import HOME, WRITTEN_MS, chunk_of
from transforms import DropReason


def joined() -> Batch:
    """Two chunks with a gap between them."""
    return Batch((chunk_of("sxd", 0), chunk_of("dds", 10)))


def test_a_batch_reaches_from_its_first_record_to_behind_its_last() -> None:
    """Whatever became of these records, and whatever lies between its chunks."""
    batch = joined()
    assert (batch.assignment, batch.first_offset, batch.next_offset) == (HOME, 0, 13)
    assert batch.first_timestamp_ms == WRITTEN_MS


def test_the_body_is_the_array_of_all_events_in_offset_order() -> None:
    """Joined, never encoded again."""
    assert joined().body == b'[{"o":0},{"o":12}]'
    assert joined().event_count == 2


def test_a_batch_with_nothing_to_send_has_an_empty_array() -> None:
    """It is never posted; its body is lawful all the same."""
    assert Batch((chunk_of("dx"),)).body == b"[]"


def test_what_became_of_the_records_is_counted_over_all_chunks() -> None:
    """Delivered by rule, dropped by rule and reason, invalid ones in offset order."""
    batch = joined()
    assert batch.delivered() == Counter(page=2)
    assert batch.dropped() == Counter({("unmapped", DropReason.NOT_MAPPED): 3})
    assert [record.original.offset() for record in batch.invalid] == [1]


def test_a_batch_holds_what_its_chunks_hold() -> None:
    """All of it is free once it is resolved."""
    assert joined().held_bytes == chunk_of("sxd").held_bytes + chunk_of("dds", 10).held_bytes
