"""What the sample says: the finding and the table."""

from consumer.check.finding import State
from consumer.check.sample_findings import MOST_ROWS, Row, sample_finding, sample_table
from consumer.check.tally import Ending, tally
from tests.unit.consumer.check.verdicts import NO_GOAL, NO_JSON, NOT_MAPPED, SENT, judged

PRESETS = {"purchase": "ga4"}.get
GOOD = ("page", SENT, 90)


def test_a_row_for_each_name_and_verdict_with_what_to_do() -> None:
    """The name and its count once, and only above its verdicts."""
    counted = tally(
        judged(
            ("page", SENT, 712),
            ("purchase", NOT_MAPPED, 120),
            ("Order Completed", NO_GOAL, 41),
            ("Order Completed", SENT, 2),
            (None, NO_JSON, 1),
        )
    )
    table = sample_table(counted, PRESETS)
    assert table.rows[:5] == (
        Row("page", 712, "sent 712", Ending.SENT, ""),
        Row("purchase", 120, "not mapped 120", Ending.DROPPED, "preset ga4 maps it (extends: ga4)"),
        Row(
            "Order Completed",
            43,
            "goal_id_missing 41",
            Ending.DEAD_LETTERED,
            "send kameleoon_goal_id or set KAMELEOON_GOAL_IDS",
        ),
        Row("", None, "sent 2", Ending.SENT, ""),
        Row("(no name)", 1, "not_json 1", Ending.DEAD_LETTERED, table.rows[4].advice),
    )


def test_many_names_are_summed_up_in_a_last_row() -> None:
    """Nothing is left out of the sum."""
    names = [(f"name {number}", NOT_MAPPED, 100 - number) for number in range(50)]
    table = sample_table(tally(judged(*names)), PRESETS)
    assert len(table.rows) == MOST_ROWS + 1
    assert table.rows[-1] == Row("(20 more names)", 1210, "dropped 1,210", None, "")
    assert sum(row.records or 0 for row in table.rows) == sum(100 - number for number in range(50))


def test_a_topic_that_fits_its_mapping_is_well() -> None:
    """Unmapped events are no fault."""
    found = sample_finding(tally(judged(GOOD, ("Cart Viewed", NOT_MAPPED, 900))), "events", "")
    assert found.state is State.OK
    assert found.seen == (
        "the last 990 records of events: 90 would be sent, 900 would be dropped, 0 would be dead-lettered"
    )


def test_a_topic_of_which_nothing_would_be_sent_is_warned_of() -> None:
    """Most likely another topic was meant."""
    found = sample_finding(tally(judged(("Cart Viewed", NOT_MAPPED, 9))), "events", "")
    assert found.state is State.WARNING
    assert "SIGNAL_TOPIC" in found.mend


def test_a_mapping_that_mostly_fails_is_warned_of() -> None:
    """Half of what is mapped."""
    found = sample_finding(tally(judged(GOOD, (None, NO_JSON, 90))), "events", "")
    assert found.state is State.WARNING
    assert "Half or more" in found.seen


def test_a_name_that_mostly_fails_is_warned_of() -> None:
    """However few they are: conversions are few, and each is money."""
    found = sample_finding(tally(judged(GOOD, ("Order Completed", NO_GOAL, 1), ("Order Completed", SENT, 1))), "e", "")
    assert found.state is State.WARNING
    assert found.seen.endswith("Half or more fails of: Order Completed")
    fine = sample_finding(tally(judged(GOOD, ("Order Completed", NO_GOAL, 1), ("Order Completed", SENT, 2))), "e", "")
    assert fine.state is State.OK


def test_an_empty_topic_proves_nothing_and_an_unreadable_one_is_warned_of() -> None:
    """The one may be as it should be, the other may not."""
    assert sample_finding((), "events", "").state is State.NOT_PROVABLE
    unread = sample_finding((), "events", "2 partitions were not read")
    assert unread.state is State.WARNING
    assert "2 partitions were not read" in unread.seen


def test_a_reading_that_was_cut_short_says_so() -> None:
    """What was read is judged all the same."""
    assert "(late)" in sample_finding(tally(judged(GOOD)), "events", "late").seen
