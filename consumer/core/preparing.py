"""From records to chunks: the only code, beside the transform, that runs for every record.

Records are gone through list by list, not one by one: a comprehension costs a fifth of a loop that calls a method.
What would not fit one batch is halved until it does, so that batches need only join whole chunks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import lt
from typing import Final, TypeVar

from consumer.core.chunk import Chunk, Drops, InvalidRecord, no_drops
from consumer.core.record import Assignment, Original, offset_of
from transforms import Dropped, Invalid, Send, Transform, Verdict

R = TypeVar("R", bound=Original)

RECORD_OVERHEAD_BYTES: Final = 1000
"""What a kept record costs beside its value: the client's message with its key, topic and headers, our lists, and what
the allocator loses between them. Messages alone took 470 bytes; resident memory grew by about 1,000. Too low a figure
lets the memory grow beyond `BUFFER_MAX_BYTES`."""

CHUNK_OVERHEAD_BYTES: Final = 1300
DROPPED_OVERHEAD_BYTES: Final = 10
"""What a chunk costs itself, with its span: 1.2 kB; and the offset of each dropped record. Without these, chunks
of dropped records would pile up unseen behind a batch that is refused for hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkLimits:
    """What one chunk may hold.

    Attributes:
        max_events: vendor events of one request.
        max_bytes: bytes of one request's body.
        max_held_bytes: memory that one batch of this partition may hold.
    """

    max_events: int
    max_bytes: int
    max_held_bytes: int

    def admit(self, chunk: Chunk) -> bool:
        """Whether the chunk fits one batch."""
        return (
            len(chunk.bodies) <= self.max_events
            and chunk.body_bytes + 2 <= self.max_bytes  # two brackets
            and chunk.held_bytes <= self.max_held_bytes
        )


def prepare(
    assignment: Assignment,
    records: Sequence[Original],
    transform: Transform,
    limits: ChunkLimits,
    now: float,
    now_epoch_seconds: float,
) -> list[Chunk]:
    """Transform and encode consecutive records of one assignment.

    Args:
        assignment: the stay that they were read in.
        records: in offset order, at least one.
        transform: total, from value bytes and the calendar's time to verdict.
        limits: what a chunk may hold; a single record may hold more.
        now: monotonic seconds, by which the chunk will know how long it has waited.
        now_epoch_seconds: the calendar's time, by which the transform knows how old an event is.
    """
    verdicts = [transform(record.value(), now_epoch_seconds) for record in records]
    return list(_fitting(_Prepared(assignment, records, verdicts, now), limits))


def rising_runs(records: Sequence[R]) -> Iterator[Sequence[R]]:
    """Cut where an offset is not above the one before it: the log was truncated there, or the topic made anew."""
    offsets = [offset_of(record) for record in records]
    if all(map(lt, offsets, islice(offsets, 1, None))):  # as good as always, and a third of the cost of what follows
        yield records
        return
    cuts = [index for index, (before, after) in enumerate(pairwise(offsets), start=1) if after <= before]
    for start, end in pairwise([0, *cuts, len(records)]):
        yield records[start:end]


@dataclass(frozen=True, slots=True)
class _Prepared:
    assignment: Assignment
    records: Sequence[Original]
    verdicts: Sequence[Verdict]
    now: float

    def halves(self) -> "tuple[_Prepared, _Prepared]":
        middle = len(self.records) // 2
        first = _Prepared(self.assignment, self.records[:middle], self.verdicts[:middle], self.now)
        return first, _Prepared(self.assignment, self.records[middle:], self.verdicts[middle:], self.now)


def _fitting(prepared: _Prepared, limits: ChunkLimits) -> Iterator[Chunk]:
    chunk = _chunk(prepared)
    if limits.admit(chunk) or len(prepared.records) == 1:
        yield chunk
    else:
        for half in prepared.halves():
            yield from _fitting(half, limits)


def _chunk(prepared: _Prepared) -> Chunk:
    records, verdicts = prepared.records, prepared.verdicts
    # `type() is` costs a third of what a class pattern does.
    bodies = [verdict.body for verdict in verdicts if type(verdict) is Send]
    originals = [record for record, verdict in zip(records, verdicts, strict=True) if type(verdict) is Send]
    invalid = [
        InvalidRecord(record, verdict.rule, verdict.reason, verdict.detail)
        for record, verdict in zip(records, verdicts, strict=True)
        if type(verdict) is Invalid
    ]
    drops = _drops(records, verdicts)
    size_bytes = sum(map(len, bodies))
    kept_bytes = sum(map(len, originals)) + sum(len(record.original) for record in invalid)
    return Chunk(
        assignment=prepared.assignment,
        first_offset=offset_of(records[0]),
        next_offset=offset_of(records[-1]) + 1,
        first_timestamp_ms=max(records[0].timestamp()[1], 0),
        prepared_at=prepared.now,
        bodies=bodies,
        rules=[verdict.rule for verdict in verdicts if type(verdict) is Send],
        fallbacks=[verdict.is_fallback for verdict in verdicts if type(verdict) is Send],
        originals=originals,
        body_bytes=size_bytes + len(bodies),
        invalid=invalid,
        drops=drops,
        held_bytes=(
            CHUNK_OVERHEAD_BYTES
            + size_bytes
            + kept_bytes
            + RECORD_OVERHEAD_BYTES * (len(originals) + len(invalid))
            + DROPPED_OVERHEAD_BYTES * sum(map(len, drops.values()))
        ),
    )


def _drops(records: Sequence[Original], verdicts: Sequence[Verdict]) -> Drops:
    drops = no_drops()
    for record, verdict in zip(records, verdicts, strict=True):
        if type(verdict) is Dropped:
            drops[verdict.rule, verdict.reason].append(offset_of(record))
    return drops
