"""A chunk: what one turn of the Kafka thread prepared for one partition. A batch: what one request carries.

Both hold their events as parallel lists, because a million small objects a second is what this program cannot afford.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from consumer.core.record import Assignment, Original
from transforms import DropReason, InvalidReason


@dataclass(frozen=True, slots=True)
class InvalidRecord:
    """A record that cannot become a valid vendor event: it goes to the dead-letter topic."""

    original: Original
    rule: str
    reason: InvalidReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Consecutive records of one assignment, transformed and encoded.

    Attributes:
        assignment: the stay that these records were read in.
        first_offset: offset of its first record.
        next_offset: offset of its last record, plus one.
        first_timestamp_ms: when its first record was written, in milliseconds since the epoch; 0 when Kafka does not
        know. prepared_at: when it was handed over, monotonic seconds. bodies: the encoded vendor events, in offset
        order. rules: the rule of each, by index. fallbacks: how many events of each rule name their visitor by the
        fallback identifier. originals: the record of each, by index. body_bytes: length of the bodies, with the comma
        that joins each. invalid: records for the dead-letter topic, in offset order. dropped:
        how many records each (rule, reason) dropped. held_bytes: memory that the chunk keeps: originals and bodies.
    """

    assignment: Assignment
    first_offset: int
    next_offset: int
    first_timestamp_ms: int
    prepared_at: float
    bodies: Sequence[bytes]
    rules: Sequence[str]
    fallbacks: Counter[str]
    originals: Sequence[Original]
    body_bytes: int
    invalid: Sequence[InvalidRecord]
    dropped: Counter[tuple[str, DropReason]]
    held_bytes: int


@dataclass(frozen=True)
class Batch:
    """Chunks of one assignment in offset order, joined: at most one request's worth."""

    chunks: tuple[Chunk, ...]

    @property
    def assignment(self) -> Assignment:
        """The assignment that all chunks belong to."""
        return self.chunks[0].assignment

    @property
    def first_offset(self) -> int:
        """Offset of the first record."""
        return self.chunks[0].first_offset

    @property
    def next_offset(self) -> int:
        """Offset of the last record, plus one."""
        return self.chunks[-1].next_offset

    @property
    def first_timestamp_ms(self) -> int:
        """When the first record was written, in milliseconds since the epoch; 0 when Kafka does not know."""
        return self.chunks[0].first_timestamp_ms

    @cached_property
    def event_count(self) -> int:
        """How many vendor events the request carries."""
        return sum(len(chunk.bodies) for chunk in self.chunks)

    @cached_property
    def held_bytes(self) -> int:
        """Memory that is free once the batch is resolved."""
        return sum(chunk.held_bytes for chunk in self.chunks)

    @cached_property
    def body(self) -> bytes:
        """The JSON array. Joined, never encoded again: sizes are exact, and every attempt sends the same bytes."""
        return b"[" + b",".join(chain.from_iterable(chunk.bodies for chunk in self.chunks)) + b"]"

    @cached_property
    def invalid(self) -> tuple[InvalidRecord, ...]:
        """Records for the dead-letter topic, in offset order."""
        return tuple(chain.from_iterable(chunk.invalid for chunk in self.chunks))

    def delivered(self) -> Counter[str]:
        """How many events of each rule the request carries."""
        return Counter(chain.from_iterable(chunk.rules for chunk in self.chunks))

    def fallbacks(self) -> Counter[str]:
        """How many events of each rule name their visitor by the fallback identifier."""
        return sum((chunk.fallbacks for chunk in self.chunks), Counter())

    def dropped(self) -> Counter[tuple[str, DropReason]]:
        """How many records each (rule, reason) dropped."""
        return sum((chunk.dropped for chunk in self.chunks), Counter())
