"""Texts that come from strangers, made fit to be shown in a line or a table: an event's name, a client's id."""

from typing import Final

from consumer.core.printable import printable

SHOWN_MAX_CHARACTERS: Final = 60


def shown(text: str) -> str:
    """The text in one line of at most 60 characters, with everything escaped that could steer a terminal."""
    escaped = printable(text[: SHOWN_MAX_CHARACTERS + 1])
    return escaped if len(escaped) <= SHOWN_MAX_CHARACTERS else escaped[: SHOWN_MAX_CHARACTERS - 1] + "…"
