"""A batch: what one request carries, always of one assignment, in offset order. It can be cut where the API refuses it.

Rules:
- A batch covers a span of offsets. Its events, its invalid records and what the mapping dropped lie in that span.
- Cut in two, both halves together are the batch: every event, invalid record and drop is in exactly one of them, and
  the spans meet.
- An event that was delivered or set aside by itself is taken out; the span stays.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, compress

from consumer.core.chunk import Chunk, InvalidRecord
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
        dropped: how many records each (rule, reason) dropped.
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
    dropped: Counter[tuple[str, DropReason]]
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
            dropped=Counter(),
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
        """Cut behind so many events. What was dropped is counted with the first, the memory with the second."""
        boundary = offset_of(self.originals[count])
        before = [record for record in self.invalid if offset_of(record.original) < boundary]
        first = replace(self._with_events(slice(0, count)), next_offset=boundary, invalid=before, held_bytes=0)
        second = replace(
            self._with_events(slice(count, None)),
            first_offset=boundary,
            first_timestamp_ms=max(self.originals[count].timestamp()[1], 0),
            invalid=self.invalid[len(before) :],
            dropped=Counter(),
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
        dropped=sum((chunk.dropped for chunk in chunks), Counter()),
        held_bytes=sum(chunk.held_bytes for chunk in chunks),
    )
