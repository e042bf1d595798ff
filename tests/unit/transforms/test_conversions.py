"""Conversions: what becomes a value of the vendor's, and what cannot."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.conversions import Bounds, Conversion, converter, holds_nothing, kind_of, wanted

BOUNDS = Bounds(least=-10, greatest=100)
NO_INDEXES: list[object] = [[1, None], [1, 101], [1, "x"], [[1]], [True], "x", True, -11, [""], [1.5]]
NO_CUSTOM_DATA: list[object] = [
    *({index: "a"} for index in ("x", "", "-1", "1.0", " 3", "3\n", "1234567890", "\u0663")),
    *({"3": 5.5}, {"3": None}, {"3": True}, {"3": []}, {"3": {}}, {"3": [5.5]}, {"3": ["a", None]}, {"3": [["a"]]}),
    {"3": "a", "x": "b"},
    {"3": ["a"], "4": [True]},
    *("3", ["3"], 3, True),
]
NO_ADDRESSES = [
    *("", "e.example", "//e.example", "/a", "ftp://e.example/", "https:/e.example", "https//e.example", "xhttps://e"),
    *(
        "https://",
        "https:///a",
        "https://?a",
        "https://#a",
        "https://:80",
        "https://@",
        "https://a@/b",
        "https://a@:80",
    ),
    *("https://[::1", "https://[]", "https://[x]", "https://e.example:x", "https://e.example:123456", "https://e e/"),
    *(
        "https://e.example\\a",
        "https://e\x00",
        "https://e\x7f",
        "https://a b@e/",
        "https://e]",
        "https://a\\b@e/",
        "https://a@b@e",
    ),
    *("https://[::1]x", "https://e:80x", "undefined", "\u200bhttps://e.example"),
]


@pytest.mark.parametrize(
    ("conversion", "raw", "value"),
    [
        (Conversion.TEXT, "a", "a"),
        (Conversion.TEXT_LIST, "a", ["a"]),
        (Conversion.TEXT_LIST, " https://e ", ["https://e"]),
        (Conversion.TEXT_LIST, "null@e.example", ["null@e.example"]),
        (Conversion.TEXT_LIST, 5, ["5"]),
        (Conversion.TEXT, 404, "404"),
        (Conversion.TEXT, " None ", " None "),
        (Conversion.URL, " https://e.example\n", "https://e.example"),
        (Conversion.BOOLEAN, " true ", True),
        (Conversion.INTEGER, "\n7 ", 7),
        (Conversion.NUMBER, "\xa02.5\u200b", 2.5),
        (Conversion.METADATA, {"3": 5}, {"3": ["5"]}),
        (Conversion.METADATA, {"3": ["a", 5]}, {"3": ["a", "5"]}),
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
        (Conversion.ABSOLUTE_NUMBER, -100.0, 100.0),
        (Conversion.INTEGER, "-" + "0" * 31 + "7", -7),
        (Conversion.INTEGER, -0.0, 0),
        (Conversion.NUMBER, 100.0, 100.0),
        (Conversion.NUMBER, -10, -10),
        (Conversion.NUMBER, "5e-1", 0.5),
        (Conversion.NUMBER, "0.5E+0001", 5.0),
        (Conversion.NUMBER, "0" * 32 + "." + "0" * 31 + "5", 5e-32),
        (Conversion.INDEX_LIST, 3, [3]),
        (Conversion.INDEX_LIST, "3", [3]),
        (Conversion.INDEX_LIST, [0, "2", 5.0, 100], [0, 2, 5, 100]),
        (Conversion.METADATA, {"3": "gold"}, {"3": ["gold"]}),
        (Conversion.METADATA, {"3": ["a", ""], "999999999": ""}, {"3": ["a", ""], "999999999": [""]}),
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
        *((kind, raw) for kind in (Conversion.TEXT, Conversion.TEXT_LIST, Conversion.URL) for raw in (True, 2.5, None)),
        *((Conversion.TEXT_LIST, raw) for raw in ("", " ", "undefined", "(none)", " NULL ")),
        (Conversion.URL, 5),
        *((Conversion.BOOLEAN, raw) for raw in (0, 1, "True", "yes", "", 1.0)),
        *(
            (Conversion.INTEGER, raw)
            for raw in (101, -11, 2.5, True, "2.5", "1e1", "+1", "7 7", "", math.inf, math.nan)
        ),
        *((Conversion.NUMBER, raw) for raw in (100.5, -10.5, True, "1,5", ".5", "5.", "+1", "0x10", "1_0", "nan", "")),
        *((Conversion.NUMBER, raw) for raw in (math.inf, -math.inf, math.nan, "1e9999", "9" * 33)),
        *((Conversion.ABSOLUTE_NUMBER, raw) for raw in (-101, 100.5, "-101", False, "x", math.nan, -math.inf)),
        *((Conversion.INTEGER, raw) for raw in ("0" * 33, "- 7", "\u0667")),
        *((Conversion.NUMBER, raw) for raw in ("1e", "1e+", "1e00001", "1." + "0" * 33, "1.5.5", "\u0667", "--1")),
        *((Conversion.INDEX_LIST, raw) for raw in NO_INDEXES),
        *((Conversion.METADATA, raw) for raw in NO_CUSTOM_DATA),
        *((Conversion.URL, raw) for raw in NO_ADDRESSES),
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


@pytest.mark.parametrize(
    "address",
    [
        *("http://e", "HTTPS://E.EXAMPLE", "https://e.example/ a", "https://e?", "https://e#"),
        *("https://e.example:", "https://e.example:65535/", "https://e:0?a", "https://a:b@e", "https://@e"),
        *("https://[::1]", "https://[2001:db8::1]:8080#a", "https://[::FFFF:1.2.3.4]/", "https://é.example"),
        *("https://e_e/", "https://-/", "https://e.example/[]\\", "https://xn--e.example.:443"),
    ],
)
def test_an_address_needs_a_host_and_no_more(address: str) -> None:
    """User information, brackets, a port, letters beyond ASCII: sent as it came."""
    assert converter(Conversion.URL, BOUNDS)(address) == address


@given(st.lists(st.integers(-15, 105) | st.sampled_from(["7", "x", 7.0, True]), min_size=1, max_size=5))
def test_a_list_of_indexes_is_converted_whole_or_not_at_all(raw: list[object]) -> None:
    """An index left out would have the others mean something else."""
    one = converter(Conversion.INTEGER, BOUNDS)
    expected = [one(item) for item in raw]
    assert converter(Conversion.INDEX_LIST, BOUNDS)(raw) == (None if None in expected else expected)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_not_at_once(rest: str) -> None:
    """Whatever follows a host and a slash is the site's own business."""
    assert converter(Conversion.URL, BOUNDS)(f"https://e.example/{rest}") == f"https://e.example/{rest}".strip()


def test_what_is_wanted_is_said() -> None:
    """With the bounds where there are any."""
    assert {str(kind): wanted(kind, BOUNDS) for kind in Conversion} == {
        "text": "a text or an integer",
        "url": "an http or https address with a host",
        "text_list": "an address",
        "integer": "an integer from -10 to 100",
        "number": "a number from -10 to 100",
        "absolute_number": "a number whose size is from -10 to 100",
        "boolean": "true or false",
        "index_list": "an integer from -10 to 100 or a list of such",
        "metadata": "an object of custom data indexes, each with a text or a list of texts (or integers),",
    }


def test_without_bounds_a_number_is_one_that_a_double_holds_exactly() -> None:
    """On both sides, the limit included."""
    integer = converter(Conversion.INTEGER, Bounds())
    assert [integer(raw) for raw in (2**53, -(2**53), 2**53 + 1, -(2**53) - 1)] == [2**53, -(2**53), None, None]


def test_the_least_of_an_absolute_number_is_of_its_size() -> None:
    """A sign does not make it smaller."""
    convert = converter(Conversion.ABSOLUTE_NUMBER, Bounds(least=2, greatest=100))
    assert [convert(raw) for raw in (-2, 2.0, 1, -1.5, -100)] == [2, 2.0, None, None, 100]


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


@given(
    st.sampled_from(Conversion), st.sampled_from(["", " ", "null", "(NaN)", "{{x}}", "0", "[]"]) | st.text() | st.none()
)
def test_what_holds_nothing_cannot_be_converted(conversion: Conversion, raw: object) -> None:
    """Else it would depend on the place whether it counts. Free text may be anything but empty."""
    if raw and holds_nothing(raw, conversion):
        assert conversion is not Conversion.TEXT
        assert converter(conversion, Bounds())(raw) is None


def test_a_number_that_is_none_holds_something() -> None:
    """A sum that went wrong is told, and not left out."""
    assert not holds_nothing("NaN", Conversion.NUMBER)
    assert holds_nothing("NaN", Conversion.URL)
