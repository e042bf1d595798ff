"""Where the partitions of an assignment begin.

Kameleoon counts an event when it arrives, so months of history sent today would spoil running experiments and could not
be taken back, while what was not sent can always be replayed. Hence:

- A partition with a committed offset goes on there, if that offset is of the log that the topic has now.
- An offset of another log says nothing of this one: the topic was deleted and created again. The partition starts at
  its beginning.
- A group with no committed offset at all starts at the first record written at or after its start time. Whoever starts
  it writes into every commit when that was, which topic it was, and how many partitions the topic had.
- A partition without an offset beside others that have one: one that the topic had when the group started begins at
  the group's start time, so members that start together agree. One that was added later begins at its beginning,
  whatever the stamps of its records say: they are the producers', and may be seconds or the times of events.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

FROM_BEGINNING_MS: Final = 0
"""As a start time: everything that the topic still holds."""

_METADATA: Final = re.compile(
    r"start_ms=(?P<start_ms>\d+)(?: partitions=(?P<partitions>\d+))?(?: topic=(?P<topic>\S+))?"
)


@dataclass(frozen=True, slots=True)
class GroupStart:
    """When and on what a group started: it is written into the metadata of every commit.

    Attributes:
        start_ms: where its partitions began, milliseconds since the epoch.
        partitions: how many the topic had; each with a higher number was added later.
    """

    start_ms: int
    partitions: int


FROM_BEGINNING: Final = GroupStart(FROM_BEGINNING_MS, 0)
"""Of a group that has not said when it started: whatever has no offset is read from its beginning."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What the broker has stored for a partition.

    Attributes:
        next_offset: the committed offset.
        metadata: the text that was committed with it.
    """

    next_offset: int
    metadata: str

    @property
    def group_start(self) -> GroupStart:
        """What the text says of the group's start."""
        match = _METADATA.search(self.metadata)
        return GroupStart(int(match["start_ms"]), int(match["partitions"] or 0)) if match else FROM_BEGINNING

    def is_of(self, topic_id: str | None) -> bool:
        """Whether the offset may be of this topic; one that names no topic (set by another tool, say) is believed."""
        match = _METADATA.search(self.metadata)
        named = match["topic"] if match else None
        return named is None or topic_id is None or named == topic_id


@dataclass(frozen=True, slots=True)
class Topic:
    """The source topic as it is now.

    Attributes:
        topic_id: of this creation of the topic; None where the cluster has no such ids (before Kafka 2.8).
        partitions: their numbers.
    """

    topic_id: str | None
    partitions: Collection[int]


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on at the committed offset."""

    next_offset: int


@dataclass(frozen=True, slots=True)
class StartAt:
    """Start at the first record that was written at or after this time, milliseconds since the epoch."""

    start_ms: int


@dataclass(frozen=True, slots=True)
class FromBeginning:
    """Start at the oldest record: it is what the group was told (`earliest`), or nobody knows what it was told."""


@dataclass(frozen=True, slots=True)
class AddedLater:
    """Start at the beginning: the group did not have this partition when it started."""


@dataclass(frozen=True, slots=True)
class StartAnew:
    """Start at the beginning: what is committed is of a log that is gone.

    Attributes:
        committed: the offset of the old log; None where it went with its topic.
    """

    committed: int | None


Beginning = Resume | StartAt | FromBeginning | AddedLater | StartAnew


@dataclass(frozen=True, slots=True)
class StartPlan:
    """Where each partition begins.

    Attributes:
        partitions: by partition.
        group_start: for the metadata of every commit.
        is_new_group: no partition had a committed offset.
    """

    partitions: Mapping[int, Beginning]
    group_start: GroupStart
    is_new_group: bool


def plan_start(
    assigned: Iterable[int],
    committed: Mapping[int, Committed | None],
    topic: Topic,
    configured_start_ms: int,
    *,
    is_replaced: bool = False,
) -> StartPlan:
    """Decide where newly assigned partitions begin.

    Args:
        assigned: partitions that this member has just been given.
        committed: what the broker has stored for every partition of the topic.
        topic: as it is now.
        configured_start_ms: where a new group starts, milliseconds since the epoch.
        is_replaced: whether this process has read another topic of the same name. Kafka drops the offsets of a topic
            with it, and the group then looks new.
    """
    stored = {partition: entry for partition, entry in committed.items() if entry}
    if not stored and is_replaced:
        return StartPlan({p: StartAnew(None) for p in assigned}, FROM_BEGINNING, is_new_group=False)
    if not stored:
        started = GroupStart(configured_start_ms, max(topic.partitions, default=-1) + 1)
    else:
        started = _started(entry for entry in stored.values() if entry.is_of(topic.topic_id))
    plan = {partition: _beginning(partition, stored.get(partition), started, topic) for partition in assigned}
    return StartPlan(plan, started, not stored)


def commit_metadata(started: GroupStart, topic_id: str | None) -> str:
    """The text that every commit carries."""
    text = f"signal-kameleoon start_ms={started.start_ms} partitions={started.partitions}"
    return text if topic_id is None else f"{text} topic={topic_id}"


def _started(stored: Iterable[Committed]) -> GroupStart:
    """What counts of several: the earliest time and the fewest partitions, since too much can be told from repeats."""
    starts = [entry.group_start for entry in stored]
    starts = [start for start in starts if start != FROM_BEGINNING] or [FROM_BEGINNING]
    return GroupStart(min(start.start_ms for start in starts), min(start.partitions for start in starts))


def _beginning(partition: int, stored: Committed | None, started: GroupStart, topic: Topic) -> Beginning:
    if stored:
        return Resume(stored.next_offset) if stored.is_of(topic.topic_id) else StartAnew(stored.next_offset)
    if partition >= started.partitions:
        return FromBeginning() if started == FROM_BEGINNING else AddedLater()
    return FromBeginning() if started.start_ms == FROM_BEGINNING_MS else StartAt(started.start_ms)
