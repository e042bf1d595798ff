"""What is said of the consumer group."""

from consumer.core.group import Group, GroupMember
from tests.unit.consumer.telemetry.voices import voice


def test_who_has_not_joined_says_why_as_far_as_it_is_known() -> None:
    """The group's state and its members; or why nobody tells; or what the client has said last."""
    said = voice()
    said.telemetry.kafka_error("_TRANSPORT", "connection refused")
    said.telemetry.group.not_joined(Group("PREPARING_REBALANCING", (GroupMember("a", "h", {}),)), "")
    said.telemetry.group.not_joined(None, "not coordinator")
    _, first, second = said.lines()
    assert (first["event"], first["group_state"], first["members"]) == ("not joined yet", "PREPARING_REBALANCING", 1)
    assert (first["error"], second["error"]) == ("connection refused", "not coordinator")
    assert "session of one that was killed" in str(first["detail"])
    assert (second["group_state"], second["members"]) == ("unknown", None)


def test_strangers_that_take_partitions_are_an_error_once_in_a_while_and_a_gauge_all_the_time() -> None:
    """Their records are not delivered, and nothing else shows it."""
    said = voice()
    assert said.value("foreign_partitions") == 0
    for _ in range(2):
        said.telemetry.group.strangers_seen([GroupMember("rdkafka", "10.0.0.2", {"signal": 2})], "signal")
    (line,) = said.lines()
    assert (line["level"], line["partitions"], line["members"]) == ("error", 2, ["rdkafka at 10.0.0.2"])
    assert said.value("foreign_partitions") == 2
    said.telemetry.group.strangers_seen([], "signal")
    assert said.value("foreign_partitions") == 0
