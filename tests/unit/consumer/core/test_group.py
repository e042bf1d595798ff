"""Who is in the consumer group."""

from consumer.core.group import GroupMember, strangers

OURS = GroupMember("signal-kameleoon", "10.0.0.1", {"signal": 3})


def test_a_stranger_is_who_takes_partitions_of_our_topic_and_is_no_consumer_of_ours() -> None:
    """One that reads another topic, or has nothing yet, takes nothing away."""
    thief = GroupMember("rdkafka", "10.0.0.2", {"signal": 1, "other": 2})
    others = (GroupMember("rdkafka", "10.0.0.3", {"other": 2}), GroupMember("rdkafka", "10.0.0.4", {}))
    assert strangers((OURS, thief, *others), "signal-kameleoon", "signal") == (thief,)
