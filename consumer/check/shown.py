"""Texts that come from strangers, made fit to be shown: an event's name, a client's id."""

from typing import Final

SHOWN_MAX_CHARACTERS: Final = 60


def shown(text: str) -> str:
    """The text in one line of at most 60 characters, with everything escaped that could steer a terminal.

    Not printable are control characters, line separators, marks that turn the direction of writing, and halves of
    surrogate pairs.
    """
    cut = text[: SHOWN_MAX_CHARACTERS + 1]
    escaped = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)
    return escaped if len(escaped) <= SHOWN_MAX_CHARACTERS else escaped[: SHOWN_MAX_CHARACTERS - 1] + "…"
