"""A batch: what one request carries, always of one assignment, in offset order. It can be cut where the API refuses it.

Rules:
- A batch covers a span of offsets. Its events, its invalid records and what the mapping dropped lie in that span.
- Cut in two, both halves together are the batch: every event, invalid record and drop is in exactly one of them, and
  the spans meet.
- An event that was delivered or set aside by itself is taken out; the span stays.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, compress

from consumer.core.chunk import Chunk, Drops, InvalidRecord, no_drops
from consumer.core.record import Assignment, Original, offset_of
from transforms import DropReason


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Events of one assignment that go out together, and the records around them.

    Attributes:
        assignment: whose records.
        first_offset: where its span begins.
        next_offset: where its span ends: offset of its last record, plus one.
        first_timestamp_ms: when its first record was written, milliseconds since the epoch; 0 when Kafka does not know.
        bodies: the encoded vendor events, in offset order. rules, fallbacks, originals: of each, by index.
        invalid: records for the dead-letter topic, in offset order.
        drops: what the mapping dropped.
        held_bytes: memory that is free once the batch is resolved.
    """

    assignment: Assignment
    first_offset: int
    next_offset: int
    first_timestamp_ms: int
    bodies: Sequence[bytes]
    rules: Sequence[str]
    fallbacks: Sequence[bool]
    originals: Sequence[Original]
    invalid: Sequence[InvalidRecord]
    drops: Drops
    held_bytes: int

    @property
    def event_count(self) -> int:
        """How many vendor events the request carries."""
        return len(self.bodies)

    @cached_property
    def body(self) -> bytes:
        """The JSON array. Joined, never encoded again: sizes are exact, and every attempt sends the same bytes."""
        return b"[" + b",".join(self.bodies) + b"]"

    @property
    def body_bytes(self) -> int:
        """Size of the body, without building it."""
        return sum(map(len, self.bodies)) + max(len(self.bodies) - 1, 0) + 2

    def delivered(self) -> Counter[str]:
        """How many events of each rule the request carries."""
        return Counter(self.rules)

    def dropped(self) -> Counter[tuple[str, DropReason]]:
        """How many records each (rule, reason) dropped."""
        return Counter({cause: len(offsets) for cause, offsets in self.drops.items()})

    def delivered_by_fallback(self) -> Counter[str]:
        """How many events of each rule name their visitor by the fallback identifier."""
        return Counter(compress(self.rules, self.fallbacks))

    def halves(self) -> "tuple[Batch, Batch]":
        """Cut between two events, in the middle of at least two."""
        return self._cut(len(self.bodies) // 2)

    def pieces(self, max_body_bytes: int) -> "Iterator[Batch]":
        """Cut so that each piece's body is within a size, or holds a single event."""
        rest = self
        while (count := rest._fitting(max_body_bytes)) < rest.event_count:
            piece, rest = rest._cut(count)
            yield piece
        yield rest

    def only(self, index: int) -> "Batch":
        """One event by itself: its own record, and nothing that lies around it."""
        offset = offset_of(self.originals[index])
        here = slice(index, index + 1)
        return replace(
            self._with_events(here),
            first_offset=offset,
            next_offset=offset + 1,
            first_timestamp_ms=max(self.originals[index].timestamp()[1], 0),
            invalid=(),
            drops={},
            held_bytes=0,
        )

    def without(self, index: int) -> "Batch":
        """The batch when one event has been taken out."""
        return replace(
            self,
            bodies=[*self.bodies[:index], *self.bodies[index + 1 :]],
            rules=[*self.rules[:index], *self.rules[index + 1 :]],
            fallbacks=[*self.fallbacks[:index], *self.fallbacks[index + 1 :]],
            originals=[*self.originals[:index], *self.originals[index + 1 :]],
        )

    def _cut(self, count: int) -> "tuple[Batch, Batch]":
        """Cut behind so many events. The memory is counted with the second."""
        boundary = offset_of(self.originals[count])
        drops_before, drops_after = _cut_drops(self.drops, boundary)
        before = [record for record in self.invalid if offset_of(record.original) < boundary]
        first = replace(
            self._with_events(slice(0, count)),
            next_offset=boundary,
            invalid=before,
            drops=drops_before,
            held_bytes=0,
        )
        second = replace(
            self._with_events(slice(count, None)),
            first_offset=boundary,
            first_timestamp_ms=max(self.originals[count].timestamp()[1], 0),
            invalid=self.invalid[len(before) :],
            drops=drops_after,
        )
        return first, second

    def _with_events(self, these: slice) -> "Batch":
        return replace(
            self,
            bodies=self.bodies[these],
            rules=self.rules[these],
            fallbacks=self.fallbacks[these],
            originals=self.originals[these],
        )

    def _fitting(self, max_body_bytes: int) -> int:
        """Count the leading events whose body is within a size; at least one."""
        size = 1  # two brackets, and a comma less than events
        for count, body in enumerate(self.bodies):
            size += len(body) + 1
            if size > max_body_bytes:
                return max(count, 1)
        return len(self.bodies)


def joined(chunks: Sequence[Chunk]) -> Batch:
    """Join consecutive chunks of one assignment, at least one."""
    first, last = chunks[0], chunks[-1]
    return Batch(
        assignment=first.assignment,
        first_offset=first.first_offset,
        next_offset=last.next_offset,
        first_timestamp_ms=first.first_timestamp_ms,
        bodies=list(chain.from_iterable(chunk.bodies for chunk in chunks)),
        rules=list(chain.from_iterable(chunk.rules for chunk in chunks)),
        fallbacks=list(chain.from_iterable(chunk.fallbacks for chunk in chunks)),
        originals=list(chain.from_iterable(chunk.originals for chunk in chunks)),
        invalid=list(chain.from_iterable(chunk.invalid for chunk in chunks)),
        drops=_joined_drops(chunk.drops for chunk in chunks),
        held_bytes=sum(chunk.held_bytes for chunk in chunks),
    )


def _joined_drops(several: Iterable[Drops]) -> Drops:
    joined_drops = no_drops()
    for drops in several:
        for cause, offsets in drops.items():
            joined_drops[cause] += offsets
    return joined_drops


def _cut_drops(drops: Drops, boundary: int) -> tuple[Drops, Drops]:
    cuts = {cause: bisect_left(offsets, boundary) for cause, offsets in drops.items()}
    before = {cause: offsets[: cuts[cause]] for cause, offsets in drops.items()}
    return before, {cause: offsets[cuts[cause] :] for cause, offsets in drops.items()}
