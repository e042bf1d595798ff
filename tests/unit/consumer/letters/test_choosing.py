"""Which letters are wanted, and which offsets are read for it."""

from collections.abc import Mapping

import pytest

from consumer.core.record import Span
from consumer.letters.choosing import At, Newest, OfRecord, Wanted, choose, offsets_to_read
from consumer.letters.letter import Source
from consumer.letters.place import Place
from tests.unit.consumer.letters.letters import NOON_MS, cause, stored

SPANS = {0: Span(5, 20), 1: Span(7, 7), 2: Span(0, 2)}
RECORD = Source("events", Place(7, 42))


@pytest.mark.parametrize(
    ("wanted", "plan"),
    [
        (At(Place(0, 5)), {0: Span(5, 6)}),
        (At(Place(0, 19)), {0: Span(19, 20)}),
        (At(Place(0, 4)), {}),
        (At(Place(0, 20)), {}),
        (At(Place(9, 5)), {}),
        (OfRecord(RECORD, 1), SPANS),
        (Newest(3), {0: Span(17, 20), 1: Span(7, 7), 2: Span(0, 2)}),
    ],
)
def test_no_more_is_read_than_may_hold_it(wanted: Wanted, plan: Mapping[int, Span]) -> None:
    """One offset, all of them, or the last of each partition."""
    assert offsets_to_read(wanted, SPANS) == plan


def test_the_newest_come_first() -> None:
    """By the time they were written, whatever partition was read first."""
    letters = [stored(cause(failed_ms=NOON_MS + late), offset=late) for late in (3, 1, 2)]
    assert [letter.place.offset for letter in choose(letters, Newest(2))] == [3, 2]


def test_letters_of_a_record_go_by_its_own_coordinates() -> None:
    """Topic included: another topic has a record at the same place."""
    letters = [stored(cause(), offset=1), stored(cause(), offset=2)]
    assert [letter.place.offset for letter in choose(letters, OfRecord(RECORD, 5))] == [2, 1]
    assert choose(letters, OfRecord(Source("events", Place(7, 43)), 5)) == []
    assert choose(letters, OfRecord(Source("others", Place(7, 42)), 5)) == []


def test_a_place_gives_what_was_read_there() -> None:
    """Nothing when the offset is a gap."""
    letter = stored(cause())
    assert choose([letter], At(letter.place)) == [letter]
    assert choose([], At(letter.place)) == []
