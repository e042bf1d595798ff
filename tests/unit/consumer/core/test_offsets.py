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


def fetched(*spans: Span, start: int = 0) -> OffsetTracker:
    """A tracker that has taken in these spans."""
    tracker = OffsetTracker(start)
    for span in spans:
        tracker.fetched(*span)
    return tracker


def test_a_new_assignment_may_commit_where_it_starts() -> None:
    """Nothing is fetched, nothing lies below the start."""
    assert OffsetTracker(17).committable == 17


def test_spans_that_resolve_in_order_move_the_offset_one_by_one() -> None:
    """Each is a step; so is a piece of one, and several at once."""
    tracker = fetched((0, 5), (5, 9), (9, 10), (10, 12))
    assert [tracker.resolve(0, 5), tracker.resolve(5, 7), tracker.resolve(7, 10)] == [5, 7, 10]


def test_a_gap_in_the_log_holds_nothing_up() -> None:
    """Transaction markers and compaction leave offsets that no record has."""
    tracker = fetched((13, 15), (17, 18), start=10)
    assert [tracker.resolve(13, 15), tracker.resolve(17, 18)] == [15, 18]


@pytest.mark.parametrize(("first", "following"), [(5, 9), (3, 5), (1, 9)])
def test_what_would_pass_an_unresolved_record_is_refused(first: int, following: int) -> None:
    """And changes nothing."""
    tracker = fetched((0, 5), (5, 9))
    with pytest.raises(ValueError, match="is resolved before offset 0"):
        tracker.resolve(first, following)
    assert tracker.committable == 0


def test_what_was_never_fetched_cannot_be_resolved() -> None:
    """Its records are unknown."""
    tracker = fetched((0, 5))
    with pytest.raises(ValueError, match="was not fetched: only up to 5"):
        tracker.resolve(0, 6)


@pytest.mark.parametrize(("first", "following"), [(4, 8), (5, 5), (7, 6)])
def test_a_span_that_does_not_follow_is_refused_and_changes_nothing(first: int, following: int) -> None:
    """It overlaps what was fetched, or is empty."""
    tracker = fetched((0, 5))
    with pytest.raises(ValueError, match=rf"span \[{first}, {following}\) does not follow offset 5"):
        tracker.fetched(first, following)
    tracker.fetched(5, 6)
    assert tracker.resolve(0, 6) == 6


def test_a_record_that_is_set_aside_holds_the_offset_and_nothing_else() -> None:
    """Until it is settled; of several the lowest counts."""
    tracker = fetched((0, 5), (5, 9))
    tracker.set_aside(6)
    tracker.set_aside(3)
    assert [tracker.resolve(0, 5), tracker.resolve(5, 9)] == [3, 3]
    assert tracker.settle(3) == 6
    assert tracker.settle(6) == 9


def test_only_what_was_set_aside_can_be_settled() -> None:
    """Once."""
    tracker = fetched((0, 5))
    with pytest.raises(ValueError, match="not in list"):
        tracker.settle(3)


@given(data=st.data(), start=st.integers(0, 50))
def test_the_offset_never_passes_what_is_open_and_never_goes_down(data: st.DataObject, start: int) -> None:
    """Invariant: against a model of sets, with pieces of any size and records set aside."""
    spans = data.draw(spans_from(start))
    tracker, before = fetched(*spans, start=start), start
    offsets = [offset for span in spans for offset in range(*span)]
    aside = set(data.draw(st.lists(st.sampled_from(offsets), max_size=3)))
    for offset in aside:
        tracker.set_aside(offset)
    resolved: set[int] = set()
    while rest := [offset for offset in offsets if offset not in resolved]:
        piece = rest[: data.draw(st.integers(1, len(rest)))]
        committable = tracker.resolve(piece[0], piece[-1] + 1)
        resolved |= set(piece)
        still_open = [offset for offset in offsets if offset not in resolved or offset in aside]
        assert before <= committable == tracker.committable
        assert all(offset >= committable for offset in still_open)
        before = committable
    for offset in sorted(aside):
        tracker.settle(offset)
    assert tracker.committable == spans[-1][1]
