"""What strangers wrote, made fit to be shown."""

import struct


def escaped(text: str) -> str:
    """The text in one line, with everything escaped that could steer a terminal; nothing is cut off.

    Not printable are control characters, line ends, marks that turn the direction of writing, and halves of surrogate
    pairs.
    """
    return "".join(letter if letter.isprintable() else _escape(letter) for letter in text)


def _escape(letter: str) -> str:
    """As JSON writes it: what stands outside 16 bits as two halves."""
    halves = struct.iter_unpack(">H", letter.encode("utf-16-be", "surrogatepass"))
    return "".join(f"\\u{half:04x}" for (half,) in halves)
