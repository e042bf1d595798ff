"""Looks up where newly assigned partitions begin. Lives on the Kafka thread.

Rule: inside a callback nothing may be called that notes itself as the running call, as `list_topics` does
(confluent-kafka 2.16: CallState_begin, CallState_end). The note of the poll around it would be gone, and the next
callback of that poll, a commit's answer, say, aborts the process.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from confluent_kafka import Consumer, KafkaException, TopicPartition

from consumer.core.start import FROM_BEGINNING_MS, Committed, Resume, StartAt, StartPlan, plan_start

LOOKUP_TIMEOUT_SECONDS: Final = 5.0
"""One look-up; a broker that is restarting answers later, and the caller then asks again."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Where one partition begins.

    Attributes:
        next_offset: the first offset to be read.
        older_records: how many records the topic holds before it, of a partition that starts fresh.
    """

    next_offset: int
    older_records: int
    is_fresh: bool


def look_up_partitions(consumer: Consumer, topic: str) -> frozenset[int]:
    """Ask the broker which partitions the topic has. Never inside a callback.

    Raises:
        KafkaException: the look-up failed or took too long. A broker that restarts may not know the topic.
    """
    known = consumer.list_topics(topic, timeout=LOOKUP_TIMEOUT_SECONDS).topics[topic]
    if known.error:
        raise KafkaException(known.error)
    return frozenset(known.partitions)


def look_up_starts(
    consumer: Consumer, topic: str, known: Collection[int], assigned: Collection[int], configured_start_ms: int
) -> tuple[StartPlan, dict[int, Begin]]:
    """Ask the broker what is committed, and find the offsets of start times. Inside the assign callback.

    Args:
        consumer: whose callback it is.
        topic: the source topic.
        known: its partitions as they were when this member started; any with a commit tells that the group is old.
        assigned: those that begin now.
        configured_start_ms: where a new group starts, milliseconds since the epoch.

    Raises:
        KafkaException: a look-up failed or took too long.
    """
    plan = plan_start(assigned, _committed(consumer, topic, {*known, *assigned}), configured_start_ms)
    return plan, {partition: _begin(consumer, topic, partition, start) for partition, start in plan.partitions.items()}


def _committed(consumer: Consumer, topic: str, partitions: Collection[int]) -> Mapping[int, Committed | None]:
    """What is committed for each partition.

    An answer that is not sure must not pass for "nothing is committed": an old group would start anew, and skip
    records.
    """
    wanted = [TopicPartition(topic, partition) for partition in partitions]
    found = consumer.committed(wanted, timeout=LOOKUP_TIMEOUT_SECONDS)
    for place in found:
        if place.error:
            raise KafkaException(place.error)
    return {tp.partition: Committed(tp.offset, tp.metadata or "") if tp.offset >= 0 else None for tp in found}


def _begin(consumer: Consumer, topic: str, partition: int, start: Resume | StartAt) -> Begin:
    match start:
        case Resume(next_offset):
            return Begin(next_offset, 0, is_fresh=False)
        case StartAt(start_ms):
            place = TopicPartition(topic, partition)
            low, high = consumer.get_watermark_offsets(place, timeout=LOOKUP_TIMEOUT_SECONDS)
            found = low if start_ms == FROM_BEGINNING_MS else _offset_for_time(consumer, place, start_ms)
            next_offset = max(found, low) if found >= 0 else high  # negative: no record is that young
            return Begin(next_offset, next_offset - low, is_fresh=True)


def _offset_for_time(consumer: Consumer, place: TopicPartition, start_ms: int) -> int:
    asked = TopicPartition(place.topic, place.partition, start_ms)
    (found,) = consumer.offsets_for_times([asked], timeout=LOOKUP_TIMEOUT_SECONDS)
    if found.error:
        raise KafkaException(found.error)
    return found.offset
