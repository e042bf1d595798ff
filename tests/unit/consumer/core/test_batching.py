"""Chunks that wait become batches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.batch import Batch
from consumer.core.batching import BatchLimits, WaitingChunks
from tests.unit.consumer.records import chunk_of

ROOMY = 10**9
LIMITS = BatchLimits(max_events=4, max_bytes=1000, linger_seconds=1.0)


def waiting(*letters: str, limits: BatchLimits = LIMITS) -> WaitingChunks:
    """Let chunks wait that were prepared at second 0, 0.1, 0.2 and so on, ten offsets apart."""
    chunks = WaitingChunks(limits)
    for number, content in enumerate(letters):
        chunks.add(chunk_of(content, number * 10, prepared_at=number / 10))
    return chunks


def spans(*batches: Batch | None) -> list[tuple[int, int] | None]:
    """First and next offset of each batch."""
    return [(batch.first_offset, batch.next_offset) if batch else None for batch in batches]


def test_nothing_waits_nothing_is_due() -> None:
    """No chunk, no batch, no time to wake up at."""
    chunks = waiting()
    assert chunks.take(99.0, ROOMY) is None
    assert chunks.due_at() is None
    assert chunks.oldest is None


def test_a_batch_waits_for_the_linger_of_its_oldest_chunk_and_no_longer() -> None:
    """The second chunk was prepared later, and goes along."""
    chunks = waiting("s", "s")
    assert chunks.due_at() == 1.0
    assert chunks.take(0.999, ROOMY) is None
    assert spans(chunks.take(1.0, ROOMY)) == [(0, 11)]
    assert chunks.oldest is None


def test_the_event_limit_makes_a_batch_due_at_once() -> None:
    """Exactly full."""
    assert spans(waiting("ss", "ss").take(0.1, ROOMY)) == [(0, 12)]


def test_a_chunk_that_would_pass_the_event_limit_stays_for_the_next_batch() -> None:
    """It is never split; the batch before it is full all the same."""
    chunks = waiting("sss", "ss")
    assert spans(chunks.take(0.1, ROOMY), chunks.take(0.1, ROOMY), chunks.take(1.1, ROOMY)) == [(0, 3), None, (10, 12)]


@pytest.mark.parametrize(("max_bytes", "expected"), [(19, None), (18, (0, 1))])
def test_the_byte_limit_counts_the_body_as_it_will_be_sent(max_bytes: int, expected: tuple[int, int] | None) -> None:
    """Two events of 7 and 8 bytes, each with its comma, and two brackets are 19 bytes; beyond, the first goes alone."""
    limits = BatchLimits(max_events=9, max_bytes=max_bytes, linger_seconds=9.0)
    assert spans(waiting("s", "s", limits=limits).take(0.1, ROOMY)) == [expected]


def test_the_memory_limit_makes_a_batch_due_at_once() -> None:
    """The share is too small for both chunks."""
    share_bytes = chunk_of("s").held_bytes
    assert spans(waiting("s", "s").take(0.1, share_bytes)) == [(0, 1)]


def test_a_single_chunk_beyond_a_limit_is_a_batch_of_its_own() -> None:
    """It cannot be split, and holding it would hold the partition for ever."""
    assert spans(waiting("sssss", "s").take(0.0, 1)) == [(0, 5)]


def test_chunks_with_nothing_to_send_do_not_wait_for_the_linger() -> None:
    """Those at the head leave at once, together; what has to be sent stays."""
    chunks = waiting("dd", "x", "s", "d")
    assert spans(chunks.take(0.0, ROOMY), chunks.take(0.0, ROOMY)) == [(0, 11), None]
    assert spans(chunks.take(1.2, ROOMY)) == [(20, 31)]


def test_cleared_chunks_are_forgotten() -> None:
    """The partition is no longer ours."""
    chunks = waiting("s", "s")
    chunks.clear()
    assert chunks.take(99.0, ROOMY) is None


@given(
    contents=st.lists(st.text("sdx", min_size=1, max_size=6), max_size=12),
    max_events=st.integers(1, 8),
    max_bytes=st.integers(10, 80),
    share_bytes=st.integers(500, 10_000),
)
def test_every_chunk_leaves_once_in_order_in_batches_within_the_limits(
    contents: list[str], max_events: int, max_bytes: int, share_bytes: int
) -> None:
    """Invariant: a batch is within every limit, or a single chunk, or has nothing to send."""
    limits = BatchLimits(max_events=max_events, max_bytes=max_bytes, linger_seconds=1.0)
    chunks = waiting(*contents, limits=limits)
    taken: list[int] = []
    while batch := chunks.take(100.0, share_bytes):
        numbers = range(batch.first_offset // 10, batch.next_offset // 10 + 1)
        taken += numbers
        is_within = batch.event_count <= max_events and len(batch.body) <= max_bytes and batch.held_bytes <= share_bytes
        assert is_within or len(numbers) == 1 or not batch.event_count
    assert taken == list(range(len(contents)))
