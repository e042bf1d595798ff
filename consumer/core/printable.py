"""Texts that come from strangers, made fit for a terminal: whatever could steer it is escaped."""

from typing import Final

_UNIT_BYTES: Final = 2
_HARMLESS: Final = bytes(range(ord(" "), 0x7F)) + b"\n"


def printable(text: str) -> str:
    r"""The text in one line, with everything that cannot be printed as `\uXXXX`, as JSON writes it.

    Not printable are control characters, line separators, marks that turn the direction of writing, and halves of
    surrogate pairs. JSON stays the same JSON, since such characters stand in its strings only.
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in text)


def printable_lines(text: str) -> str:
    """The same, where line ends may stay."""
    return "\n".join(map(printable, text.split("\n")))


def printable_bytes(raw: bytes) -> str:
    r"""Bytes as text where they are UTF-8, and as `\xNN` where they are not; line ends stay."""
    return printable_lines(raw.decode("utf-8", "backslashreplace"))


def printable_json(document: bytes) -> bytes:
    """A JSON document, one or more lines of UTF-8, with the same escaped: it is the same JSON, fit for a terminal."""
    if not document.translate(None, _HARMLESS):  # most of it is: a third of the time of the way below
        return document
    return printable_bytes(document).encode()


def _escaped(letter: str) -> str:
    """One escape, or two for a character outside of the basic plane."""
    units = letter.encode("utf-16-be", "surrogatepass")
    pairs = (units[index : index + _UNIT_BYTES] for index in range(0, len(units), _UNIT_BYTES))
    return "".join(f"\\u{pair.hex()}" for pair in pairs)
