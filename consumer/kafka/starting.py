"""Looks up where newly assigned partitions begin. Lives on the Kafka thread."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from confluent_kafka import Consumer

from consumer.core.start import (
    AddedLater,
    Beginning,
    FromBeginning,
    Resume,
    StartAnew,
    StartAt,
    StartPlan,
    Topic,
    plan_start,
)
from consumer.kafka.looks import Looks


@dataclass(frozen=True, slots=True)
class Begin:
    """Where one partition begins.

    Attributes:
        next_offset: the first offset to be read.
        left_out: how many offsets the log holds before it, of a partition that starts fresh.
        deleted: how many the log held before that, of a partition that was to be read from offset 0.
        is_fresh: no offset was committed for it; this one is to be committed at once.
    """

    next_offset: int
    left_out: int
    is_fresh: bool
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Starts:
    """Where partitions begin, and of which topic."""

    topic: Topic
    plan: StartPlan
    begins: Mapping[int, Begin]


def look_up_starts(
    looks: Looks,
    consumer: Consumer,
    assigned: Collection[int],
    configured_start_ms: int,
    former_topic_ids: Collection[str],
) -> Starts:
    """Ask which topic this is, what is committed, and where the logs begin. Inside the assign callback.

    Args:
        looks: to ask with.
        consumer: whose callback it is.
        assigned: those that begin now.
        configured_start_ms: where a new group starts, milliseconds since the epoch.
        former_topic_ids: of the topics of this name that this process has read.

    Raises:
        KafkaException: a look-up failed or took too long.
        Interrupted: the program is being stopped.
    """
    topic = looks.topic()
    # Of all partitions: any with a commit tells that the group is old.
    committed = looks.committed(consumer, {*topic.partitions, *assigned})
    is_replaced = topic.topic_id is not None and any(former != topic.topic_id for former in former_topic_ids)
    plan = plan_start(assigned, committed, topic, configured_start_ms, is_replaced=is_replaced)
    return Starts(topic, plan, _begins(looks, plan.partitions))


def _begins(looks: Looks, plan: Mapping[int, Beginning]) -> dict[int, Begin]:
    times: dict[int, list[int]] = {start.start_ms: [] for start in plan.values() if isinstance(start, StartAt)}
    for partition, start in plan.items():
        if isinstance(start, StartAt):
            times[start.start_ms].append(partition)
    by_time = {p: offset for ms, timed in times.items() for p, offset in looks.since(timed, ms).items()}
    low = looks.earliest([partition for partition, start in plan.items() if not isinstance(start, Resume)])
    # Negative: no record is that young.
    high = looks.latest([partition for partition, offset in by_time.items() if offset < 0])
    return {p: begin_at(start, low.get(p, 0), high.get(p, by_time.get(p, 0))) for p, start in plan.items()}


def begin_at(start: Beginning, low: int, found: int) -> Begin:
    """Where a partition begins: `low` is the log's beginning, `found` the offset of its start time."""
    match start:
        case Resume(next_offset):
            return Begin(next_offset, 0, is_fresh=False)
        case StartAt():
            next_offset = max(found, low)
            return Begin(next_offset, next_offset - low, is_fresh=True)
        case FromBeginning():
            return Begin(low, 0, is_fresh=True)
        case AddedLater() | StartAnew():
            return Begin(low, 0, is_fresh=True, deleted=low)
