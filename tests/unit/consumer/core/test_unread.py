"""What lies in the log and does not come."""

import pytest

from consumer.core.record import Assignment
from consumer.core.unread import Unread, UnreadReason, UnreadRecords, reason_of

A, B = Assignment(0, 1), Assignment(1, 2)


def test_a_record_waits_since_a_look_first_saw_the_log_beyond_it() -> None:
    """Its own time nobody knows: it was not handed out."""
    unread = UnreadRecords()
    for now, end in ((1.0, 100), (3.0, 101), (5.0, 180)):
        unread.observe({A: 100}, {0: end}, now)
    assert unread.since == {A: Unread(100, 3.0)}


def test_what_is_read_waits_no_more_and_what_follows_waits_from_then_on() -> None:
    """A partition that moves is read, however far behind it is."""
    unread = UnreadRecords()
    unread.observe({A: 100}, {0: 900}, 1.0)
    unread.observe({A: 200}, {0: 900}, 3.0)
    assert unread.since == {A: Unread(200, 3.0)}
    unread.observe({A: 900}, {0: 900}, 5.0)
    assert unread.since == {}


def test_only_what_is_asked_for_waits_and_a_log_whose_end_is_not_known_has_no_end() -> None:
    """One that is paused, or has gone; a leader that did not answer."""
    unread = UnreadRecords()
    unread.observe({A: 1, B: 1}, {0: 9, 1: 9}, 1.0)
    unread.observe({B: 1}, {0: 9}, 3.0)
    assert unread.since == {}


@pytest.mark.parametrize(
    ("stable_end", "is_spoiled", "reason"),
    [
        (100, False, UnreadReason.OPEN_TRANSACTION),
        (101, False, UnreadReason.NOT_FETCHED),
        (None, False, UnreadReason.NOT_FETCHED),
        (100, True, UnreadReason.SPOILED),
    ],
)
def test_why_it_waits(*, stable_end: int | None, is_spoiled: bool, reason: UnreadReason) -> None:
    """Kafka hands out nothing at or behind the last stable offset."""
    assert reason_of(Unread(100, 0.0), stable_end, is_spoiled=is_spoiled) is reason
