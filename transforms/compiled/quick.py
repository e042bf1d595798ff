"""Tests, as source, by which a value is what the vendor wants already, or nearly, so that its conversion is not called.

Most values are. A call of the conversion for each of them took a seventh of the time of an event; everything that
these tests do not know goes to the conversion, so they may say no too often, and never yes.
"""

from transforms.conversions import Bounds, Conversion
from transforms.nothing import LONGEST_WORD, NOUGHTS, PLAIN


def is_plain(variable: str) -> str:
    """Write the test of a text of which nothing more needs to be asked, if it is longer than `LONGEST_WORD`."""
    return f"{variable}[0] in {PLAIN!r} and {variable}[-1] in {PLAIN!r} and {variable} > {NOUGHTS!r}"


def quick_form(conversion: Conversion, bounds: Bounds, variable: str) -> tuple[str, str] | None:
    """Write the test of a variable, and the vendor's value where it holds.

    Args:
        conversion: The kind of value that is wanted.
        bounds: The numbers that are accepted.
        variable: The name of the variable that holds the raw value.

    Returns:
        Two Python expressions, or None where every value needs its conversion. That of an address refers to
        `origins`, which the rule has.
    """
    is_within = f"{bounds.least} <= {variable} <= {bounds.greatest}"
    match conversion:
        case Conversion.TEXT:
            return f"{variable}.__class__ is str", variable
        case Conversion.TEXT_LIST:
            is_trimmed = f"{variable}.strip() is {variable}"
            return f"{variable}.__class__ is str and {is_trimmed} and len({variable}) > {LONGEST_WORD}", f"[{variable}]"
        case Conversion.URL:
            is_plain_url = f"({variable}.startswith(origins.known) or origins.is_plain({variable}))"
            return f"{variable}.__class__ is str and {is_plain_url} and {variable}.rstrip() is {variable}", variable
        case Conversion.INTEGER:
            return f"{variable}.__class__ is int and {is_within}", variable
        case Conversion.NUMBER | Conversion.ABSOLUTE_NUMBER if bounds.least >= 0:
            return f"{variable}.__class__ is float and {is_within}", variable
        case _:
            return None
