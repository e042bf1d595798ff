"""From records to chunks: the only code, beside the transform, that runs for every record.

Each record is touched once (twice, where it ends a chunk), and nothing is called for it but the transform: a turn's
records do not fit the cache, so that going through them list by list (where from, which offsets, which verdict, one
column after the other) took an eighth more CPU for the whole of this work, transform included.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from consumer.core.chunk import CHUNK_OVERHEAD_BYTES, Chunk, InvalidRecord, ReadBefore, no_drops
from consumer.core.record import Assignment, Original, WithoutHeaders, offset_of, partition_of, size_of_headers
from transforms import Dropped, DropReason, Send, Transform

RECORD_OVERHEAD_BYTES: Final = 600
"""What a kept record costs beside what is in it and its vendor event: the client's message, our lists, and what the
allocator loses between them. Messages alone took 470 bytes; resident memory grew by 1.0 to 1.1 bytes for each byte
more of a full buffer, counted so. Too low a figure lets the memory grow beyond `BUFFER_MAX_BYTES`; too high a one makes
batches smaller than they may be, and a slow API slower."""

DROPPED_OVERHEAD_BYTES: Final = 10
"""The offset of a dropped record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkLimits:
    """What one chunk may hold; a single record may hold more.

    Attributes:
        max_events: vendor events of one request.
        max_bytes: bytes of one request's body.
        max_held_bytes: memory that one batch of this partition may hold.
    """

    max_events: int
    max_bytes: int
    max_held_bytes: int


def prepare(
    records: Iterable[Original],
    flowing: Mapping[int, Assignment],
    next_offsets: Mapping[Assignment, int],
    transform: Transform,
    limits: ChunkLimits,
    now: float,
    now_epoch_seconds: float,
) -> Iterator[Chunk | ReadBefore]:
    """Transform and encode what was read.

    A chunk ends where the next record is of another partition, would not fit beside what is there, or lies no higher
    than the one before it. What lies below what was read of its assignment is named, and left out.

    Args:
        records: as they were read; of each partition in the order of its log.
        flowing: assignments by partition; the records of any other are left out. Looked at anew for each chunk, as is
            the next argument: whoever takes a chunk may change them.
        next_offsets: of each assignment, the one after what was read of it.
        transform: total, from value bytes and the calendar's time to verdict.
        limits: what a chunk may hold.
        now: monotonic seconds, by which the chunk will know how long it has waited.
        now_epoch_seconds: the calendar's time, by which the transform knows how old an event is.
    """
    rest = iter(records)
    first = next(rest, None)
    while first is not None:
        assignment = flowing.get(partition_of(first))
        if assignment is None:
            first = next(rest, None)
        elif (offset := offset_of(first)) < next_offsets[assignment]:
            yield ReadBefore(assignment, offset, _epoch_of(first))
            first = next(rest, None)
        else:
            columns = _Columns(first)
            end = columns.fill(rest, transform, limits, now_epoch_seconds)
            yield columns.chunk(assignment, now)
            first = end


@dataclass(slots=True)
class _Columns:
    """A chunk while it is being filled, at first with nothing of its first record but the place."""

    first: Original
    next_offset: int = 0
    body_bytes: int = 0
    held_bytes: int = CHUNK_OVERHEAD_BYTES
    bodies: list[bytes] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    fallbacks: list[bool] = field(default_factory=list)
    originals: list[Original] = field(default_factory=list)
    invalid: list[InvalidRecord] = field(default_factory=list)
    drops: "defaultdict[tuple[str, DropReason], array[int]]" = field(default_factory=no_drops)

    def fill(
        self, rest: Iterator[Original], transform: Transform, limits: ChunkLimits, now_epoch_seconds: float
    ) -> Original | None:
        """Take the first record and all that belong to it; return the one that does not, None at the end."""
        max_events, max_body_bytes, max_held_bytes = limits.max_events, limits.max_bytes - 1, limits.max_held_bytes
        first, bodies, rules, fallbacks, originals = self.first, self.bodies, self.rules, self.fallbacks, self.originals
        partition, next_offset, body_bytes, held_bytes = first.partition(), 0, 0, CHUNK_OVERHEAD_BYTES
        end = None
        for record in chain((first,), rest):
            value, offset = record.value(), record.offset() or 0
            verdict = transform(value, now_epoch_seconds)
            body_size, held_size = 0, DROPPED_OVERHEAD_BYTES
            if type(verdict) is not Dropped:  # costs a third of what a class pattern does
                held_size = RECORD_OVERHEAD_BYTES + len(value or b"") + len(record.key() or b"")
                try:
                    headers = record.headers()
                except (SystemError, UnicodeDecodeError):
                    headers = (record := WithoutHeaders(record)).headers()
                held_size += size_of_headers(headers) if headers else 0
            if type(verdict) is Send:
                body_size = len(verdict.body) + 1
                held_size += body_size
            is_over = body_bytes + body_size > max_body_bytes or held_bytes + held_size > max_held_bytes
            is_apart = offset < next_offset or record.partition() != partition
            if next_offset and (is_over or is_apart or len(bodies) == max_events):  # the first is taken, however large
                end = record
                break
            next_offset, body_bytes, held_bytes = offset + 1, body_bytes + body_size, held_bytes + held_size
            if type(verdict) is Send:
                bodies.append(verdict.body)
                rules.append(verdict.rule)
                fallbacks.append(verdict.is_fallback)
                originals.append(record)
            elif type(verdict) is Dropped:
                self.drops[verdict.rule, verdict.reason].append(offset)
            else:
                self.invalid.append(InvalidRecord(record, verdict.rule, verdict.reason, verdict.detail))
        self.next_offset, self.body_bytes, self.held_bytes = next_offset, body_bytes, held_bytes
        return end

    def chunk(self, assignment: Assignment, now: float) -> Chunk:
        """Make the chunk."""
        return Chunk(
            assignment=assignment,
            first_offset=offset_of(self.first),
            next_offset=self.next_offset,
            first_timestamp_ms=max(self.first.timestamp()[1], 0),
            prepared_at=now,
            bodies=self.bodies,
            rules=self.rules,
            fallbacks=self.fallbacks,
            originals=self.originals,
            body_bytes=self.body_bytes,
            invalid=self.invalid,
            drops=self.drops,
            held_bytes=self.held_bytes,
            leader_epoch=_epoch_of(self.first),
        )


def _epoch_of(record: Original) -> int:
    epoch = record.leader_epoch()
    return -1 if epoch is None else epoch
