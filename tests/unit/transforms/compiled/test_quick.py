"""Quick tests never say yes to what the conversion would change or refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.compiled.quick import CONSTANTS, quick_test
from transforms.conversions import Bounds, Conversion, converter

BOUNDS = (Bounds(), Bounds(least=1, greatest=2**31 - 1), Bounds(least=0, greatest=2**53))
addresses = st.from_regex(r"https?://[a-z0-9.:/?#@-]{0,12}", fullmatch=True)
values = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | addresses | st.lists(st.integers())


def holds(conversion: Conversion, bounds: Bounds, value: object) -> bool:
    """Run the test as the generated function does."""
    test = quick_test(conversion, bounds, "v")
    return test is not None and bool(eval(test, {**CONSTANTS, "v": value}))  # noqa: S307  our own source


@given(st.sampled_from(Conversion), st.sampled_from(BOUNDS), values)
def test_what_passes_is_what_the_conversion_gives(conversion: Conversion, bounds: Bounds, value: object) -> None:
    """The same value and the same type of it."""
    if holds(conversion, bounds, value):
        converted = converter(conversion, bounds)(value)
        assert (converted, type(converted)) == (value, type(value))


@pytest.mark.parametrize(
    ("conversion", "value"),
    [
        (Conversion.TEXT, "a"),
        (Conversion.URL, "https://e.example/"),
        (Conversion.INTEGER, 1),
        (Conversion.INTEGER, 100),
        (Conversion.NUMBER, 1.0),
        (Conversion.NUMBER, 100.0),
        (Conversion.ABSOLUTE_NUMBER, 23.5),
    ],
)
def test_the_usual_value_passes(conversion: Conversion, value: object) -> None:
    """Else the test would be there for nothing."""
    assert holds(conversion, Bounds(least=1, greatest=100), value)


def test_what_is_always_made_anew_has_no_test() -> None:
    """Lists of one, and a number that may lose its sign."""
    assert quick_test(Conversion.TEXT_LIST, Bounds(), "v") is None
    assert quick_test(Conversion.ABSOLUTE_NUMBER, Bounds(), "v") is None
