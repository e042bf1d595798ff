"""Whether this process may still post for its partitions."""

import pytest

from consumer.core.commits import Commits
from consumer.core.membership import STALE_MOST_SECONDS, UNCONFIRMED_SECONDS, Membership, stale_seconds
from consumer.core.record import Assignment, Start

BEFORE, AFTER = Assignment(0, 1), Assignment(0, 2)
GAP = STALE_MOST_SECONDS + 0.1


def woken_after_a_gap() -> Membership:
    """A process with one assignment, whose Kafka thread has just turned again after a gap."""
    membership = Membership(0.0)
    membership.assigned(BEFORE)
    assert membership.turn(GAP)
    return membership


def test_a_member_whose_kafka_thread_turns_may_post() -> None:
    """The usual state; a pause that a session surely survives is no gap."""
    membership = Membership(0.0)
    membership.assigned(BEFORE)
    assert not membership.turn(STALE_MOST_SECONDS)
    assert membership.may_post(BEFORE, 2 * STALE_MOST_SECONDS)


def test_nothing_is_posted_while_the_last_turn_is_stale() -> None:
    """Nobody has noticed the gap yet; the partition may belong to another already."""
    membership = Membership(0.0)
    membership.assigned(BEFORE)
    assert not membership.may_post(BEFORE, GAP)


def test_nothing_is_posted_for_an_older_assignment_after_the_gap() -> None:
    """A turn alone proves nothing: the first poll may return before the loss is told."""
    membership = woken_after_a_gap()
    assert not membership.may_post(BEFORE, GAP)
    membership.turn(GAP + 1)
    assert not membership.may_post(BEFORE, GAP + 1)


def test_a_commit_that_was_sent_after_the_gap_confirms_the_membership() -> None:
    """Its answer shows that the group still knows this member."""
    membership = woken_after_a_gap()
    membership.confirmed(GAP)
    assert membership.may_post(BEFORE, GAP)


def test_a_commit_that_was_sent_before_the_gap_confirms_nothing() -> None:
    """It was answered before the partition was given away, perhaps."""
    membership = woken_after_a_gap()
    membership.confirmed(GAP - 0.01)
    assert not membership.may_post(BEFORE, GAP)


def test_an_assignment_that_is_given_after_the_gap_is_open_at_once() -> None:
    """The group has just given it to us."""
    membership = woken_after_a_gap()
    membership.assigned(AFTER)
    assert membership.may_post(AFTER, GAP)
    assert not membership.may_post(BEFORE, GAP)


def test_a_second_gap_doubts_what_was_given_after_the_first() -> None:
    """And the confirmation has to be younger than the second."""
    membership = woken_after_a_gap()
    membership.assigned(AFTER)
    assert membership.turn(2 * GAP)
    membership.confirmed(GAP + 1)
    assert not membership.may_post(AFTER, 2 * GAP)
    membership.confirmed(2 * GAP)
    assert membership.may_post(AFTER, 2 * GAP)


def test_every_turn_asks_for_a_confirmation_until_there_is_one() -> None:
    """The turn that ended the gap may have been one that could not send a commit."""
    membership = woken_after_a_gap()
    assert membership.turn(GAP + 0.1)
    membership.confirmed(GAP + 0.1)
    assert not membership.turn(GAP + 0.2)


def test_a_confirming_commit_that_fails_is_followed_by_another() -> None:
    """Where nothing is new no other commit would ever go out, and the partitions would stand still for ever."""
    membership, commits = woken_after_a_gap(), Commits()
    commits.open(Start(BEFORE, 5, is_fresh=False))
    commits.repeat()
    assert commits.due(GAP) == {BEFORE: 5}
    commits.answered(succeeded=False)
    if membership.turn(GAP + 1):
        commits.repeat()
    assert commits.due(GAP + 1) == {BEFORE: 5}
    membership.confirmed(commits.answered(succeeded=True))
    assert membership.may_post(BEFORE, GAP + 1)


def test_nothing_is_posted_while_an_offset_waits_too_long_for_its_commit() -> None:
    """It would be repeated by whoever comes after, were the partition lost now."""
    membership = Membership(0.0)
    membership.assigned(BEFORE)
    membership.unconfirmed_since = 1.0
    assert membership.may_post(BEFORE, 0.9 + UNCONFIRMED_SECONDS)
    assert not membership.may_post(BEFORE, 1.1 + UNCONFIRMED_SECONDS)
    membership.unconfirmed_since = None
    assert membership.may_post(BEFORE, 1.1 + UNCONFIRMED_SECONDS)


@pytest.mark.parametrize(
    ("session_seconds", "heartbeat_seconds", "stale"), [(10.0, 1.0, 8.0), (45.0, 5.0, 8.0), (6.0, 1.0, 4.5)]
)
def test_a_turn_is_stale_before_the_session_can_be_over(
    session_seconds: float, heartbeat_seconds: float, stale: float
) -> None:
    """The last heartbeat may lie an interval before the freeze."""
    assert stale_seconds(session_seconds, heartbeat_seconds) == stale
    membership = Membership(0.0, stale)
    membership.assigned(BEFORE)
    assert membership.may_post(BEFORE, stale)
    assert not membership.may_post(BEFORE, stale + 0.1)
