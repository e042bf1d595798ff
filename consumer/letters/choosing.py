"""Which letters are shown, and which offsets have to be read for it."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consumer.core.record import Span
from consumer.letters.letter import Letter, Source
from consumer.letters.place import Place


@dataclass(frozen=True, slots=True)
class At:
    """The letter at a place of the dead-letter topic."""

    place: Place


@dataclass(frozen=True, slots=True)
class OfRecord:
    """Letters of one record: several when it was read again, after offsets were reset for instance.

    Attributes:
        source: the record's own coordinates.
        most: so many of the newest.
    """

    source: Source
    most: int


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest letters."""

    most: int


Wanted = At | OfRecord | Newest


def offsets_to_read(wanted: Wanted, spans: Mapping[int, Span]) -> Mapping[int, Span]:
    """The offsets that have to be read to find what is wanted; none where it cannot be there.

    Args:
        wanted: which letters.
        spans: what each partition of the dead-letter topic holds.
    """
    match wanted:
        case At(Place(partition, offset)):
            span = spans.get(partition)
            is_there = span is not None and span.low <= offset < span.high
            return {partition: Span(offset, offset + 1)} if is_there else {}
        case OfRecord():
            return spans
        case Newest(most):
            return {partition: Span(max(span.low, span.high - most), span.high) for partition, span in spans.items()}


def choose(letters: Iterable[Letter], wanted: Wanted) -> list[Letter]:
    """What is wanted out of what was read, the newest first. Holds no more letters than are wanted."""
    match wanted:
        case At():
            return list(letters)
        case OfRecord(source, most):
            return _newest((letter for letter in letters if letter.source == source), most)
        case Newest(most):
            return _newest(letters, most)


def _newest(letters: Iterable[Letter], most: int) -> list[Letter]:
    return heapq.nlargest(most, letters, key=lambda letter: (letter.written_ms, letter.place.offset))
