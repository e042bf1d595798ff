"""Tests, as source, by which a value is what the vendor wants already, or nearly, so that its conversion is not called.

Most values are. A call of the conversion for each of them took a seventh of the time of an event; everything that
these tests do not know goes to the conversion, so they may say no too often, and never yes.
"""

from typing import Final

from transforms.conversions import PLAIN_URL, Bounds, Conversion

CONSTANTS: Final[dict[str, object]] = {"is_plain_url": PLAIN_URL.match}
"""What the tests refer to."""


def quick_form(conversion: Conversion, bounds: Bounds, variable: str) -> tuple[str, str] | None:
    """Write the test of a variable, and the vendor's value where it holds.

    Args:
        conversion: The kind of value that is wanted.
        bounds: The numbers that are accepted.
        variable: The name of the variable that holds the raw value.

    Returns:
        Two Python expressions, or None where every value needs its conversion.
    """
    is_within = f"{bounds.least} <= {variable} <= {bounds.greatest}"
    match conversion:
        case Conversion.TEXT:
            return f"{variable}.__class__ is str", variable
        case Conversion.TEXT_LIST:
            return f"{variable}.__class__ is str", f"[{variable}]"
        case Conversion.URL:
            return f"{variable}.__class__ is str and is_plain_url({variable})", variable
        case Conversion.INTEGER:
            return f"{variable}.__class__ is int and {is_within}", variable
        case Conversion.NUMBER | Conversion.ABSOLUTE_NUMBER if bounds.least >= 0:
            return f"{variable}.__class__ is float and {is_within}", variable
        case _:
            return None
