"""Clients of Kafka without a broker: they answer what they are told."""

from collections.abc import Mapping
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient
from typing_extensions import override

from consumer.core.start import GroupStart, commit_metadata

UNKNOWN_TOPIC: Final = KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)
LOW, HIGH, BY_TIME = 2, 9, 5
OURS: Final = commit_metadata(GroupStart(1000, 2), "now")


class ScriptedAdmin(AdminClient):
    """An admin client without a broker: it answers what it is told.

    Args:
        topic_id: of the topic; an error where it is not there; None where nothing is answered.
        partitions: how many the topic has.
        by_time: the offset of every time.
    """

    def __init__(self, topic_id: str | KafkaError | None = "now", partitions: int = 2, by_time: int = BY_TIME) -> None:
        super().__init__({"bootstrap.servers": "127.0.0.1:1", "log_level": 0})
        self.topic_id = topic_id
        self.partitions = partitions
        self.by_spec = {-2: LOW, -1: HIGH}
        self._by_time = by_time
        self.requests = 0
        self.is_silent = False

    @override
    def describe_topics(  # type: ignore[override]  # the client's two declarations of it differ
        self, topics: object, **kwargs: object
    ) -> "dict[str, Future[Any]]":
        future: Future[Any] = Future()
        if isinstance(self.topic_id, KafkaError):
            future.set_exception(KafkaException(self.topic_id))
        elif self.topic_id is not None:
            partitions = [SimpleNamespace(id=partition) for partition in range(self.partitions)]
            future.set_result(SimpleNamespace(topic_id=self.topic_id, partitions=partitions))
        return {"signal": future}

    @override
    def list_offsets(  # type: ignore[override]  # as above
        self, topic_partition_offsets: Mapping[TopicPartition, Any], **kwargs: object
    ) -> "dict[TopicPartition, Future[Any]]":
        self.requests += 1
        answers: dict[TopicPartition, Future[Any]] = {}
        for place, spec in topic_partition_offsets.items():
            answers[place] = Future()
            if self.is_silent or place.partition >= self.partitions:
                answers[place].set_exception(KafkaException(UNKNOWN_TOPIC))
                continue
            offset = self.by_spec.get(spec._value, self._by_time)  # noqa: SLF001
            answers[place].set_result(SimpleNamespace(offset=offset))
        return answers


class ScriptedConsumer(Consumer):
    """A consumer without a broker: it tells what is committed, by partition; None: no answer."""

    def __init__(self, stored: Mapping[int, tuple[int, str] | None]) -> None:
        super().__init__({"bootstrap.servers": "127.0.0.1:1", "group.id": "g", "log_level": 0})
        self._stored = stored
        self.unmovable: set[int] = set()
        self.sought: list[tuple[int, int]] = []
        self.resumed: list[int] = []

    @override
    def list_topics(self, topic: str | None = None, timeout: float = -1) -> SimpleNamespace:
        raise AssertionError("inside a callback this call lets the next callback abort the process")

    @override
    def seek(self, partition: TopicPartition) -> None:
        if partition.partition in self.unmovable:
            raise KafkaException(KafkaError(KafkaError._STATE))  # noqa: SLF001 - its public name
        self.sought.append((partition.partition, partition.offset))

    @override
    def resume(self, partitions: list[TopicPartition]) -> None:
        self.resumed += [place.partition for place in partitions]

    @override
    def committed(self, partitions: list[TopicPartition], timeout: float = -1) -> list[TopicPartition]:
        return [self._place(place.partition) for place in partitions]

    def _place(self, partition: int) -> TopicPartition:
        stored = self._stored.get(partition, (-1001, ""))
        return Place("signal", partition) if stored is None else TopicPartition("signal", partition, *stored)


class Place(TopicPartition):
    """A partition of which nobody answers what is committed."""

    @property
    @override
    def error(self) -> KafkaError:  # type: ignore[override]  # the client's is an attribute
        return KafkaError(KafkaError.NOT_COORDINATOR)
