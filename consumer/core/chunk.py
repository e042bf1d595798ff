"""A chunk: what one turn of the Kafka thread prepared for one partition.

It holds its events as parallel lists, because a million small objects a second is what this program cannot afford.
"""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from consumer.core.record import Assignment, Original
from transforms import DropReason, InvalidReason

Drops = Mapping[tuple[str, DropReason], "array[int]"]
"""The offsets, ascending, that each (rule, reason) dropped: a batch that is cut has to know which half each lies in."""


def no_drops() -> "defaultdict[tuple[str, DropReason], array[int]]":
    """Drops to put offsets into, of 8 bytes each."""
    return defaultdict(lambda: array("q"))


@dataclass(frozen=True, slots=True)
class InvalidRecord:
    """A record that cannot become a valid vendor event: it goes to the dead-letter topic."""

    original: Original
    rule: str
    reason: InvalidReason
    detail: str


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """A record that lies below what was read of its assignment, and which leader wrote it (-1: nobody says)."""

    assignment: Assignment
    offset: int
    leader_epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Consecutive records of one assignment, transformed and encoded.

    Attributes:
        assignment: the stay that these records were read in.
        first_offset: offset of its first record.
        next_offset: offset of its last record, plus one.
        first_timestamp_ms: when its first record was written, in milliseconds since the epoch; 0 when Kafka does not
        know. prepared_at: when it was handed over, monotonic seconds. bodies: the encoded vendor events, in offset
        order. rules: the rule of each, by index. fallbacks: whether each names its visitor by the fallback identifier,
        by index. originals: the record of each, by index. body_bytes: length of the bodies, with the comma
        that joins each. invalid: records for the dead-letter topic, in offset order. drops: what the mapping
        dropped. held_bytes: memory that the chunk keeps: originals and bodies. leader_epoch: of the leader that
        wrote its first record; -1 where nobody says.
    """

    assignment: Assignment
    first_offset: int
    next_offset: int
    first_timestamp_ms: int
    prepared_at: float
    bodies: Sequence[bytes]
    rules: Sequence[str]
    fallbacks: Sequence[bool]
    originals: Sequence[Original]
    body_bytes: int
    invalid: Sequence[InvalidRecord]
    drops: Drops
    held_bytes: int
    leader_epoch: int = -1

    @property
    def record_count(self) -> int:
        """How many records it was made of; its span may hold more offsets."""
        return len(self.bodies) + len(self.invalid) + sum(map(len, self.drops.values()))


CHUNK_OVERHEAD_BYTES: Final = 1300
"""What a chunk costs itself, with its span. Without it, chunks of dropped records would pile up unseen behind a batch
that is refused for hours."""


def chunk_without_records(assignment: Assignment, first_offset: int, next_offset: int, now: float) -> Chunk:
    """A span in which the log holds no record for us: markers of transactions, or what was aborted or compacted."""
    return Chunk(
        assignment=assignment,
        first_offset=first_offset,
        next_offset=next_offset,
        first_timestamp_ms=0,
        prepared_at=now,
        bodies=(),
        rules=(),
        fallbacks=(),
        originals=(),
        body_bytes=0,
        invalid=(),
        drops=no_drops(),
        held_bytes=CHUNK_OVERHEAD_BYTES,
    )
