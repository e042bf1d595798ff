"""A value or a key as a person reads it: JSON laid out, anything else escaped, and cut where it is long."""

from dataclasses import dataclass

import msgspec

from consumer.core.printable import printable_bytes


@dataclass(frozen=True, slots=True)
class Laid:
    """Bytes made fit for a terminal. Line ends are the only control characters that it may hold.

    Attributes:
        text: what is shown.
        is_json: whether it is JSON, laid out anew without changing a number or leaving out a repeated key.
        left_characters: how many more there would be.
    """

    text: str
    is_json: bool
    left_characters: int


def laid_out(raw: bytes, most_characters: int | None) -> Laid:
    """Lay bytes out; None shows all of it."""
    formatted = _formatted(raw)
    text = printable_bytes(raw if formatted is None else formatted)
    shown = text if most_characters is None else text[:most_characters]
    return Laid(shown, formatted is not None, len(text) - len(shown))


def one_line(raw: bytes, most_characters: int | None) -> str:
    """Bytes in one line, with `…` where they are cut; None shows all of it."""
    text = printable_bytes(raw).replace("\n", "\\n")
    return text if most_characters is None or len(text) <= most_characters else f"{text[: most_characters - 1]}…"


def _formatted(raw: bytes) -> bytes | None:
    """The same JSON on many lines, token by token; None where it is no JSON, or nested deeper than can be read."""
    try:
        return msgspec.json.format(raw, indent=2)
    except (msgspec.DecodeError, RecursionError):
        return None
