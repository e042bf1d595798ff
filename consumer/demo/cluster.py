"""Kafka for the demo: librdkafka's embedded mock cluster, and what its offsets say.

Rules:
- The cluster lives as long as the client that was made with `test.mock.num.brokers`; it listens on 127.0.0.1 only.
- It knows no CreateTopics: a topic is made, with 4 partitions, by the first metadata request that names it.
- Offsets are read by a client that shares the group's name and never joins it.
"""

from collections.abc import Iterable
from typing import Final

from confluent_kafka import Consumer, Producer, TopicPartition

_TIMEOUT_SECONDS: Final = 10.0
_QUIET: Final[dict[str, str | int]] = {"log_level": 2}
"""Only what is critical: librdkafka's own lines would tear the live view."""


class MockCluster:
    """A cluster with one broker and these topics, all empty."""

    def __init__(self, topics: Iterable[str]) -> None:
        self._owner = Producer({"test.mock.num.brokers": 1, **_QUIET})
        self._partitions = {topic: self._made(topic) for topic in topics}
        broker = next(iter(self._owner.list_topics(timeout=_TIMEOUT_SECONDS).brokers.values()))
        self.bootstrap_servers: Final = f"{broker.host}:{broker.port}"

    def offsets_of(self, group_id: str) -> "Offsets":
        """A view of the offsets of a group, and of the topics."""
        return Offsets(self.bootstrap_servers, group_id, self._partitions)

    def _made(self, topic: str) -> list[int]:
        """Make a topic by asking for it; return its partitions."""
        return list(self._owner.list_topics(topic, timeout=_TIMEOUT_SECONDS).topics[topic].partitions)


class Offsets:
    """Reads offsets; a call waits for the broker, for well under a millisecond as a rule."""

    def __init__(self, bootstrap_servers: str, group_id: str, partitions: dict[str, list[int]]) -> None:
        self.bootstrap_servers: Final = bootstrap_servers
        self._client = Consumer({"bootstrap.servers": bootstrap_servers, "group.id": group_id, **_QUIET})
        self._partitions = partitions

    def committed(self, topic: str) -> dict[int, int]:
        """What the group has committed, by partition; partitions without a commit are not there."""
        found = self._client.committed(self._places(topic), timeout=_TIMEOUT_SECONDS)
        return {place.partition: place.offset for place in found if place.offset >= 0}

    def ends(self, topic: str) -> dict[int, int]:
        """The next offset to be written, by partition."""
        ends = {}
        for place in self._places(topic):
            _, ends[place.partition] = self._client.get_watermark_offsets(place, timeout=_TIMEOUT_SECONDS)
        return ends

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def _places(self, topic: str) -> list[TopicPartition]:
        return [TopicPartition(topic, partition) for partition in self._partitions[topic]]
