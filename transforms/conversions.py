"""From a value of an event to a value of a vendor event, or None where it cannot be one.

Numbers may come as JSON texts, since tag managers write them so. They are kept as given: an integer stays
an integer, a float a float. A boolean is never a number, though Python thinks so. An integer may stand for a text, the
digits of it, wherever a text is wanted: an id or a title that is all digits loses its quotes on the way. A
fraction, true and false may not: which text was meant is not known. Blanks around anything but free text are no part
of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transforms.nothing import NUMBER, is_nothing, is_word, trimmed

VendorValue = str | int | float | bool | list[str] | list[int] | dict[str, list[str]]
Convert = Callable[[object], VendorValue | None]
"""From a present value to the vendor's, or None where it cannot be made of it. Never raises."""

LARGEST_EXACT: Final = 2**53
"""Beyond it a double skips integers, so the vendor's JavaScript would count another number than was sent."""


class Conversion(StrEnum):
    """The kinds of value that a vendor event has. The mapping names them under `as`."""

    TEXT = "text"
    URL = "url"
    TEXT_LIST = "text_list"
    INTEGER = "integer"
    NUMBER = "number"
    ABSOLUTE_NUMBER = "absolute_number"
    BOOLEAN = "boolean"
    INDEX_LIST = "index_list"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The least and the greatest number that a field takes, both included."""

    least: int = -LARGEST_EXACT
    greatest: int = LARGEST_EXACT


# Digits are bounded, because int() of thousands of them raises and takes quadratic time.
_DECIMAL_INTEGER: Final = re.compile(r"-?[0-9]{1,32}")
_CUSTOM_DATA_INDEX: Final = re.compile(r"[0-9]{1,9}")
_DECIMAL_NUMBER: Final = re.compile(r"-?[0-9]{1,32}(?:\.[0-9]{1,32})?(?:[eE][+-]?[0-9]{1,4})?")

PLAIN_URL: Final = re.compile(r"https?://[a-z0-9.-]++(?:/|\Z)")
"""Nearly every address, found three times as fast as by the whole grammar below."""

# RFC 3986: scheme, perhaps user information, a host (an IPv6 address in brackets), perhaps a port. What
# follows is the site's own business and is sent as it came.
_URL: Final = re.compile(
    r"""[hH][tT][tT][pP][sS]?://
        (?:[^\s\x00-\x20/?\#@\\]*@)?
        (?:\[[0-9A-Fa-f:.]+\]|[^\s\x00-\x20\x7f/?\#@:\\\[\]]+)
        (?::[0-9]{0,5})?
        (?:[/?\#]|\Z)""",
    re.VERBOSE,
)


def converter(conversion: Conversion, bounds: Bounds) -> Convert:
    """Build the function that makes one kind of value.

    Args:
        conversion: The kind.
        bounds: The numbers that are accepted; of no matter to what is no number.

    Returns:
        A function that never raises.
    """
    match conversion:
        case Conversion.INTEGER:
            return _bounded_integer(bounds)
        case Conversion.NUMBER:
            return _bounded_number(bounds)
        case Conversion.ABSOLUTE_NUMBER:
            return _bounded_absolute_number(bounds)
        case Conversion.INDEX_LIST:
            return _index_list(_bounded_integer(bounds))
        case _:
            return _UNBOUNDED[conversion]


def wanted(conversion: Conversion, bounds: Bounds) -> str:
    """Say for a person what a conversion accepts.

    Args:
        conversion: The kind of value.
        bounds: The numbers that are accepted.

    Returns:
        Such as "an integer from 1 to 2147483647".
    """
    words = _WANTED[conversion]
    return words.format(least=bounds.least, greatest=bounds.greatest)


def kind_of(value: object) -> str:
    """Say for a person what kind of JSON value something is, and nothing of what it holds."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case None:
            return "null"
        case _:
            return "an object"


def text_of(raw: object) -> str | None:
    """Take a text, or an integer as its digits; None for anything else."""
    if type(raw) is str:
        return raw
    return str(raw) if type(raw) is int else None


def holds_nothing(raw: object, conversion: Conversion) -> bool:
    """Whether a value is none, where one of this kind is wanted: what `is_nothing` says, but of free text.

    What holds nothing cannot be converted either.
    """
    if type(raw) is not str or conversion is Conversion.TEXT:
        return raw is None or raw == ""
    if conversion is Conversion.TEXT_LIST:
        return is_word(raw)
    return is_nothing(raw) and not (conversion in _OF_NUMBERS and trimmed(raw).lower() == NUMBER)


_OF_NUMBERS: Final = {Conversion.INTEGER, Conversion.NUMBER, Conversion.ABSOLUTE_NUMBER}


def _text_list(raw: object) -> list[str] | None:
    text = text_of(raw)
    return None if text is None or is_word(text) else [text.strip()]


def _url(raw: object) -> str | None:
    address = raw.strip() if type(raw) is str else ""
    return address if PLAIN_URL.match(address) or _URL.match(address) else None


def _boolean(raw: object) -> bool | None:
    if type(raw) is bool:
        return raw
    return {"true": True, "false": False}.get(trimmed(raw)) if type(raw) is str else None


def _integer(raw: object) -> int | None:
    if type(raw) is float and raw.is_integer():
        return int(raw)
    digits = trimmed(raw) if type(raw) is str else ""
    return int(digits) if _DECIMAL_INTEGER.fullmatch(digits) else None


def _number(raw: object) -> int | float | None:
    digits = trimmed(raw) if type(raw) is str else ""
    if not _DECIMAL_NUMBER.fullmatch(digits):
        return None
    return int(digits) if _DECIMAL_INTEGER.fullmatch(digits) else float(digits)


# These run for every event; each is one function, because a call in a call costs a twentieth of a microsecond.
# NaN and infinity lie in no bounds.


def _bounded_integer(bounds: Bounds) -> Callable[[object], int | None]:
    least, greatest = bounds.least, bounds.greatest

    def convert(raw: object) -> int | None:
        number = raw if type(raw) is int else _integer(raw)
        return number if number is not None and least <= number <= greatest else None

    return convert


def _bounded_number(bounds: Bounds) -> Convert:
    least, greatest = bounds.least, bounds.greatest

    def convert(raw: object) -> int | float | None:
        number = raw if type(raw) is float or type(raw) is int else _number(raw)
        return number if number is not None and least <= number <= greatest else None

    return convert


def _bounded_absolute_number(bounds: Bounds) -> Convert:
    least, greatest = bounds.least, bounds.greatest

    def convert(raw: object) -> int | float | None:
        number = raw if type(raw) is float or type(raw) is int else _number(raw)
        return abs(number) if number is not None and least <= abs(number) <= greatest else None

    return convert


def _index_list(index: Callable[[object], int | None]) -> Convert:
    def convert(raw: object) -> list[int] | None:
        found = [index(item) for item in (raw if type(raw) is list else [raw])]
        indexes = [item for item in found if item is not None]
        return indexes if indexes and len(indexes) == len(found) else None

    return convert


def _metadata(raw: object) -> dict[str, list[str]] | None:
    if type(raw) is not dict or not raw or not all(map(_CUSTOM_DATA_INDEX.fullmatch, raw)):
        return None
    lists = {index: _texts(values) for index, values in raw.items()}
    made = {index: texts for index, texts in lists.items() if texts}
    return made if len(made) == len(lists) else None


def _texts(raw: object) -> list[str] | None:
    found = [text_of(item) for item in (raw if type(raw) is list else [raw])]
    texts = [text for text in found if text is not None]
    return texts if len(texts) == len(found) else None


_UNBOUNDED: Final[dict[Conversion, Convert]] = {
    Conversion.TEXT: text_of,
    Conversion.URL: _url,
    Conversion.TEXT_LIST: _text_list,
    Conversion.BOOLEAN: _boolean,
    Conversion.METADATA: _metadata,
}

_WANTED: Final[dict[Conversion, str]] = {
    Conversion.TEXT: "a text or an integer",
    Conversion.URL: "an http or https address with a host",
    Conversion.TEXT_LIST: "an address",
    Conversion.INTEGER: "an integer from {least} to {greatest}",
    Conversion.NUMBER: "a number from {least} to {greatest}",
    Conversion.ABSOLUTE_NUMBER: "a number whose size is from {least} to {greatest}",
    Conversion.BOOLEAN: "true or false",
    Conversion.INDEX_LIST: "an integer from {least} to {greatest} or a list of such",
    Conversion.METADATA: "an object of custom data indexes, each with a text or a list of texts (or integers),",
}
