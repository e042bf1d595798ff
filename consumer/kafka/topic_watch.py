"""Looks at the source topic every other second: is it still the same one, where does it end, what does not come.

A topic that is deleted and created again has the same name, and the client goes on at its old offset in the new log
(librdkafka 2.16, `rd_kafka_topic_metadata_update0`, whose own comment misses an offset reset). Only the topic's id
tells the two apart. Until a look has seen it, records of the new log may be taken for the old one's: they are delivered
twice then, never skipped, since what is committed names the topic that it is of.

Rules:
- Nothing here waits. The logs of a topic that is gone end at once; those of the new one begin when a look knows where.
- A topic id that was left never comes back: a broker that lags behind may still name it.

Lives on the Kafka thread.
"""

import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final, TypeVar

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka._model import IsolationLevel
from confluent_kafka.admin._listoffsets import ListOffsetsResultInfo
from confluent_kafka.admin._topic import TopicDescription

from consumer.core.positions import Spoiled, WentBack
from consumer.core.record import Assignment
from consumer.core.start import Topic
from consumer.core.unread import UnreadRecords, reason_of
from consumer.kafka.committer import Committer
from consumer.kafka.errors import is_unknown_topic
from consumer.kafka.looks import Looks, topic_of
from consumer.kafka.partitions import Partitions
from consumer.kafka.starting import Begin
from consumer.telemetry import Telemetry

LOOK_SECONDS: Final = 2.0
HURRY_SECONDS: Final = 0.1
LAG_SECONDS: Final = 1.0

SPOILED_RETRY_SECONDS: Final = 30.0
"""How soon a batch that cannot be read is tried again: another broker may lead by then, with a sound copy."""

T = TypeVar("T")
Ends = dict[int, "Future[ListOffsetsResultInfo]"]


@dataclass(frozen=True, slots=True)
class _Look:
    """Answers on their way, and the next offset of each assignment when they were asked for."""

    asked_at: float
    next_offsets: Mapping[Assignment, int]
    topic: "Future[TopicDescription] | None"
    lows: Ends
    ends: Ends
    stable_ends: Ends

    @property
    def is_answered(self) -> bool:
        """Whether all have come, or failed."""
        topic = () if self.topic is None else (self.topic,)
        offsets = (*self.lows.values(), *self.ends.values(), *self.stable_ends.values())
        return all(future.done() for future in (*topic, *offsets))


class TopicWatch:
    """What is seen of the source topic while it is consumed.

    Attributes:
        unread_since: by partition, monotonic seconds since when records wait in the log that do not come.
    """

    def __init__(
        self, topic: str, partitions: Partitions, looks: Looks, committer: Committer, telemetry: Telemetry
    ) -> None:
        self._topic = topic
        self._partitions = partitions
        self._looks = looks
        self._committer = committer
        self._telemetry = telemetry
        self._unread = UnreadRecords()
        self._left: set[str] = set()
        self._look: _Look | None = None
        self._look_at = float("-inf")
        self._ends: Mapping[int, int] = {}
        self._told_at = float("-inf")
        self.unread_since: Mapping[int, float] = {}

    def hurry(self) -> None:
        """Look soon: something shows that the topic may be another one."""
        self._look_at = min(self._look_at, time.monotonic() + HURRY_SECONDS)

    def turn(self, consumer: Consumer, now: float) -> None:
        """Take in what has been answered, and ask again when it is time."""
        if self._look is None and now >= self._look_at:
            self._look, self._look_at = self._ask(now), now + LOOK_SECONDS
        elif self._look is not None and self._look.is_answered:
            look, self._look = self._look, None
            self._take_in(consumer, look, now)
        if now >= self._told_at + LAG_SECONDS:
            self._told_at = now
            self._tell_lag()

    def _ask(self, now: float) -> _Look:
        current = self._partitions.positions.current
        waiting = [assignment.partition for assignment in self._unread.since]
        return _Look(
            now,
            dict(self._partitions.positions.next_offsets),
            self._looks.ask_topic(),
            self._looks.ask_beginnings(list(self._partitions.beginnings)),
            self._looks.ask_ends(list(current), IsolationLevel.READ_UNCOMMITTED),
            self._looks.ask_ends(waiting, IsolationLevel.READ_COMMITTED),
        )

    def _take_in(self, consumer: Consumer, look: _Look, now: float) -> None:
        topic = topic_in(look)
        if look.topic is not None and _is_missing(look.topic):
            self._telemetry.logs.topic_missing(self._topic)
        if topic is not None and topic.topic_id not in self._left:
            self._begin(consumer, topic.topic_id, _offsets(look.lows))
        # A leader that does not answer has not lost its log: what was seen last still counts.
        current = self._partitions.positions.current
        self._ends = {p: end for p, end in self._ends.items() if p in current} | _offsets(look.ends)
        if topic is not None and topic.topic_id not in self._left:
            self._settle_what_went_back(consumer, topic.topic_id, look)
            self._follow(topic)
        self._observe(_offsets(look.stable_ends), now)

    def _follow(self, topic: Topic) -> None:
        """End the logs of a topic that is gone: it was created again."""
        if topic.topic_id is None:
            return
        self._partitions.await_beginning(tuple(self._partitions.beginnings), topic.topic_id)
        current = self._partitions.positions.current
        replaced = {p: a for p, a in current.items() if a.topic_id not in {None, topic.topic_id}}
        if not replaced:
            return
        self._left |= {assignment.topic_id for assignment in replaced.values() if assignment.topic_id}
        held = {partition: self._partitions.unresolved(assignment) for partition, assignment in replaced.items()}
        self._telemetry.logs.replaced(topic.topic_id, held)
        self._partitions.retire(replaced)
        # Also those that the new topic does not have: the client keeps them, and they may be added to it.
        self._partitions.await_beginning(replaced, topic.topic_id)
        self._committer.start_anew()
        self._ends = {p: end for p, end in self._ends.items() if p not in replaced}
        self.hurry()

    def _begin(self, consumer: Consumer, topic_id: str | None, lows: Mapping[int, int]) -> None:
        """Begin logs whose beginning is known, if they are still those of this topic."""
        awaited = self._partitions.beginnings
        known = {p: low for p, low in lows.items() if p in awaited and awaited[p] == topic_id}
        if begun := {p: low for p, low in known.items() if self._has_sought(consumer, p, low)}:
            self._start(consumer, topic_id, begun)

    def _settle_what_went_back(self, consumer: Consumer, topic_id: str | None, look: _Look) -> None:
        """Begin logs anew that went back and are of the same topic: they were truncated.

        Only a look that was asked after it proves that.
        """
        positions = self._partitions.positions
        back = {a: why for a, why in positions.standing.items() if isinstance(why, WentBack)}
        shorter = {a: why for a, why in positions.read_before.items() if self._is_shorter(a, look)}
        for assignment, why in (shorter | back).items():
            if look.asked_at <= why.since or assignment.topic_id not in {None, topic_id}:
                continue
            partition, expected = assignment.partition, positions.next_offsets[assignment]
            if self._has_sought(consumer, partition, why.offset):
                self._telemetry.logs.truncated(partition, expected, why.offset)
                self._partitions.retire([partition])
                self._start(consumer, assignment.topic_id, {partition: why.offset})

    def _is_shorter(self, assignment: Assignment, look: _Look) -> bool:
        """Whether a log ended below what had been read of it when it was asked for."""
        read = look.next_offsets.get(assignment, 0)
        return self._ends.get(assignment.partition, read) < read

    def _start(self, consumer: Consumer, topic_id: str | None, low: Mapping[int, int]) -> None:
        self._partitions.open(topic_id, {p: Begin(offset, 0, is_fresh=True) for p, offset in low.items()})
        # They may have been paused for what the old log's records hold.
        consumer.resume([TopicPartition(self._topic, partition) for partition in low])

    def _has_sought(self, consumer: Consumer, partition: int, offset: int) -> bool:
        """Move the client; False where it is still busy with the log that is gone, and the next look tries again."""
        try:
            consumer.seek(TopicPartition(self._topic, partition, offset))
        except KafkaException as exception:
            error = exception.args[0]
            self._telemetry.kafka_error(error.name(), error.str())
            return False
        return True

    def _observe(self, stable_ends: Mapping[int, int], now: float) -> None:
        positions, buffer = self._partitions.positions, self._partitions.buffer
        standing = positions.standing
        asked = {a: o for a, o in positions.next_offsets.items() if a in standing or not buffer.is_paused(a)}
        self._unread.observe(asked, self._ends, now)
        unread = self._unread.since
        self.unread_since = {assignment.partition: waits.since for assignment, waits in unread.items()}
        spoiled = {a for a, why in standing.items() if isinstance(why, Spoiled)}
        told = [
            (
                a.partition,
                waits.next_offset,
                reason_of(waits, stable_ends.get(a.partition), is_spoiled=a in spoiled),
                now - waits.since,
            )
            for a, waits in unread.items()
        ]
        self._telemetry.logs.unread(told)

    def _tell_lag(self) -> None:
        ends, buffer, commits = self._ends, self._partitions.buffer, self._partitions.commits
        lags = {
            p: max(ends[p] - acknowledged, 0)
            for p, assignment in self._partitions.positions.current.items()
            if p in ends and (acknowledged := commits.acknowledged(assignment)) is not None
        }
        self._telemetry.kafka_observed(lags, buffer.held_bytes, buffer.paused_count)


def topic_in(look: _Look) -> Topic | None:
    """Which topic a look has seen; None where nothing is known; one without an id where the cluster has none."""
    if look.topic is None:
        return Topic(None, ())
    found = _answer(look.topic)
    return None if found is None else topic_of(found)


def _is_missing(future: "Future[TopicDescription]") -> bool:
    failure = future.exception()
    return isinstance(failure, KafkaException) and is_unknown_topic(failure.args[0])


def _answer(future: "Future[T]") -> T | None:
    """What came; None where nothing did, which the next look will have."""
    return None if isinstance(future.exception(), KafkaException) else future.result()


def _offsets(ends: Ends) -> dict[int, int]:
    found = {partition: _answer(future) for partition, future in ends.items()}
    return {partition: int(end.offset) for partition, end in found.items() if end is not None}
