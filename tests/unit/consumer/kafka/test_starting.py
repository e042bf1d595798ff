"""Where partitions begin, as a broker tells it: an answer that is not sure must not pass for a new group."""

from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from confluent_kafka import OFFSET_INVALID, Consumer, KafkaError, KafkaException, TopicPartition
from typing_extensions import override

from consumer.kafka.starting import Begin, look_up_partitions, look_up_starts

UNKNOWN_TOPIC = KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)


class ScriptedConsumer(Consumer):
    """A consumer without a broker: it answers what it is told."""

    def __init__(self, committed: Mapping[int, int]) -> None:
        super().__init__({"bootstrap.servers": "127.0.0.1:1", "group.id": "g", "log_level": 0})
        self._committed = committed

    @override
    def list_topics(self, topic: str | None = None, timeout: float = -1) -> SimpleNamespace:
        raise AssertionError("inside a callback this call lets the next callback abort the process")

    @override
    def committed(self, partitions: list[TopicPartition], timeout: float = -1) -> list[TopicPartition]:
        offsets = {tp.partition: self._committed.get(tp.partition, OFFSET_INVALID) for tp in partitions}
        return [TopicPartition("signal", partition, offset) for partition, offset in offsets.items()]

    @override
    def get_watermark_offsets(
        self, partition: TopicPartition, timeout: float = -1, cached: bool = False
    ) -> tuple[int, int]:
        return (2, 9)


class RestartingConsumer(ScriptedConsumer):
    """Its broker does not know the topic yet."""

    @override
    def list_topics(self, topic: str | None = None, timeout: float = -1) -> SimpleNamespace:
        return SimpleNamespace(topics={topic: SimpleNamespace(error=UNKNOWN_TOPIC, partitions={})})


def test_a_partition_without_a_commit_beside_others_that_have_one_is_no_new_group() -> None:
    """Members that were assigned others have committed: it is read from where the group once began."""
    consumer = ScriptedConsumer({0: 3})
    plan, begins = look_up_starts(consumer, "signal", [0, 1], [1], configured_start_ms=10**15)
    assert not plan.is_new_group
    assert begins == {1: Begin(2, 0, is_fresh=True)}


def test_committed_partitions_go_on_where_they_were() -> None:
    """Whatever START_FROM says."""
    consumer = ScriptedConsumer({0: 3, 1: 5})
    plan, begins = look_up_starts(consumer, "signal", [0, 1], [0, 1], configured_start_ms=0)
    assert not plan.is_new_group
    assert begins == {0: Begin(3, 0, is_fresh=False), 1: Begin(5, 0, is_fresh=False)}


def test_a_broker_that_does_not_know_the_topic_is_asked_again() -> None:
    """One that restarts may say so, with no partitions: an old group might then pass for a new one."""
    consumer = RestartingConsumer({})
    with pytest.raises(KafkaException):
        look_up_partitions(consumer, "signal")


def test_assigned_partitions_are_looked_up_though_the_metadata_lacks_them() -> None:
    """Metadata may be older than the assignment."""
    consumer = ScriptedConsumer({0: 3, 1: 5})
    _, begins = look_up_starts(consumer, "signal", [0], [1], configured_start_ms=0)
    assert begins == {1: Begin(5, 0, is_fresh=False)}


def test_a_new_group_from_the_beginning_starts_at_the_first_record_that_is_left() -> None:
    """And commits that at once."""
    consumer = ScriptedConsumer({})
    plan, begins = look_up_starts(consumer, "signal", [0], [0], configured_start_ms=0)
    assert plan.is_new_group
    assert begins == {0: Begin(2, 0, is_fresh=True)}
