"""What the API's answers prove: whether it takes anything at all."""

from hypothesis import given
from hypothesis import strategies as st

from consumer.core.evidence import MOST_ACCUSED, Evidence


def test_the_tenth_accusation_in_a_row_is_one_too_many() -> None:
    """Nine bad events may come together; ten with nothing taken between them are not bad events."""
    evidence = Evidence()
    assert [evidence.accused(happening) for happening in range(1, 12)] == [False] * 9 + [True] * 2


def test_what_is_taken_acquits_only_what_was_accused_before_it_was_sent() -> None:
    """A request that was on its way already says nothing of what came after it."""
    evidence = Evidence()
    evidence.accused(5)
    evidence.succeeded(4)
    assert not evidence.has_taken_since(5)
    evidence.succeeded(6)
    assert evidence.has_taken_since(5)
    evidence.succeeded(2)  # a late answer
    assert evidence.has_taken_since(5)
    assert not evidence.has_taken_since(6)


@given(st.lists(st.booleans(), max_size=60))
def test_accusations_count_from_the_last_request_that_was_taken(are_accusations: list[bool]) -> None:
    """Invariant: against a plain count."""
    evidence, count = Evidence(), 0
    for happening, is_accusation in enumerate(are_accusations, start=1):
        if is_accusation:
            count += 1
            assert evidence.accused(happening) == (count >= MOST_ACCUSED)
        else:
            count = 0
            evidence.succeeded(happening)
