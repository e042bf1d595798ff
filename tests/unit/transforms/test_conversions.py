"""Conversions: what becomes a value of the vendor's, and what cannot."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.conversions import Bounds, Conversion, converter, kind_of, wanted

BOUNDS = Bounds(least=-10, greatest=100)


@pytest.mark.parametrize(
    ("conversion", "raw", "value"),
    [
        (Conversion.TEXT, "a", "a"),
        (Conversion.TEXT_LIST, "a", ["a"]),
        (Conversion.URL, "https://e.example/", "https://e.example/"),
        (Conversion.URL, "https://E.Example", "https://E.Example"),
        (Conversion.BOOLEAN, True, True),
        (Conversion.BOOLEAN, False, False),
        (Conversion.BOOLEAN, "true", True),
        (Conversion.BOOLEAN, "false", False),
        (Conversion.INTEGER, 100, 100),
        (Conversion.INTEGER, -10, -10),
        (Conversion.INTEGER, "-10", -10),
        (Conversion.INTEGER, "0007", 7),
        (Conversion.INTEGER, 7.0, 7),
        (Conversion.NUMBER, 2.5, 2.5),
        (Conversion.NUMBER, "2.5", 2.5),
        (Conversion.NUMBER, "-3", -3),
        (Conversion.NUMBER, "1E1", 10.0),
        (Conversion.ABSOLUTE_NUMBER, -100, 100),
        (Conversion.ABSOLUTE_NUMBER, "-2.5", 2.5),
        (Conversion.ABSOLUTE_NUMBER, 3, 3),
    ],
    ids=repr,
)
def test_a_good_value_is_converted(conversion: Conversion, raw: object, value: object) -> None:
    """To the value and to its type: 7 is not 7.0, and True is not 1."""
    converted = converter(conversion, BOUNDS)(raw)
    assert (converted, type(converted)) == (value, type(value))


@pytest.mark.parametrize(
    ("conversion", "raw"),
    [
        *((conversion, raw) for conversion in Conversion for raw in ([], {}, ["a"], {"a": 1})),
        *((kind, raw) for kind in (Conversion.TEXT, Conversion.TEXT_LIST, Conversion.URL) for raw in (5, True, 2.5)),
        *((Conversion.BOOLEAN, raw) for raw in (0, 1, "True", "yes", "", 1.0)),
        *((Conversion.INTEGER, raw) for raw in (101, -11, 2.5, True, "2.5", "1e1", "+1", "7 ", "", math.inf, math.nan)),
        *((Conversion.NUMBER, raw) for raw in (100.5, -10.5, True, "1,5", ".5", "5.", "+1", "0x10", "1_0", "nan", "")),
        *((Conversion.NUMBER, raw) for raw in (math.inf, -math.inf, math.nan, "1e9999", "9" * 33)),
        *((Conversion.ABSOLUTE_NUMBER, raw) for raw in (-101, False, "x")),
    ],
    ids=repr,
)
def test_anything_else_is_refused(conversion: Conversion, raw: object) -> None:
    """By None, which no conversion gives for a good value."""
    assert converter(conversion, BOUNDS)(raw) is None


@given(st.sampled_from(Conversion), st.text() | st.integers() | st.floats() | st.booleans())
def test_a_conversion_is_total_and_keeps_its_bounds(conversion: Conversion, raw: object) -> None:
    """It never raises; a number lies where it should."""
    value = converter(conversion, BOUNDS)(raw)
    if isinstance(value, int | float) and conversion is not Conversion.BOOLEAN:
        assert -10 <= value <= 100
        assert not isinstance(value, bool)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_not_at_once(rest: str) -> None:
    """Whatever follows a host and a slash is the site's own business."""
    assert converter(Conversion.URL, BOUNDS)(f"https://e.example/{rest}") == f"https://e.example/{rest}"


@pytest.mark.parametrize("kind", list(Conversion))
def test_what_is_wanted_is_said(kind: Conversion) -> None:
    """With the bounds where there are any, and no place left open."""
    words = wanted(kind, BOUNDS)
    assert "{" not in words
    assert ("100" in words) == ("number" in words or "integer" in words)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true or false"),
        ("a", "a text"),
        (1, "a number"),
        (1.5, "a number"),
        ([], "a list"),
        ({}, "an object"),
        (None, "null"),
    ],
)
def test_the_kind_of_a_value_is_said(value: object, words: str) -> None:
    """And nothing of what it holds."""
    assert kind_of(value) == words
