"""Counting letters in one pass."""

from consumer.core.record import Headers
from consumer.letters.counting import HOUR_MS, MOST_KINDS, OTHERS, SHOWN_HOURS, HourCount, Kind, count_letters
from consumer.letters.letter import Letter, Source
from consumer.letters.place import Place
from tests.unit.consumer.letters.letters import NOON_MS, cause, stored, strange


def test_letters_are_counted_by_reason_rule_and_status() -> None:
    """The most frequent kind first, with its times and the newest one's coordinates."""
    letters = [
        stored(cause("rejected", NOON_MS + 9, status=400), offset=1),
        stored(cause(failed_ms=NOON_MS + 3), offset=2),
        stored(cause(failed_ms=NOON_MS + 1), offset=3),
    ]
    counts = count_letters(letters, None)
    assert (counts.read, counts.letters) == (3, 3)
    first, second = counts.kinds
    assert first.kind == Kind("goal_id_missing", "Signed Up", None)
    assert (first.letters, first.first_ms, first.last_ms) == (2, NOON_MS + 1, NOON_MS + 3)
    assert (first.newest, first.newest_source) == (Place(1, 2), Source("events", Place(7, 42)))
    assert second.kind == Kind("rejected", "Signed Up", 400)


def test_a_reason_that_is_asked_for_leaves_the_others_out() -> None:
    """And still tells which others there are."""
    counts = count_letters([stored(cause()), stored(cause()), stored(cause("not_json"))], "not_json")
    assert (counts.read, counts.letters) == (3, 1)
    assert counts.reasons == (("goal_id_missing", 2), ("not_json", 1))
    assert [hour.letters for hour in counts.hours] == [1]


def test_hours_are_those_of_the_last_failure() -> None:
    """Of those that have letters the last 24, oldest first."""
    letters = [stored(cause(failed_ms=NOON_MS + hour * 2 * HOUR_MS + 17)) for hour in (*range(30), 29)]
    hours = count_letters(letters, None).hours
    assert len(hours) == SHOWN_HOURS
    assert hours[0] == HourCount(NOON_MS + 6 * 2 * HOUR_MS, 1)
    assert hours[-1] == HourCount(NOON_MS + 29 * 2 * HOUR_MS, 2)


def test_strangers_cannot_make_it_grow() -> None:
    """Beyond so many kinds the rest is counted together; names that steer a terminal are escaped, long ones cut."""

    def written_by_a_stranger(number: int) -> Letter:
        word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        headers: Headers = [
            ("signal-kameleoon.reason", word.encode()),
            ("signal-kameleoon.rule", b"\x1b%d" % number + b"x" * 100),
        ]
        return strange(headers, timestamp_ms=number * HOUR_MS)

    counts = count_letters(map(written_by_a_stranger, range(3_000)), None)
    assert len(counts.kinds) == MOST_KINDS + 1
    assert counts.kinds[0].kind == OTHERS
    assert counts.letters == 3_000
    assert all(count.kind.rule.isprintable() and len(count.kind.rule) <= 60 for count in counts.kinds)
    assert len(count_letters(map(written_by_a_stranger, range(3_000)), "nothing").reasons) == MOST_KINDS + 1


def test_an_empty_topic_has_nothing() -> None:
    """No kind, no hour."""
    counts = count_letters([], None)
    assert (counts.read, counts.letters, counts.kinds, counts.hours) == (0, 0, (), ())
