"""What is made quickly is what the conversion would have made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.compiled.quick import CONSTANTS, quick_form
from transforms.conversions import Bounds, Conversion, converter

BOUNDS = (Bounds(), Bounds(least=1, greatest=2**31 - 1), Bounds(least=0, greatest=2**53))
addresses = st.from_regex(r"https?://[a-z0-9.:/?#@-]{0,12}", fullmatch=True)
values = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | addresses | st.lists(st.integers())


def made_quickly(conversion: Conversion, bounds: Bounds, value: object) -> object:
    """Run the test as the generated function does; None where the conversion has to."""
    if (form := quick_form(conversion, bounds, "v")) is None:
        return None
    test, made = (eval(source, {**CONSTANTS, "v": value}) for source in form)  # noqa: S307  our own source
    return made if test else None


@given(st.sampled_from(Conversion), st.sampled_from(BOUNDS), values)
def test_what_is_made_quickly_is_what_the_conversion_gives(
    conversion: Conversion, bounds: Bounds, value: object
) -> None:
    """The same value and the same type of it."""
    if (made := made_quickly(conversion, bounds, value)) is not None:
        converted = converter(conversion, bounds)(value)
        assert (converted, type(converted)) == (made, type(made))


@pytest.mark.parametrize(
    ("conversion", "value"),
    [
        (Conversion.TEXT, "a"),
        (Conversion.TEXT_LIST, "a"),
        (Conversion.URL, "https://e.example/"),
        (Conversion.INTEGER, 1),
        (Conversion.INTEGER, 100),
        (Conversion.NUMBER, 1.0),
        (Conversion.NUMBER, 100.0),
        (Conversion.ABSOLUTE_NUMBER, 23.5),
    ],
)
def test_the_usual_value_is_made_quickly(conversion: Conversion, value: object) -> None:
    """Else the test would be there for nothing."""
    assert made_quickly(conversion, Bounds(least=1, greatest=100), value) is not None


def test_what_is_always_made_anew_has_no_quick_form() -> None:
    """A number that may lose its sign."""
    assert quick_form(Conversion.ABSOLUTE_NUMBER, Bounds(), "v") is None
