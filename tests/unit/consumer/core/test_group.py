"""Who is in the consumer group."""

import pytest

from consumer.core.group import GroupMember, assigned_partitions, strangers

OURS = GroupMember("signal-kameleoon", "10.0.0.1", {"signal": 3})


def test_a_stranger_is_who_takes_partitions_of_our_topic_and_is_no_consumer_of_ours() -> None:
    """One that reads another topic, or has nothing yet, takes nothing away."""
    thief = GroupMember("rdkafka", "10.0.0.2", {"signal": 1, "other": 2})
    others = (GroupMember("rdkafka", "10.0.0.3", {"other": 2}), GroupMember("rdkafka", "10.0.0.4", {}))
    assert strangers((OURS, thief, *others), "signal-kameleoon", "signal") == (thief,)


ASSIGNMENT = (
    b"\x00\x00\x00\x00\x00\x02"
    b"\x00\x03abc\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x01"
    b"\x00\x06signal\x00\x00\x00\x01\x00\x00\x00\x05"
    b"\x00\x00\x00\x00"
)
"""As Kafka 4.4 hands it out: version 0, two topics, no user data."""


def test_an_assignment_tells_the_partitions_of_each_topic() -> None:
    """Whoever joined."""
    assert assigned_partitions(ASSIGNMENT) == {"abc": 2, "signal": 1}


@pytest.mark.parametrize(
    "assignment", [b"", b"\x00", ASSIGNMENT[:9], ASSIGNMENT[:30], b"\x00\x00\x00\x00\x00\x01\x00\x01\xff"]
)
def test_what_is_written_otherwise_tells_nothing(assignment: bytes) -> None:
    """A member without partitions has no bytes there; another protocol has its own."""
    assert assigned_partitions(assignment) == {}
