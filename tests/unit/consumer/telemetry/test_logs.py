"""What is said and counted of the source topic's logs."""

import pytest

from consumer.core.unread import UnreadReason
from tests.unit.consumer.telemetry.voices import voice


def test_what_was_deleted_unread_is_counted_and_said_once_in_a_while_for_each_partition() -> None:
    """Retention that overtakes one partition overtakes it again and again."""
    said = voice()
    for partition, expected, found in ((0, 10, 13), (0, 20, 21), (1, 5, 6)):
        said.telemetry.logs.skipped(partition, expected, found)
    assert said.value("offsets_skipped_total") == 5
    assert [line["partition"] for line in said.lines()] == [0, 1]


def test_offsets_that_hold_no_record_are_counted_apart_and_not_said() -> None:
    """A topic written in transactions has one behind each: nothing is missing."""
    said = voice()
    said.telemetry.logs.without_records(3)
    assert said.value("offsets_without_records_total") == 3
    assert said.value("offsets_skipped_total") == 0
    assert said.lines() == []


@pytest.mark.parametrize(("is_new_group", "event"), [(True, "new group: older"), (False, "older")])
def test_whatever_a_start_leaves_out_is_said_and_counted(*, is_new_group: bool, event: str) -> None:
    """With how to send it: nobody should find out from the figures."""
    said = voice()
    left_out = {4: 2, 1: 10}
    said.telemetry.logs.left_out("enriched", "mine", 1_700_000_000_000, left_out, is_new_group=is_new_group)
    (line,) = said.lines()
    assert line["event"] == f"{event} records are left out"
    assert (line["level"], line["older_records"], line["start"]) == ("warning", 12, "2023-11-14T22:13:20+00:00")
    assert (line["topic"], line["group"], line["partitions"]) == ("enriched", "mine", [1, 4])
    assert "START_FROM=earliest" in str(line["detail"])
    assert "--reset-offsets" in str(line["detail"])
    assert said.value("offsets_left_out_total") == 12


def test_a_topic_that_was_created_again_is_an_error_with_what_is_held_of_the_old_one() -> None:
    """Each of its partitions is counted."""
    said = voice()
    said.telemetry.logs.replaced("new-id", {3: 1000, 1: 5})
    (line,) = said.lines()
    assert (line["level"], line["topic_id"], line["partitions"]) == ("error", "new-id", [1, 3])
    assert line["unresolved_of_old_log"] == 1005
    assert said.value("logs_replaced_total") == 2


def test_a_topic_that_was_created_again_while_nobody_ran_is_an_error_too() -> None:
    """With the offsets that are of the old one."""
    said = voice()
    said.telemetry.logs.replaced_while_away("enriched", "new-id", {3: 1000})
    (line,) = said.lines()
    assert (line["level"], line["topic"], line["committed_of_old_log"]) == ("error", "enriched", {"3": 1000})
    assert said.value("logs_replaced_total") == 1


def test_a_log_that_goes_on_lower_is_an_error() -> None:
    """It was truncated."""
    said = voice()
    said.telemetry.logs.truncated(3, 100, 7)
    (line,) = said.lines()
    assert (line["level"], line["partition"], line["expected"], line["found"]) == ("error", 3, 100, 7)
    assert said.value("logs_replaced_total") == 1


def test_records_that_are_lost_with_their_log_are_an_error_and_counted() -> None:
    """The program ended before the API took them."""
    said = voice()
    said.telemetry.logs.lost_with_log(2, 17)
    (line,) = said.lines()
    assert (line["level"], line["partition"], line["records"]) == ("error", 2, 17)
    assert said.value("records_lost_with_log_total") == 17


def test_a_batch_that_cannot_be_read_is_an_error_with_its_place_and_what_to_do() -> None:
    """Its partition stands."""
    said = voice()
    said.telemetry.logs.spoiled(2, 500, "_BAD_MSG", "failed CRC32C check")
    (line,) = said.lines()
    assert (line["level"], line["partition"], line["offset"], line["name"]) == ("error", 2, 500, "_BAD_MSG")
    assert "--reset-offsets" in str(line["detail"])


def test_what_waits_in_the_log_is_said_once_a_minute_with_its_reason() -> None:
    """A gauge for each reason, which is there before the first time; what waits for a moment only does not count."""
    said = voice()
    assert said.value("unread_partitions", reason="open_transaction") == 0
    for _ in range(2):
        said.telemetry.logs.unread([(0, 7, UnreadReason.OPEN_TRANSACTION, 20.0), (1, 7, UnreadReason.NOT_FETCHED, 1.0)])
    (line,) = said.lines()
    assert (line["level"], line["partition"], line["next_offset"]) == ("warning", 0, 7)
    assert (line["reason"], line["seconds"]) == ("open_transaction", 20)
    assert said.value("unread_partitions", reason="open_transaction") == 1
    assert said.value("unread_partitions", reason="not_fetched") == 0
    said.telemetry.logs.unread([])
    assert said.value("unread_partitions", reason="open_transaction") == 0
