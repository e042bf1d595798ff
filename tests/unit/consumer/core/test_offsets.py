"""The contiguous next offset of an assignment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.offsets import OffsetTracker

Span = tuple[int, int]


def spans_from(start: int) -> st.SearchStrategy[list[Span]]:
    """Spans in offset order from a start, with lawful gaps between them."""
    steps = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=12)

    def laid_out(gaps_and_lengths: list[Span]) -> list[Span]:
        spans, end = [], start
        for gap, length in gaps_and_lengths:
            spans.append((end + gap, end + gap + length))
            end += gap + length
        return spans

    return steps.map(laid_out)


def test_a_new_assignment_may_commit_where_it_starts() -> None:
    """Nothing is fetched, nothing lies below the start."""
    assert OffsetTracker(17).committable == 17


def test_spans_that_resolve_in_order_move_the_offset_one_by_one() -> None:
    """Each resolved head is a step."""
    tracker = OffsetTracker(0)
    assert [tracker.fetched(0, 5), tracker.fetched(5, 9)] == [0, 0]
    assert [tracker.resolve(0, 5), tracker.resolve(5, 9)] == [5, 9]


def test_an_unresolved_span_holds_back_all_that_follow() -> None:
    """The later one counts as soon as the earlier one is resolved too."""
    tracker = OffsetTracker(0)
    tracker.fetched(0, 5)
    tracker.fetched(5, 9)
    assert tracker.resolve(5, 9) == 0
    assert tracker.resolve(0, 5) == 9


def test_a_gap_in_the_log_is_told_and_holds_nothing_up() -> None:
    """Transaction markers and compaction leave offsets that no record has."""
    tracker = OffsetTracker(10)
    assert tracker.fetched(13, 15) == 3
    assert tracker.resolve(13, 15) == 15


def test_what_covers_a_span_only_in_part_does_not_resolve_it() -> None:
    """A record of the span would still be open."""
    tracker = OffsetTracker(0)
    tracker.fetched(0, 5)
    assert [tracker.resolve(0, 4), tracker.resolve(1, 5), tracker.resolve(5, 9)] == [0, 0, 0]


@pytest.mark.parametrize(("first", "following"), [(4, 8), (5, 5), (7, 6)])
def test_a_span_that_does_not_follow_is_refused_and_changes_nothing(first: int, following: int) -> None:
    """It overlaps what was fetched, or is empty."""
    tracker = OffsetTracker(0)
    tracker.fetched(0, 5)
    with pytest.raises(ValueError, match=rf"span \[{first}, {following}\) does not follow offset 5"):
        tracker.fetched(first, following)
    assert tracker.fetched(5, 6) == 0
    assert tracker.resolve(0, 6) == 6


@given(data=st.data(), start=st.integers(0, 50))
def test_the_offset_is_the_end_of_the_resolved_head_in_whatever_order_spans_resolve(
    data: st.DataObject, start: int
) -> None:
    """Invariant: never past an unresolved record, never down, and a next offset; against a model of sets."""
    tracker, spans = OffsetTracker(start), data.draw(spans_from(start))
    for first, following in spans:
        tracker.fetched(first, following)
    resolved: set[Span] = set()
    before = start
    for span in data.draw(st.permutations(spans)):
        resolved.add(span)
        committable = tracker.resolve(*span)
        open_spans = [first for first, following in spans if (first, following) not in resolved]
        head = [following for _, following in spans if following <= min(open_spans, default=following)]
        assert committable == tracker.committable == max(head, default=start)
        assert committable >= before
        before = committable
    assert before == spans[-1][1]
