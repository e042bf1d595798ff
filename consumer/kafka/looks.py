"""Asks Kafka about the source topic, beside the Consumer. Lives on the Kafka thread.

Rules:
- Answers are futures of the admin client's, so that whoever waits goes on turning, and hears of a stop.
- The admin client is asked nothing that goes to a group's coordinator: where that connection breaks, librdkafka 2.16
  frees the request twice and aborts the process (its pull request 5397). The Consumer asks for what is committed.
- One request asks for all partitions (of each broker): partition by partition, a start far from Kafka took minutes.
- Inside a callback of the Consumer nothing of the Consumer's is called that notes itself as the running call, as
  `list_topics` does (confluent-kafka 2.16: CallState_begin, CallState_end). The note of the poll around it would be
  gone, and the next callback of that poll, a commit's answer, say, aborts the process.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, wait
from typing import Final, TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

# The public names are passed on by `confluent_kafka` and its `admin`, untyped; these are where they are made.
from confluent_kafka._model import IsolationLevel, TopicCollection
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import ListOffsetsResultInfo, OffsetSpec
from confluent_kafka.admin._topic import TopicDescription

from consumer.core.record import Assignment
from consumer.core.start import Committed, Topic
from consumer.kafka.errors import is_unknown_topic

QUESTION_SECONDS: Final = 10.0
"""One question; a broker that is restarting answers later, and the caller then asks again."""

METADATA_SECONDS: Final = 5.0
COMMITTED_SECONDS: Final = 5.0
GONE_SECONDS: Final = 1.0
AGAIN_SECONDS: Final = 0.2
ROUND_SECONDS: Final = 0.05

_NO_TOPIC_ID: Final = "AAAAAAAAAAAAAAAAAAAAAA"
"""All zero, in base64: brokers before Kafka 2.8 have no topic ids (KIP-516)."""

T = TypeVar("T")


class Interrupted(Exception):  # noqa: N818 - it is no error
    """The program is being stopped: the answer is not waited for."""


class Looks:
    """Questions of one consumer.

    Args:
        admin: the client that asks.
        topic: the source topic.
        go_on: called while an answer is waited for; False ends the waiting.
    """

    def __init__(self, admin: AdminClient, topic: str, go_on: Callable[[], bool]) -> None:
        self.admin = admin
        self._topic = topic
        self._go_on = go_on
        self._partitions: frozenset[int] | None = None

    def renew_credentials(self, user: str, password: str) -> None:
        """Log in with these from the next connection on."""
        self.admin.set_sasl_credentials(user, password)

    def prepare(self) -> None:
        """Find out whether this cluster describes topics.

        Raises:
            KafkaException: Kafka does not answer.
        """
        metadata = self.admin.list_topics(self._topic, timeout=METADATA_SECONDS)
        # librdkafka asks the controller to describe a topic; its own mock cluster has none.
        is_describable = metadata.controller_id in metadata.brokers
        self._partitions = None if is_describable else frozenset(metadata.topics[self._topic].partitions)

    def topic(self) -> Topic:
        """Ask which topic this is, and which partitions it has.

        Raises:
            KafkaException: no answer, or the topic is not there.
            Interrupted: the program is being stopped.
        """
        asked = self.ask_topic()
        return Topic(None, self._partitions or ()) if asked is None else topic_of(self._answer(asked))

    def gone(self, assignments: Sequence[Assignment]) -> list[Assignment]:
        """Ask which of these have lost their log: their topic was deleted, or created again.

        Asked when partitions go, so for a second at most, and while the program is being stopped as well. Where nothing
        is certain, nothing is gone.
        """
        seen = self._gone(assignments)
        # A broker that has just come back may not know the topic yet: once more, a moment later.
        return [assignment for assignment in self._gone(assignments) if assignment in seen] if seen else []

    def _gone(self, assignments: Sequence[Assignment]) -> list[Assignment]:
        asked = self.ask_topic()
        if asked is None or not wait([asked], timeout=GONE_SECONDS).done:
            return []
        match asked.exception():
            case None:
                topic_id = topic_of(asked.result()).topic_id
                return [a for a in assignments if None not in {a.topic_id, topic_id} and a.topic_id != topic_id]
            case KafkaException(args=(KafkaError() as error, *_)) if is_unknown_topic(error):
                time.sleep(AGAIN_SECONDS)
                return list(assignments)
            case _:
                return []

    def committed(self, consumer: Consumer, partitions: Collection[int]) -> Mapping[int, Committed | None]:
        """Ask what the group has committed.

        An answer that is not sure must not pass for "nothing is committed": an old group would start anew, and skip
        records.

        Raises:
            KafkaException: no answer, or none for one of the partitions.
        """
        found = consumer.committed(self._places(partitions), timeout=COMMITTED_SECONDS)
        for place in found:
            if place.error:
                raise KafkaException(place.error)
        return {p.partition: Committed(p.offset, p.metadata or "") if p.offset >= 0 else None for p in found}

    def earliest(self, partitions: Collection[int]) -> dict[int, int]:
        """Ask where the logs begin. Raises as `committed` does."""
        return self._offsets(partitions, OffsetSpec.earliest())  # type: ignore[no-untyped-call]

    def latest(self, partitions: Collection[int]) -> dict[int, int]:
        """Ask where the logs end. Raises as `committed` does."""
        return self._offsets(partitions, OffsetSpec.latest())  # type: ignore[no-untyped-call]

    def since(self, partitions: Collection[int], start_ms: int) -> dict[int, int]:
        """Ask for the first record stamped at or after a time; negative where there is none. Raises as `committed`."""
        return self._offsets(partitions, OffsetSpec.for_timestamp(start_ms))

    def ask_topic(self) -> "Future[TopicDescription] | None":
        """Ask which topic this is, without waiting; None where the cluster does not describe topics."""
        self.admin.poll(0)  # what the client has to say waits for it
        if self._partitions is not None:
            return None
        return self.admin.describe_topics(TopicCollection([self._topic]), request_timeout=QUESTION_SECONDS)[self._topic]

    def ask_beginnings(self, partitions: Collection[int]) -> "dict[int, Future[ListOffsetsResultInfo]]":
        """Ask where the logs begin, without waiting."""
        spec = OffsetSpec.earliest()  # type: ignore[no-untyped-call]
        return self._ask_offsets(partitions, spec, IsolationLevel.READ_UNCOMMITTED)

    def ask_ends(
        self, partitions: Collection[int], isolation: IsolationLevel
    ) -> "dict[int, Future[ListOffsetsResultInfo]]":
        """Ask where the logs end, without waiting: the high watermarks, or the last stable offsets."""
        spec = OffsetSpec.latest()  # type: ignore[no-untyped-call]
        return self._ask_offsets(partitions, spec, isolation)

    def _offsets(self, partitions: Collection[int], spec: OffsetSpec) -> dict[int, int]:
        asked = self._ask_offsets(partitions, spec, IsolationLevel.READ_UNCOMMITTED)
        return {partition: int(self._answer(future).offset) for partition, future in asked.items()}

    def _ask_offsets(
        self, partitions: Collection[int], spec: OffsetSpec, isolation: IsolationLevel
    ) -> "dict[int, Future[ListOffsetsResultInfo]]":
        if not partitions:
            return {}
        asked = self.admin.list_offsets(
            dict.fromkeys(self._places(partitions), spec), isolation_level=isolation, request_timeout=QUESTION_SECONDS
        )
        return {place.partition: future for place, future in asked.items()}

    def _answer(self, future: "Future[T]") -> T:
        ends_at = time.monotonic() + QUESTION_SECONDS + 1.0  # the client itself gives up a little later than asked to
        while not wait([future], timeout=ROUND_SECONDS).done:
            if not self._go_on():
                raise Interrupted
            if time.monotonic() > ends_at:
                raise KafkaException(KafkaError(KafkaError._TIMED_OUT))  # noqa: SLF001 - its public name
        return future.result()

    def _places(self, partitions: Collection[int]) -> list[TopicPartition]:
        return [TopicPartition(self._topic, partition) for partition in partitions]


def topic_of(found: TopicDescription) -> Topic:
    """What a description says."""
    topic_id = str(found.topic_id)
    partitions = frozenset(partition.id for partition in found.partitions)
    return Topic(None if topic_id == _NO_TOPIC_ID else topic_id, partitions)
