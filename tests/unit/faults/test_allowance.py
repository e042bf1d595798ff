"""How many repeats are lawful."""

import pytest

from consumer.sandbox import JournalEntry
from tests.faults.allowance import allowed_repeats


def request(at: float, events: int, *, taken: bool = True) -> JournalEntry:
    """A request with so many events."""
    nonces = tuple(f"{at}-{number}" for number in range(events))
    return JournalEntry(sequence=1, time_seconds=at, status=200, taken=taken, nonces=nonces)


REQUESTS = [request(8.0, 1), request(9.5, 10), request(9.9, 100, taken=False), request(10.2, 1000), request(11.0, 7)]


@pytest.mark.parametrize(
    ("breaks", "answer_seconds", "allowed"),
    [
        ([], 0.0, 0),
        ([10.0], 0.0, 1000),
        ([10.0], 0.2, 1010),
        ([10.0], 0.7, 1010),
        ([10.0], 1.7, 1011),
        ([10.0, 8.0], 0.0, 1001),
    ],
)
def test_what_was_answered_just_before_a_break_or_was_on_the_wire_may_be_repeated(
    breaks: list[float], answer_seconds: float, allowed: int
) -> None:
    """Nothing else may, and nothing that the API did not take counts."""
    assert (
        allowed_repeats(REQUESTS, breaks, unanswered_events=0, answer_seconds=answer_seconds, partitions=0) == allowed
    )


def test_what_had_no_answer_may_be_repeated() -> None:
    """Nobody could know that it was taken."""
    assert allowed_repeats(REQUESTS, [], unanswered_events=42, answer_seconds=0.0, partitions=9) == 42


def test_one_batch_of_each_partition_may_be_repeated_besides() -> None:
    """The largest of that time."""
    assert allowed_repeats(REQUESTS, [10.0], unanswered_events=0, answer_seconds=0.7, partitions=3) == 4010


def test_where_nothing_was_taken_just_before_the_last_requests_count() -> None:
    """Commits waited, and so did the lanes: what may be repeated is what was taken before that."""
    found = allowed_repeats(REQUESTS[:2], [10.0], unanswered_events=0, answer_seconds=0.0, partitions=1)
    assert found == 10 + 10
