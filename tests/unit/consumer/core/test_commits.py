"""What is committed, and when."""

import pytest

from consumer.core.commits import COMMIT_INTERVAL_SECONDS, Commits
from consumer.core.record import Assignment, Start

A, B = Assignment(0, 1), Assignment(1, 2)
NEXT = COMMIT_INTERVAL_SECONDS


def commits_of(*starts: Start) -> Commits:
    """Open assignments."""
    commits = Commits()
    for start in starts:
        commits.open(start)
    return commits


def resumed_at(assignment: Assignment, next_offset: int) -> Start:
    """An assignment that goes on at a committed offset."""
    return Start(assignment, next_offset, is_fresh=False)


def test_nothing_new_is_nothing_to_commit() -> None:
    """What the broker has stored already is not sent again."""
    assert commits_of(resumed_at(A, 5)).due(0.0) == {}


def test_a_fresh_start_is_committed_at_once() -> None:
    """So the decision where a new group starts is made one time."""
    assert commits_of(Start(A, 5, is_fresh=True), resumed_at(B, 7)).due(0.0) == {A: 5}


def test_a_fresh_start_at_offset_zero_is_committed_once() -> None:
    """Zero is an offset, not an absence."""
    commits = commits_of(Start(A, 0, is_fresh=True))
    assert commits.due(0.0) == {A: 0}
    commits.answered(succeeded=True)
    assert commits.due(NEXT) == {}


def test_all_that_is_new_goes_in_one_commit() -> None:
    """The newest offset of each assignment that has one."""
    commits = commits_of(resumed_at(A, 5), resumed_at(B, 7))
    for assignment, next_offset in ((A, 6), (A, 9), (B, 8)):
        commits.acknowledge(assignment, next_offset, 0.0)
    assert commits.due(0.0) == {A: 9, B: 8}


def test_one_commit_is_on_its_way_at_a_time() -> None:
    """The next one goes when it is answered, with what has come meanwhile."""
    commits = commits_of(resumed_at(A, 5))
    commits.acknowledge(A, 6, 0.0)
    assert commits.due(0.0) == {A: 6}
    commits.acknowledge(A, 8, 0.0)
    assert commits.due(99.0) == {}
    assert commits.answered(succeeded=True) == 0.0
    assert commits.due(99.0) == {A: 8}


def test_commits_keep_their_distance() -> None:
    """At most one in 100 ms."""
    commits = commits_of(resumed_at(A, 5))
    commits.acknowledge(A, 6, 0.0)
    commits.due(10.0)
    commits.answered(succeeded=True)
    commits.acknowledge(A, 7, 0.0)
    assert commits.due(10.0 + NEXT * 0.9) == {}
    assert commits.due(10.0 + NEXT) == {A: 7}


def test_a_failed_commit_is_replaced_by_the_newest_offsets() -> None:
    """It is not sent again as it was."""
    commits = commits_of(resumed_at(A, 5), resumed_at(B, 7))
    commits.acknowledge(A, 6, 0.0)
    commits.due(0.0)
    commits.acknowledge(A, 9, 0.0)
    commits.acknowledge(B, 8, 0.0)
    commits.answered(succeeded=False)
    assert commits.due(NEXT) == {A: 9, B: 8}


def test_an_offset_that_was_acknowledged_never_goes_down() -> None:
    """An acknowledgement that is older than what is known changes nothing."""
    commits = commits_of(resumed_at(A, 5))
    commits.acknowledge(A, 9, 0.0)
    commits.acknowledge(A, 6, 0.0)
    assert commits.acknowledged(A) == 9
    assert commits.due(0.0) == {A: 9}


@pytest.mark.parametrize("return_as", [None, Assignment(A.partition, 9)])
def test_an_assignment_that_ended_is_neither_acknowledged_nor_committed(return_as: Assignment | None) -> None:
    """Not even when its partition has come back: the late answer belongs to the stay before."""
    commits = commits_of(resumed_at(A, 5))
    commits.acknowledge(A, 6, 0.0)
    commits.close([A])
    if return_as:
        commits.open(resumed_at(return_as, 3))
    commits.acknowledge(A, 99, 0.0)
    assert commits.due(0.0) == {}
    assert commits.uncommitted([A]) == {}
    assert commits.acknowledged(A) is None


def test_the_last_commit_of_an_assignment_carries_what_is_not_known_to_be_stored() -> None:
    """That includes what is on its way: its answer may never come."""
    commits = commits_of(resumed_at(A, 5), resumed_at(B, 7))
    commits.acknowledge(A, 6, 0.0)
    assert commits.due(0.0) == {A: 6}
    assert commits.uncommitted([A, B]) == {A: 6}
    commits.committed({A: 6})
    assert commits.uncommitted([A, B]) == {}


def test_a_late_answer_does_not_undo_a_newer_one() -> None:
    """The synchronous commit of a revoke may overtake the answer of the one before."""
    commits = commits_of(resumed_at(A, 5))
    commits.acknowledge(A, 6, 0.0)
    commits.due(0.0)
    commits.acknowledge(A, 9, 0.0)
    commits.committed({A: 9})
    commits.answered(succeeded=True)
    assert commits.uncommitted([A]) == {}


def test_a_repeat_sends_all_offsets_once_new_or_not() -> None:
    """After this process was frozen, the answer shows whether the group still knows it."""
    commits = commits_of(resumed_at(A, 5), resumed_at(B, 7))
    commits.repeat()
    assert commits.due(3.0) == {A: 5, B: 7}
    assert commits.answered(succeeded=True) == 3.0
    assert commits.due(4.0) == {}


def test_a_repeat_waits_until_there_is_an_assignment() -> None:
    """Without one there is nothing that the answer could show."""
    commits = commits_of()
    commits.repeat()
    assert commits.due(0.0) == {}
    commits.open(resumed_at(A, 5))
    assert commits.due(0.0) == {A: 5}


def test_the_oldest_acknowledgement_that_is_not_known_to_be_stored_is_waited_for() -> None:
    """Through the commit that carries it, and the next one where that fails."""
    commits = commits_of(resumed_at(A, 5))
    commits.acknowledge(A, 6, 1.0)
    commits.acknowledge(A, 7, 2.0)
    assert commits.unconfirmed_since == 1.0
    commits.due(3.0)
    commits.acknowledge(A, 8, 4.0)
    assert commits.unconfirmed_since == 1.0
    commits.answered(succeeded=False)
    assert commits.unconfirmed_since == 1.0
    commits.due(5.0)
    commits.acknowledge(A, 9, 6.0)
    commits.answered(succeeded=True)
    assert commits.unconfirmed_since == 6.0
    commits.due(7.0)
    commits.answered(succeeded=True)
    assert commits.unconfirmed_since is None


def test_an_acknowledgement_of_nothing_new_waits_for_no_commit() -> None:
    """None would ever be sent for it."""
    commits = commits_of(resumed_at(A, 5))
    commits.acknowledge(A, 5, 1.0)
    assert commits.unconfirmed_since is None


def test_what_the_last_commit_of_a_revoke_has_stored_is_waited_for_no_more() -> None:
    """Nor what can never be committed, since its assignment has ended."""
    commits = commits_of(resumed_at(A, 5), resumed_at(B, 7))
    commits.acknowledge(A, 6, 1.0)
    commits.committed({A: 6})
    assert commits.unconfirmed_since is None
    commits.acknowledge(B, 8, 2.0)
    commits.close([B])
    assert commits.unconfirmed_since is None


def test_a_commit_whose_assignments_have_ended_is_waited_for_no_more() -> None:
    """Its broker may hang; a late answer is not taken for that of the next one."""
    commits = commits_of(resumed_at(A, 5))
    commits.acknowledge(A, 6, 0.0)
    assert commits.due(0.0) == {A: 6}
    commits.close([A])
    commits.open(resumed_at(B, 7))
    commits.acknowledge(B, 9, 1.0)
    assert commits.due(1.0) == {B: 9}
    assert not commits.is_on_its_way({A.partition: 6})
    assert commits.is_on_its_way({B.partition: 9})


def test_a_commit_of_which_one_assignment_is_left_is_waited_for() -> None:
    """Its answer tells about that one."""
    commits = commits_of(resumed_at(A, 5), resumed_at(B, 7))
    commits.acknowledge(A, 6, 0.0)
    commits.acknowledge(B, 8, 0.0)
    commits.due(0.0)
    commits.close([A])
    assert commits.is_on_its_way({A.partition: 6, B.partition: 8})
    assert commits.due(9.0) == {}
