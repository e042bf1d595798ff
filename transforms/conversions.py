"""From a value of an event to a value of a vendor event, or None where it cannot be one.

Numbers may come as JSON texts, since tag managers write them so. They are kept as given: an integer stays
an integer, a float a float. A boolean is never a number, though Python thinks so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

VendorValue = str | int | float | bool | list[str]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The least and the greatest number that a field takes, both included."""

    least: int = -LARGEST_EXACT
    greatest: int = LARGEST_EXACT


# Digits are bounded, because int() of thousands of them raises and takes quadratic time.
_DECIMAL_INTEGER: Final = re.compile(r"-?[0-9]{1,32}")
_DECIMAL_NUMBER: Final = re.compile(r"-?[0-9]{1,32}(?:\.[0-9]{1,32})?(?:[eE][+-]?[0-9]{1,4})?")

# Nearly every address, found three times as fast as by the whole grammar below.
_PLAIN_URL: Final = re.compile(r"https?://[a-z0-9.-]++(?:/|\Z)")

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
            return _bounded(_integer, bounds)
        case Conversion.NUMBER:
            return _bounded(_number, bounds)
        case Conversion.ABSOLUTE_NUMBER:
            return _bounded(_absolute_number, bounds)
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


def _text(raw: object) -> str | None:
    return raw if type(raw) is str else None


def _text_list(raw: object) -> list[str] | None:
    return [raw] if type(raw) is str else None


def _url(raw: object) -> str | None:
    return raw if type(raw) is str and (_PLAIN_URL.match(raw) or _URL.match(raw)) else None


def _boolean(raw: object) -> bool | None:
    if type(raw) is bool:
        return raw
    return {"true": True, "false": False}.get(raw) if type(raw) is str else None


def _integer(raw: object) -> int | None:
    if type(raw) is int:
        return raw
    if type(raw) is float and raw.is_integer():
        return int(raw)
    return int(raw) if type(raw) is str and _DECIMAL_INTEGER.fullmatch(raw) else None


def _number(raw: object) -> int | float | None:
    if type(raw) is float or type(raw) is int:
        return raw
    if type(raw) is not str or not _DECIMAL_NUMBER.fullmatch(raw):
        return None
    return int(raw) if _DECIMAL_INTEGER.fullmatch(raw) else float(raw)


def _absolute_number(raw: object) -> int | float | None:
    number = _number(raw)
    return None if number is None else abs(number)


def _bounded(convert: Callable[[object], int | float | None], bounds: Bounds) -> Convert:
    """Keep a number that lies in its bounds; NaN and infinity lie in none."""
    least, greatest = bounds.least, bounds.greatest

    def convert_bounded(raw: object) -> int | float | None:
        number = convert(raw)
        return number if number is not None and least <= number <= greatest else None

    return convert_bounded


_UNBOUNDED: Final[dict[Conversion, Convert]] = {
    Conversion.TEXT: _text,
    Conversion.URL: _url,
    Conversion.TEXT_LIST: _text_list,
    Conversion.BOOLEAN: _boolean,
}

_WANTED: Final[dict[Conversion, str]] = {
    Conversion.TEXT: "a text",
    Conversion.URL: "an http or https address with a host",
    Conversion.TEXT_LIST: "a text",
    Conversion.INTEGER: "an integer from {least} to {greatest}",
    Conversion.NUMBER: "a number from {least} to {greatest}",
    Conversion.ABSOLUTE_NUMBER: "a number whose size is from {least} to {greatest}",
    Conversion.BOOLEAN: "true or false",
}
