"""Looks up where newly assigned partitions begin. Lives on the Kafka thread."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from consumer.core.start import FROM_BEGINNING_MS, Resume, StartAnew, StartAt, StartPlan, Topic, is_timed, plan_start
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


def look_up_starts(looks: Looks, assigned: Collection[int], configured_start_ms: int) -> Starts:
    """Ask which topic this is, what is committed, and where the logs begin. Inside the assign callback.

    Args:
        looks: to ask with.
        assigned: those that begin now.
        configured_start_ms: where a new group starts, milliseconds since the epoch.

    Raises:
        KafkaException: a look-up failed or took too long.
        Interrupted: the program is being stopped.
    """
    topic = looks.topic()
    # Of all partitions: any with a commit tells that the group is old.
    committed = looks.committed({*topic.partitions, *assigned})
    plan = plan_start(assigned, committed, topic, configured_start_ms)
    return Starts(topic, plan, _begins(looks, plan))


def _begins(looks: Looks, plan: StartPlan) -> dict[int, Begin]:
    timed = [p for p, start in plan.partitions.items() if is_timed(start)]
    fresh = [p for p, start in plan.partitions.items() if not isinstance(start, Resume)]
    low = looks.earliest(fresh)
    by_time = looks.since(timed, plan.group_start.start_ms) if timed else {}
    # Negative: no record is that young.
    high = looks.latest([partition for partition, offset in by_time.items() if offset < 0])
    begins = {}
    for partition, start in plan.partitions.items():
        match start:
            case Resume(next_offset):
                begins[partition] = Begin(next_offset, 0, is_fresh=False)
            case StartAnew():
                begins[partition] = Begin(low[partition], 0, is_fresh=True, deleted=low[partition])
            case StartAt(start_ms):
                found = high.get(partition, by_time.get(partition, low[partition]))
                next_offset = max(found, low[partition])
                was_added = start_ms == FROM_BEGINNING_MS and not plan.is_new_group
                deleted = low[partition] if was_added else 0
                begins[partition] = Begin(next_offset, next_offset - low[partition], is_fresh=True, deleted=deleted)
    return begins
