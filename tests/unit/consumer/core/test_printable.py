"""Texts of strangers, made fit for a terminal."""

import json

from hypothesis import given
from hypothesis import strategies as st

from consumer.core.printable import printable, printable_bytes, printable_json, printable_lines

JSON = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.text())
def test_whatever_it_holds_it_steers_nothing(text: str) -> None:
    """Control characters, line separators, marks of direction, halves of surrogate pairs."""
    made = printable(text)
    assert made.isprintable()
    made.encode()


@given(JSON)
def test_json_stays_the_same_json(document: object) -> None:
    """Also where characters beyond 16 bits are escaped, by two halves."""
    assert json.loads(printable_lines(json.dumps(document, ensure_ascii=False, indent=2))) == document


@given(JSON)
def test_a_document_is_the_same_json_and_steers_nothing(document: object) -> None:
    """Written with line ends, as people read it, or in one line."""
    for indent in (None, 2):
        made = printable_json(json.dumps(document, ensure_ascii=False, indent=indent).encode())
        assert json.loads(made) == document
        assert all(line.isprintable() for line in made.decode().split("\n"))


@given(st.binary())
def test_bytes_of_any_kind_can_be_shown(raw: bytes) -> None:
    """Line by line."""
    assert all(line.isprintable() for line in printable_bytes(raw).split("\n"))


def test_what_is_harmless_stays_as_it_is() -> None:
    """Texts of other languages, and the lines of a text."""
    assert printable("Bestellung abgeschlossen ✓ 注文") == "Bestellung abgeschlossen ✓ 注文"
    assert printable_lines("one\ntwo\r\n") == "one\ntwo\\u000d\n"


def test_what_would_steer_a_terminal_is_escaped() -> None:
    """Both ways to begin a control sequence, and bytes that are no text."""
    assert printable("\x1b[31mred\n") == "\\u001b[31mred\\u000a"
    assert printable("\x9b2J\U000e0001") == "\\u009b2J\\udb40\\udc01"
    assert printable_bytes(b"caf\xe9\x00") == "caf\\xe9\\u0000"
