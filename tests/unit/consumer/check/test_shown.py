"""Texts of strangers, made fit to be shown."""

from hypothesis import given
from hypothesis import strategies as st

from consumer.check.shown import SHOWN_MAX_CHARACTERS, shown


@given(st.text())
def test_whatever_it_holds_it_is_one_short_line_that_steers_nothing(text: str) -> None:
    """Control characters, line separators, marks of direction, halves of surrogate pairs."""
    made = shown(text)
    assert made.isprintable()
    assert len(made) <= SHOWN_MAX_CHARACTERS
    made.encode()


def test_what_is_harmless_stays_as_it_is() -> None:
    """Names of other languages are names."""
    assert shown("Bestellung abgeschlossen ✓") == "Bestellung abgeschlossen ✓"
    assert shown("x" * SHOWN_MAX_CHARACTERS) == "x" * SHOWN_MAX_CHARACTERS


def test_a_terminal_is_not_steered_and_a_cut_is_shown() -> None:
    """An escape sequence would colour the screen, or retitle it."""
    assert shown("\x1b[31mred\n") == "\\u001b[31mred\\u000a"
    assert shown("\ud800") == "\\ud800"
    assert shown("x" * 1000) == "x" * (SHOWN_MAX_CHARACTERS - 1) + "…"
