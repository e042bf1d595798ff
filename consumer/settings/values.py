"""From a variable's text to a value: one parser for each kind, each with its bounds and their reason.

A parser raises ValueError with a sentence that continues "NAME …": what is wrong and what would be right.
"""

import re
from collections.abc import Callable
from typing import Final

_SIZE: Final = re.compile(r"(?P<count>[0-9]{1,15})\s*(?P<unit>[a-z]*)", re.IGNORECASE)
_SIZE_UNITS: Final = {
    "": 1, "b": 1,
    "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000,
    "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
}  # fmt: skip
_SITE_CODE: Final = re.compile(r"[A-Za-z0-9]+")
# Kafka's own rule (org.apache.kafka.common.internals.Topic).
_TOPIC: Final = re.compile(r"[A-Za-z0-9._-]{1,249}")
_SHOWN_CHARACTERS: Final = 60


def quoted(text: str) -> str:
    """The text as a message may show it: escaped, and cut where somebody pasted a whole file."""
    return f'"{ascii(text)[1:-1]}"' if len(text) <= _SHOWN_CHARACTERS else f'"{ascii(text[:_SHOWN_CHARACTERS])[1:-1]}…"'


def one_of(*words: str) -> Callable[[str], str]:
    """A parser for a closed list of words, in any case of letters."""

    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"is {quoted(text)}: must be {', '.join(words[:-1])} or {words[-1]}")
        return text.lower()

    return parse


def switch(text: str) -> bool:
    """On or off."""
    return one_of("on", "off")(text) == "on"


def whole_number(least: int, most: int, reason: str) -> Callable[[str], int]:
    """A parser for a whole number within bounds; the reason says why the bounds are there."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValueError(f"is {quoted(text)}: must be a whole number from {least} to {most}")
        return _bounded(int(text), least, most, reason)

    return parse


def number(least: float, most: float, reason: str) -> Callable[[str], float]:
    """A parser for a number within bounds, with a fraction or without."""

    def parse(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,15})?", text):
            raise ValueError(f"is {quoted(text)}: must be a number from {least} to {most}")
        if not least <= float(text) <= most:
            raise ValueError(f"is {text}: must be from {least} to {most} ({reason})")
        return float(text)

    return parse


def byte_size(least: int, most: int, reason: str) -> Callable[[str], int]:
    """A parser for sizes: plain bytes, or with a unit (kB, MB, GB are decimal; KiB, MiB, GiB binary)."""

    def parse(text: str) -> int:
        size = _SIZE.fullmatch(text)
        if size is None or size["unit"].lower() not in _SIZE_UNITS:
            raise ValueError(f"is {quoted(text)}: must be a size such as 1000000, 1MB or 64MiB")
        return _bounded(int(size["count"]) * _SIZE_UNITS[size["unit"].lower()], least, most, reason)

    return parse


def milliseconds(least: int, most: int, reason: str) -> Callable[[str], float]:
    """A parser for a number of milliseconds that gives seconds, as asyncio and the clocks count."""
    parse_number = whole_number(least, most, reason)

    def parse(text: str) -> float:
        return parse_number(text) / 1000

    return parse


def site_code(text: str) -> str:
    """A Kameleoon site code: letters and digits, of any length."""
    if not _SITE_CODE.fullmatch(text):
        raise ValueError(
            f"is {quoted(text)}: must be letters and digits, as Setup > Project in the Kameleoon app shows it"
        )
    return text


def credential(text: str) -> str:
    """One half of the credentials for the token service; neither is ever quoted, since they are easily mixed up."""
    if len(text) > 1_000 or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("is no credential: must be one word of ASCII, as your profile in the Kameleoon app shows it")
    return text


def group_id(text: str) -> str:
    """A consumer group's name; Kafka takes any text, but one that nobody can type is a mistake."""
    if not 1 <= len(text) <= 255 or not text.isprintable():
        raise ValueError(f"is {quoted(text)}: must be 1 to 255 printable characters")
    return text


def topic(text: str) -> str:
    """A legal Kafka topic name; librdkafka would read a leading ^ as a pattern, which is none."""
    if not _TOPIC.fullmatch(text) or text in {".", ".."}:
        raise ValueError(f"is {quoted(text)}: must be a topic name: at most 249 letters, digits, dots, _ and -")
    return text


def _bounded(number: int, least: int, most: int, reason: str) -> int:
    if not least <= number <= most:
        raise ValueError(f"is {number}: must be from {least} to {most} ({reason})")
    return number
