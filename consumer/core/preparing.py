"""From records to chunks: the one loop that touches every record.

A chunk is cut where the next event would not fit one batch, or where its records fill a partition's share of memory,
so that batches need only join whole chunks.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from consumer.core.chunk import Chunk, InvalidRecord
from consumer.core.record import Assignment, Original
from transforms import Dropped, DropReason, Invalid, Send, Transform

RECORD_OVERHEAD_BYTES: Final = 600
"""What a kept record costs beside its key and value: the client's message, its topic and header objects, our lists.
Measured at 450 to 700 bytes; too low a figure lets the memory grow beyond `BUFFER_MAX_BYTES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkLimits:
    """When a chunk is cut.

    Attributes:
        max_events: vendor events in one request.
        max_bytes: bytes of one request's body.
        max_held_bytes: memory that one batch of this partition may hold.
    """

    max_events: int
    max_bytes: int
    max_held_bytes: int


class _Building:
    """A chunk while it grows."""

    __slots__ = (
        "bodies",
        "body_bytes",
        "dropped",
        "first",
        "held_bytes",
        "invalid",
        "last",
        "originals",
        "rules",
    )

    def __init__(self, first: Original) -> None:
        self.first = self.last = first
        self.bodies: list[bytes] = []
        self.rules: list[str] = []
        self.originals: list[Original] = []
        self.invalid: list[InvalidRecord] = []
        self.dropped: list[tuple[str, DropReason]] = []
        self.body_bytes = 0
        self.held_bytes = 0

    def finished(self, assignment: Assignment, now: float) -> Chunk:
        """Close the chunk behind the last record that was put in."""
        return Chunk(
            assignment=assignment,
            first_offset=offset_of(self.first),
            next_offset=offset_of(self.last) + 1,
            first_timestamp_ms=max(self.first.timestamp()[1], 0),
            prepared_at=now,
            bodies=self.bodies,
            rules=self.rules,
            originals=self.originals,
            body_bytes=self.body_bytes,
            invalid=self.invalid,
            dropped=Counter(self.dropped),
            held_bytes=self.held_bytes,
        )


def offset_of(record: Original) -> int:
    """A record's own offset; a record that was read always has one."""
    offset = record.offset()
    assert offset is not None
    return offset


def prepare(
    assignment: Assignment, records: Iterable[Original], transform: Transform, limits: ChunkLimits, now: float
) -> list[Chunk]:
    """Transform and encode consecutive records of one assignment.

    Args:
        assignment: the stay that they were read in.
        records: in offset order.
        transform: total, from value bytes to verdict.
        limits: where to cut.
        now: monotonic seconds.
    """
    chunks: list[Chunk] = []
    building: _Building | None = None
    for record in records:
        verdict = transform(record.value())
        if building is None or _is_over(building, verdict, limits):
            if building is not None:
                chunks.append(building.finished(assignment, now))
            building = _Building(record)
        _put(building, record, verdict)
    if building is not None:
        chunks.append(building.finished(assignment, now))
    return chunks


def _is_over(building: _Building, verdict: Send | Dropped | Invalid, limits: ChunkLimits) -> bool:
    """Whether this record does not fit any more. Memory is judged after the fact: the next record starts anew."""
    if building.held_bytes >= limits.max_held_bytes:
        return True
    if type(verdict) is not Send:
        return False
    is_full = len(building.bodies) == limits.max_events
    return is_full or building.body_bytes + len(verdict.body) + 3 > limits.max_bytes  # two brackets and a comma


def _put(building: _Building, record: Original, verdict: Send | Dropped | Invalid) -> None:
    building.last = record
    # `type() is` costs a third of what a class pattern does, and this runs for every record.
    if type(verdict) is Send:
        building.bodies.append(verdict.body)
        building.rules.append(verdict.rule)
        building.originals.append(record)
        building.body_bytes += len(verdict.body) + 1
        building.held_bytes += len(verdict.body) + _size_of(record)
    elif type(verdict) is Dropped:
        building.dropped.append((verdict.rule, verdict.reason))
    elif type(verdict) is Invalid:
        building.invalid.append(InvalidRecord(record, verdict.rule, verdict.reason, verdict.detail))
        building.held_bytes += _size_of(record)


def _size_of(record: Original) -> int:
    return len(record.value() or b"") + len(record.key() or b"") + RECORD_OVERHEAD_BYTES
