"""Texts that stand for nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.nothing import NOBODY, WORDS, is_nobody, is_nothing, is_word, trimmed


@pytest.mark.parametrize("word", sorted(WORDS))
def test_a_word_is_nothing_in_any_letters_and_brackets(word: str) -> None:
    """And it is nobody."""
    for text in (word, word.upper(), f" {word}\n", f"({word})", f"<{word}>", f'"{word}"', f"\u200b{word}\ufeff"):
        assert is_nothing(text), text
        assert is_nobody(text), text
    assert is_word(word)


@pytest.mark.parametrize("word", [*sorted(NOBODY), "0", "0000-00", "00000000-0000-0000-0000-000000000000", "--"])
def test_what_is_nobody_may_be_a_value(word: str) -> None:
    """A goal of nought is a mistake, not an absence."""
    assert is_nobody(word)
    assert not is_nothing(word)


@pytest.mark.parametrize("text", ["a", "10", "nullify", "un defined", "0x0", "{1a2b-3c}", "a {{b}}", "%7Bab%7D", "x}"])
def test_anything_else_is_something(text: str) -> None:
    """The lists are closed."""
    assert not is_nothing(text)
    assert not is_nobody(text)


@given(st.text())
def test_what_is_nothing_is_nobody_and_blanks_do_not_matter(text: str) -> None:
    """Whatever the text."""
    assert is_nobody(text) or not is_nothing(text)
    assert is_nothing(text) or not is_word(text)
    assert is_nothing(f"\u2003{text}\n") is is_nothing(text)
    assert trimmed(f"\0{text}\xa0") == trimmed(text)
