"""Times, values and advice as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.check.verdict_advice import ADVICE
from consumer.letters.advice import advice_on_letters
from consumer.letters.times import ago_text, iso_time_text, short_time_text, time_text
from consumer.letters.value_text import laid_out, one_line
from tests.unit.consumer.letters.letters import NOON_MS
from transforms import InvalidReason


def test_times_are_utc() -> None:
    """On a machine in any zone."""
    assert time_text(NOON_MS + 999) == "2026-01-01 12:00:00"
    assert short_time_text(NOON_MS) == "01-01 12:00"
    assert iso_time_text(NOON_MS) == "2026-01-01T12:00:00Z"


@given(st.integers(0, 10**18))
def test_a_header_may_hold_any_number_as_a_time(epoch_ms: int) -> None:
    """Also one that no calendar has."""
    assert time_text(epoch_ms)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "just now"), (59, "just now"), (60, "1 min ago"), (7_199, "1 h ago"), (3 * 86_400, "3 d ago")],
)
def test_an_age_is_told_in_its_largest_unit(seconds: float, text: str) -> None:
    """Clocks of two machines may differ a little."""
    assert ago_text(seconds) == text


def test_json_is_laid_out_as_it_is() -> None:
    """A number keeps its digits, and a repeated key stays, since both may be what is wrong."""
    laid = laid_out(b'{"a":1e400,"a":12345678901234567890.10}', None)
    assert laid.text == '{\n  "a": 1e400,\n  "a": 12345678901234567890.10\n}'
    assert (laid.is_json, laid.left_characters) == (True, 0)


@pytest.mark.parametrize("raw", [b"", b"not json", b"\x00\x01Avro\xff", b'{"a":1', b"[" * 100_000])
def test_what_is_no_json_is_shown_all_the_same(raw: bytes) -> None:
    """As text, with what is none escaped."""
    laid = laid_out(raw, 50)
    assert not laid.is_json
    assert all(line.isprintable() for line in laid.text.split("\n"))
    assert len(laid.text) <= 50


def test_a_long_value_is_cut_and_says_by_how_much() -> None:
    """Nothing of it when it fits, or when all is asked for."""
    assert laid_out(b"x" * 100, 60).left_characters == 40
    assert laid_out(b"x" * 100, 100).left_characters == 0
    assert laid_out(b"x" * 100, None).text == "x" * 100


def test_a_key_is_one_line() -> None:
    """With a mark where it is cut."""
    assert one_line(b"a\nb\x1b", None) == "a\\nb\\u001b"
    assert one_line(b"x" * 10, 10) == "x" * 10
    assert one_line(b"x" * 11, 10) == "x" * 9 + "…"


def test_there_is_advice_on_every_letter() -> None:
    """On the mapping's reasons as check gives it, on what the API refused, on what is not ours."""
    assert all(advice_on_letters(reason, None) == ADVICE[reason] for reason in InvalidReason)
    assert "refuses such an event with 400" in advice_on_letters("rejected", 400)
    assert "something else writes" in advice_on_letters("", None)
    assert advice_on_letters("of a later version", None)
