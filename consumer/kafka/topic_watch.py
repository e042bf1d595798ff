"""Looks at the source topic every other second: is it still the same one, where does it end, what does not come.

A topic that is deleted and created again has the same name, and the client goes on at its old offset in the new log
(librdkafka 2.16, `rd_kafka_topic_metadata_update0`: "FIXME: an offset reset must be triggered"). Only the topic's id
tells the two apart. Until a look has seen it, records of the new log may be taken for the old one's: they are delivered
twice then, never skipped, since what is committed names the topic that it is of.

Rules:
- Nothing here waits but for the beginning of a new log, which nobody can go on without.
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
from consumer.core.unread import UnreadReason, UnreadRecords, reason_of
from consumer.kafka.looks import topic_of
from consumer.kafka.partitions import Partitions
from consumer.kafka.rebalance import Rebalance
from consumer.kafka.starting import Begin
from consumer.telemetry import Telemetry

LOOK_SECONDS: Final = 2.0
HURRY_SECONDS: Final = 0.1
LAG_SECONDS: Final = 1.0

T = TypeVar("T")
Ends = dict[int, "Future[ListOffsetsResultInfo]"]


@dataclass(frozen=True, slots=True)
class _Look:
    """Answers on their way."""

    topic: "Future[TopicDescription] | None"
    ends: Ends
    stable_ends: Ends

    @property
    def is_answered(self) -> bool:
        """Whether all have come, or failed."""
        topic = () if self.topic is None else (self.topic,)
        return all(future.done() for future in (*topic, *self.ends.values(), *self.stable_ends.values()))


class TopicWatch:
    """What is seen of the source topic while it is consumed.

    Attributes:
        unread_since: by partition, monotonic seconds since when records wait in the log that do not come.
    """

    def __init__(self, topic: str, partitions: Partitions, rebalance: Rebalance, telemetry: Telemetry) -> None:
        self._topic = topic
        self._partitions = partitions
        self._rebalance = rebalance
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
            self._look, self._look_at = self._ask(), now + LOOK_SECONDS
        elif self._look is not None and self._look.is_answered:
            look, self._look = self._look, None
            self._take_in(consumer, look, now)
        if now >= self._told_at + LAG_SECONDS:
            self._told_at = now
            self._tell_lag()

    def _ask(self) -> _Look:
        looks, current = self._rebalance.looks, self._partitions.positions.current
        waiting = [assignment.partition for assignment in self._unread.since]
        return _Look(
            looks.ask_topic(),
            looks.ask_ends(list(current), IsolationLevel.READ_UNCOMMITTED),
            looks.ask_ends(waiting, IsolationLevel.READ_COMMITTED),
        )

    def _take_in(self, consumer: Consumer, look: _Look, now: float) -> None:
        topic = None if look.topic is None else _answer(look.topic)
        if topic is not None:
            self._follow(consumer, topic_of(topic))
        self._settle_what_went_back(consumer, is_known=look.topic is None or topic is not None)
        self._ends = _offsets(look.ends)
        self._observe(_offsets(look.stable_ends), now)

    def _follow(self, consumer: Consumer, topic: Topic) -> None:
        """Begin the logs of a topic that is another one."""
        if topic.topic_id is None or topic.topic_id in self._left:
            return
        known = {a.partition: a.topic_id for a in self._partitions.positions.current.values() if a.topic_id}
        replaced = [partition for partition, topic_id in known.items() if topic_id != topic.topic_id]
        there = [partition for partition in replaced if partition in topic.partitions]
        if not replaced:
            return
        low = self._rebalance.ask(lambda: self._rebalance.looks.earliest(there))
        if low is None:
            return
        self._left |= {known[partition] for partition in replaced}
        self._tell_replaced(topic.topic_id, replaced, low)
        self._partitions.retire(replaced)
        self._begin(consumer, topic.topic_id, low)

    def _settle_what_went_back(self, consumer: Consumer, *, is_known: bool) -> None:
        """Begin logs anew that are of the same topic, and go on below what was read: they were truncated."""
        standing = self._partitions.positions.standing
        back = {a: why.offset for a, why in standing.items() if isinstance(why, WentBack)}
        if not is_known:
            return
        for assignment, offset in back.items():
            expected = self._partitions.positions.next_offsets[assignment]
            self._telemetry.logs.truncated(assignment.partition, expected, offset)
            self._partitions.retire([assignment.partition])
            self._begin(consumer, assignment.topic_id, {assignment.partition: offset})

    def _begin(self, consumer: Consumer, topic_id: str | None, low: Mapping[int, int]) -> None:
        self._partitions.open(topic_id, {p: Begin(offset, 0, is_fresh=True) for p, offset in low.items()})
        places = [TopicPartition(self._topic, partition, offset) for partition, offset in low.items()]
        for place in places:
            consumer.seek(place)
        consumer.resume(places)  # it may have been paused for what the old log's records hold

    def _tell_replaced(self, topic_id: str, replaced: list[int], low: Mapping[int, int]) -> None:
        current = self._partitions.positions.current
        self._telemetry.logs.replaced(
            topic_id, {p: (self._partitions.unresolved(current[p]), low.get(p)) for p in replaced}
        )

    def _observe(self, stable_ends: Mapping[int, int], now: float) -> None:
        positions, buffer = self._partitions.positions, self._partitions.buffer
        standing = positions.standing
        asked = {a: o for a, o in positions.next_offsets.items() if a in standing or not buffer.is_paused(a)}
        self._unread.observe(asked, self._ends, now)
        unread = self._unread.since
        self.unread_since = {assignment.partition: waits.since for assignment, waits in unread.items()}
        spoiled = {a for a, why in standing.items() if isinstance(why, Spoiled)}
        reasons = {
            a: reason_of(waits, stable_ends.get(a.partition), is_spoiled=a in spoiled) for a, waits in unread.items()
        }
        self._tell_unread(reasons, now)

    def _tell_lag(self) -> None:
        ends, buffer, commits = self._ends, self._partitions.buffer, self._partitions.commits
        lags = {
            p: max(ends[p] - acknowledged, 0)
            for p, assignment in self._partitions.positions.current.items()
            if p in ends and (acknowledged := commits.acknowledged(assignment)) is not None
        }
        self._telemetry.kafka_observed(lags, buffer.held_bytes, buffer.paused_count)

    def _tell_unread(self, reasons: Mapping[Assignment, UnreadReason], now: float) -> None:
        told = [
            (a.partition, self._unread.since[a].next_offset, reason, now - self._unread.since[a].since)
            for a, reason in reasons.items()
        ]
        self._telemetry.logs.unread(told)


def _answer(future: "Future[T]") -> T | None:
    """What came; None where nothing did, which the next look will have."""
    return None if isinstance(future.exception(), KafkaException) else future.result()


def _offsets(ends: Ends) -> dict[int, int]:
    found = {partition: _answer(future) for partition, future in ends.items()}
    return {partition: int(end.offset) for partition, end in found.items() if end is not None}
