"""Where the partitions of an assignment begin.

Kameleoon counts an event when it arrives, so months of history sent today would spoil running experiments and could not
be taken back, while what was not sent can always be replayed. Hence:

- A partition with a committed offset goes on there.
- A group with no committed offset at all starts at the first record written at or after its start time.
- A partition without one beside others that have one starts at the first record at or after the group's start time,
  which every commit carries in its metadata; so members that start together agree, and a partition added years later
  starts at its beginning (its first record is younger). Where no commit carries a start time, it starts at its
  beginning.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

FROM_BEGINNING_MS: Final = 0
"""As a start time: everything that the topic still holds."""

_METADATA: Final = re.compile(r"start_ms=(\d+)")


@dataclass(frozen=True, slots=True)
class Committed:
    """What the broker has stored for a partition.

    Attributes:
        next_offset: the committed offset.
        metadata: the text that was committed with it.
    """

    next_offset: int
    metadata: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on at the committed offset."""

    next_offset: int


@dataclass(frozen=True, slots=True)
class StartAt:
    """Start at the first record that was written at or after this time, milliseconds since the epoch."""

    start_ms: int


@dataclass(frozen=True, slots=True)
class StartPlan:
    """Where each partition begins.

    Attributes:
        partitions: by partition.
        group_start_ms: the group's start time, for the metadata of every commit.
        is_new_group: no partition had a committed offset.
    """

    partitions: Mapping[int, Resume | StartAt]
    group_start_ms: int
    is_new_group: bool


def plan_start(
    assigned: Iterable[int], committed: Mapping[int, Committed | None], configured_start_ms: int
) -> StartPlan:
    """Decide where newly assigned partitions begin.

    Args:
        assigned: partitions that this member has just been given.
        committed: what the broker has stored for every partition of the topic.
        configured_start_ms: where a new group starts, milliseconds since the epoch.
    """
    stored = [entry for entry in committed.values() if entry]
    group_start_ms = _group_start_ms(stored) if stored else configured_start_ms
    fresh = StartAt(group_start_ms)
    partitions = {p: Resume(entry.next_offset) if (entry := committed.get(p)) else fresh for p in assigned}
    return StartPlan(partitions, group_start_ms, not stored)


def commit_metadata(group_start_ms: int) -> str:
    """The text that every commit carries."""
    return f"signal-kameleoon start_ms={group_start_ms}"


def _group_start_ms(stored: Iterable[Committed]) -> int:
    matches = (_METADATA.search(entry.metadata) for entry in stored)
    return min((int(match[1]) for match in matches if match), default=FROM_BEGINNING_MS)
