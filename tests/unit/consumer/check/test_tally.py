"""Verdicts, counted by event name."""

from consumer.check.tally import Ending, NameTally, Result, ending_counts, tally
from tests.unit.consumer.check.verdicts import NO_GOAL, NO_JSON, NOT_MAPPED, SENT, judged


def test_names_by_frequency_and_the_verdicts_of_each_by_frequency() -> None:
    """What is most is looked at first."""
    counted = tally(
        judged(("Order Completed", SENT, 2), ("Order Completed", NO_GOAL, 3), (None, NO_JSON, 1), ("page", SENT, 7))
    )
    assert counted == (
        NameTally("page", (Result(Ending.SENT, "", 7),)),
        NameTally("Order Completed", (Result(Ending.DEAD_LETTERED, "goal_id_missing", 3), Result(Ending.SENT, "", 2))),
        NameTally(None, (Result(Ending.DEAD_LETTERED, "not_json", 1),)),
    )
    assert ending_counts(counted) == {Ending.SENT: 9, Ending.DROPPED: 0, Ending.DEAD_LETTERED: 4}


def test_names_are_made_fit_to_be_shown_before_they_are_kept() -> None:
    """A megabyte of name is not held a thousand times."""
    (name,) = tally(judged(("x" * 1_000_000 + "a", NOT_MAPPED, 1), ("x" * 1_000_000 + "b", NOT_MAPPED, 1)))
    assert name.count == 2
    assert len(name.name or "") == 60
