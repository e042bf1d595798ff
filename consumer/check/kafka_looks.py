"""Asks Kafka: is it there, which topics, which rights, who is in the group, where does the group stand.

Every question has a time limit, and all of them together have one. Nothing is changed: no topic is made, no group is
joined, nothing is committed.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from enum import Enum
from typing import Final, TypeVar

from confluent_kafka import KafkaError, KafkaException, TopicPartition

# The public names are passed on by `confluent_kafka` and its `admin`, untyped; these are where they are made.
from confluent_kafka._model import ConsumerGroupTopicPartitions, TopicCollection
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import ConfigResource
from confluent_kafka.admin._group import ConsumerGroupDescription, MemberDescription
from confluent_kafka.admin._listoffsets import OffsetSpec
from confluent_kafka.admin._resource import ResourceType
from confluent_kafka.admin._topic import TopicDescription

from consumer.check.asking_again import asked_until_settled
from consumer.check.seen import (
    Absent,
    Creatable,
    Creation,
    Denied,
    GroupLook,
    GroupThere,
    Member,
    NotCreatable,
    Positions,
    PositionsLook,
    Reached,
    Right,
    Rights,
    TopicConfig,
    TopicLook,
    TopicThere,
    Unanswered,
    Unreachable,
)
from consumer.core.record import Span
from consumer.core.start import (
    Beginning,
    Committed,
    StartAt,
    Topic,
    plan_start,
)
from consumer.kafka.dead_letter_topic import dead_letter_topic
from consumer.kafka.errors import Meaning, NotedError, meaning_of, words_of
from consumer.kafka.looks import topic_of
from consumer.kafka.starting import begin_at
from consumer.settings import ClientConfig

ALL_QUESTIONS_SECONDS: Final = 16.0
REACH_SECONDS: Final = 8.0
QUESTION_SECONDS: Final = 4.0
FIRST_GROUP_SECONDS: Final = 10.0
"""A broker that has never had a group makes the topic of their offsets first: 3 s, more than 5 on a busy machine. Until
then it answers that it is not the coordinator, or that there is none."""

AT_LEAST_SECONDS: Final = 0.5
TURN_SECONDS: Final = 1.0
"""One try to reach Kafka; after it, what the client noted meanwhile may end the waiting."""

REPORT_SECONDS: Final = 1.0
"""Beyond a question's own time limit: the client itself gives up a little later than asked to."""

_EARLIEST: Final[OffsetSpec] = OffsetSpec.earliest()  # type: ignore[no-untyped-call]
_LATEST: Final[OffsetSpec] = OffsetSpec.latest()  # type: ignore[no-untyped-call]

T = TypeVar("T")


class KafkaLooks:
    """Questions to one cluster."""

    def __init__(self, config: ClientConfig) -> None:
        self._noted = NotedError()
        self._admin = AdminClient({**config, "log_level": 0}, error_cb=self._noted.note)
        self._ends_at = time.monotonic() + ALL_QUESTIONS_SECONDS

    def reach(self) -> Reached | Unreachable:
        """Look for Kafka until it answers, refuses us, or the time is over."""
        gives_up_at = min(time.monotonic() + REACH_SECONDS, self._ends_at)
        while True:
            try:
                metadata = self._admin.list_topics(timeout=TURN_SECONDS)
            except KafkaException as exception:
                self._admin.poll(0)  # the look-up itself calls no callbacks, and they know why it failed
                noted: KafkaError = self._noted.error or exception.args[0]
                is_refused = meaning_of(noted) is Meaning.NOT_AUTHORISED
                if is_refused or time.monotonic() > gives_up_at:
                    return Unreachable(words_of(noted), is_refused)
                time.sleep(0.05)  # an error that comes at once must not be asked for in a tight loop
            else:
                return Reached(len(metadata.brokers), tuple(metadata.topics))

    def topic(self, name: str) -> TopicLook:
        """Look at a topic, and at what this user may do with it."""
        try:
            found: TopicDescription = self._answer(
                lambda seconds: self._admin.describe_topics(
                    TopicCollection([name]), include_authorized_operations=True, request_timeout=seconds
                )[name]
            )
        except KafkaException as exception:
            return _topic_failure(exception.args[0])
        topic = topic_of(found)
        rights = _rights(found.authorized_operations)
        return TopicThere(tuple(sorted(topic.partitions)), rights, self._config(name), topic.topic_id)

    def creation(self, name: str, source_max_bytes: int) -> Creation:
        """Ask whether the dead-letter topic would be made; it is not."""
        topic = dead_letter_topic(name, source_max_bytes)
        try:
            self._answer(
                lambda seconds: self._admin.create_topics([topic], validate_only=True, request_timeout=seconds)[name]
            )
        except KafkaException as exception:
            error: KafkaError = exception.args[0]
            return Unanswered(words_of(error)) if _is_silence(error) else NotCreatable(words_of(error))
        return Creatable()

    def group(self, group_id: str) -> GroupLook:
        """Look who is in the group, and what this user may do with it."""
        try:
            found: ConsumerGroupDescription = self._answer(
                lambda seconds: self._admin.describe_consumer_groups(
                    [group_id], include_authorized_operations=True, request_timeout=seconds
                )[group_id],
                FIRST_GROUP_SECONDS,
            )
        except KafkaException as exception:
            return _denied_or_unanswered(exception.args[0])
        return GroupThere(tuple(map(_member, found.members)), _rights(found.authorized_operations))

    def positions(self, topic: str, there: TopicThere, group_id: str, configured_start_ms: int) -> PositionsLook:
        """Look where the group stands, and where it would start if it is new."""
        try:
            spans = self._spans(topic, there.partitions)
            described = Topic(there.topic_id, there.partitions)
            plan = plan_start(spans, self._committed(group_id, topic), described, configured_start_ms)
            timed = [TopicPartition(topic, p) for p, start in plan.partitions.items() if isinstance(start, StartAt)]
            by_time = self._offsets(timed, OffsetSpec.for_timestamp(plan.group_start.start_ms))
        except KafkaException as exception:
            return _denied_or_unanswered(exception.args[0])
        return Positions(
            spans, plan, {p: _begin(start, spans[p], by_time.get(p)) for p, start in plan.partitions.items()}
        )

    def spans(self, topic: str, partitions: Iterable[int]) -> Mapping[int, Span] | Unanswered:
        """Look what the partitions hold."""
        try:
            return self._spans(topic, partitions)
        except KafkaException as exception:
            return Unanswered(words_of(exception.args[0]))

    def spans_since(self, topic: str, partitions: Iterable[int], since_ms: int) -> Mapping[int, Span] | Unanswered:
        """Look what the partitions hold from this time on (milliseconds since the epoch) to their ends."""
        places = [TopicPartition(topic, partition) for partition in partitions]
        try:
            spans = self._spans(topic, partitions)
            by_time = self._offsets(places, OffsetSpec.for_timestamp(since_ms))
        except KafkaException as exception:
            return Unanswered(words_of(exception.args[0]))
        start = StartAt(since_ms)
        return {p: Span(_begin(start, span, by_time.get(p)), span.high) for p, span in spans.items()}

    def _spans(self, topic: str, partitions: Iterable[int]) -> Mapping[int, Span]:
        places = [TopicPartition(topic, partition) for partition in partitions]
        low = self._offsets(places, _EARLIEST)
        high = self._offsets(places, _LATEST)
        return {partition: Span(low[partition], high[partition]) for partition in low}

    def _offsets(self, places: list[TopicPartition], spec: OffsetSpec) -> dict[int, int]:
        def ask(seconds: float) -> dict[int, int]:
            asked = self._admin.list_offsets(dict.fromkeys(places, spec), request_timeout=seconds)
            return {place.partition: int(_result(future, seconds).offset) for place, future in asked.items()}

        return asked_until_settled(ask, self._seconds()) if places else {}

    def _committed(self, group_id: str, topic: str) -> dict[int, Committed | None]:
        found = self._answer(
            lambda seconds: self._admin.list_consumer_group_offsets(
                [ConsumerGroupTopicPartitions(group_id)], request_timeout=seconds
            )[group_id],
            FIRST_GROUP_SECONDS,
        )
        ours = [place for place in found.topic_partitions if place.topic == topic]
        return {p.partition: Committed(p.offset, p.metadata or "") if p.offset >= 0 else None for p in ours}

    def _config(self, name: str) -> TopicConfig | None:
        resource = ConfigResource(ResourceType.TOPIC, name)
        try:
            found = self._answer(
                lambda seconds: self._admin.describe_configs([resource], request_timeout=seconds)[resource]
            )
        except KafkaException:
            return None
        return TopicConfig(int(found["max.message.bytes"].value), "compact" in found["cleanup.policy"].value)

    def _answer(self, ask: "Callable[[float], Future[T]]", most_seconds: float = QUESTION_SECONDS) -> T:
        return asked_until_settled(lambda seconds: _result(ask(seconds), seconds), self._seconds(most_seconds))

    def _seconds(self, most_seconds: float = QUESTION_SECONDS) -> float:
        """How long the next question may take."""
        return min(most_seconds, max(self._ends_at - time.monotonic(), AT_LEAST_SECONDS))


def _result(future: "Future[T]", seconds: float) -> T:
    try:
        return future.result(seconds + REPORT_SECONDS)
    except TimeoutError:
        raise KafkaException(KafkaError(KafkaError._TIMED_OUT)) from None  # noqa: SLF001 - its public name


def _begin(start: Beginning, span: Span, by_time: int | None) -> int:
    """Where a partition begins; `by_time` is the offset of the start time, negative when no record is that young."""
    found = span.low if by_time is None else by_time
    return begin_at(start, span.low, found if found >= 0 else span.high).next_offset


def _topic_failure(error: KafkaError) -> TopicLook:
    is_absent = error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART
    return Absent() if is_absent else _denied_or_unanswered(error)


def _denied_or_unanswered(error: KafkaError) -> Denied | Unanswered:
    return Denied() if meaning_of(error) is Meaning.NOT_AUTHORISED else Unanswered(words_of(error))


def _is_silence(error: KafkaError) -> bool:
    return error.code() in {
        KafkaError._TIMED_OUT,  # noqa: SLF001 - the client's public constants of its own errors begin with "_"
        KafkaError._TRANSPORT,  # noqa: SLF001 - as above
        KafkaError.REQUEST_TIMED_OUT,
    }


def _rights(operations: Iterable[Enum] | None) -> Rights:
    if operations is None:
        return None
    names = {operation.name for operation in operations}
    return frozenset(right for right in Right if right in names)


def _member(found: MemberDescription) -> Member:
    topics = {place.topic for place in found.assignment.topic_partitions}
    return Member(found.client_id, found.host.lstrip("/"), frozenset(topics))
