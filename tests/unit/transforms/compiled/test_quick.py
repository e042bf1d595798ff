"""What is made quickly is what the conversion would have made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.compiled.identity import identifier
from transforms.compiled.origins import Origins
from transforms.compiled.quick import is_plain, quick_form
from transforms.conversions import Bounds, Conversion, converter
from transforms.nothing import LONGEST_WORD

BOUNDS = (Bounds(), Bounds(least=1, greatest=2**31 - 1), Bounds(least=0, greatest=2**53))
addresses = st.from_regex(r"https?://[a-z0-9.:/?#@-]{0,12}", fullmatch=True)
blanks = st.sampled_from(["", " ", "\n", "\0", "\xa0", "\u200b"])
words = st.sampled_from(
    ["0000\ufffd000000", "undefined", "Null", "0000000000", "[object Object]", "{{x}}", "245fc8a1b9abcdef", "_js_"]
)
texts = st.tuples(blanks, words | addresses | st.text(), st.text(max_size=2), blanks).map("".join)
values = (
    texts | st.none() | st.booleans() | st.integers() | st.floats() | st.text() | addresses | st.lists(st.integers())
)


def made_quickly(conversion: Conversion, bounds: Bounds, value: object) -> object:
    """Run the test as the generated function does; None where the conversion has to."""
    if (form := quick_form(conversion, bounds, "v")) is None:
        return None
    test, made = (eval(source, {"origins": Origins(), "v": value}) for source in form)  # noqa: S307  our own source
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
        (Conversion.TEXT_LIST, "https://e.example/"),
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


@given(texts | words.map(lambda word: word * 3))
def test_a_plain_text_is_the_identifier_that_it_would_become(text: str) -> None:
    """Nothing more needs to be asked of it."""
    if len(text) > LONGEST_WORD and eval(is_plain("v"), {"v": text}):  # noqa: S307  our own source
        assert identifier(text) == text
        assert not text.startswith("_js_")


def test_the_usual_identifiers_are_plain() -> None:
    """A code of Kameleoon's tag, a UUID that begins with a nought."""
    for text in ("245fc8a1b9", "0b7d6d0e-2a60-4d0a-9d51-8f1f7a0f2b10", "ga1.2.1700000000"):
        assert eval(is_plain("v"), {"v": text})  # noqa: S307  our own source
