"""The decoder: what is no JSON object is told apart, and the envelope is found."""

import gc

import pytest

from transforms.compiled.reading import attribute
from transforms.compiled.signal_event import event_shape, undecodable
from transforms.verdict import UNMAPPED, Invalid, InvalidReason

SHAPE = event_shape([("a", "b")])


@pytest.mark.parametrize(
    ("value", "reason", "words"),
    [
        (b"{", InvalidReason.NOT_JSON, "cut off"),
        (b"[]", InvalidReason.NOT_AN_OBJECT, "not an object"),
        (b"\xef\xbb\xbf[]", InvalidReason.NOT_AN_OBJECT, "not an object"),
        (b'{"x":' + b"[" * 100_000, InvalidReason.NOT_JSON, "cut off"),
    ],
)
def test_an_undecodable_value_is_told_apart(value: bytes, reason: InvalidReason, words: str) -> None:
    """By reason for machines and by words for people."""
    verdict = SHAPE.decode_repaired(value)
    assert isinstance(verdict, Invalid)
    assert verdict.reason is reason
    assert words in verdict.detail


@pytest.mark.parametrize("template", ['{"a":{"b":%s}}', '{"a":%s}', '{"x":%s}'])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_whatever_is_nested_is_decoded(template: str, opening: str, closing: str) -> None:
    """By the first decoding or, where the interpreter refuses so many levels, by the second."""
    for levels in (1, 254, 500, 900, 1000, 1024, 1025, 5_000):
        value = (template % f"{opening * levels}1{closing * levels}").encode()
        try:
            SHAPE.decode(value)
        except RecursionError:
            assert levels > 500
            assert not isinstance(SHAPE.decode_repaired(value), Invalid)


def test_any_other_error_of_the_decoder_is_a_defect() -> None:
    """It is named by its type; its message might repeat the event."""
    verdict = undecodable(KeyError("visitor-4711"), b"{}")
    assert (verdict.rule, verdict.reason) == (UNMAPPED, InvalidReason.TRANSFORM_FAILED)
    assert "KeyError" in verdict.detail
    assert "4711" not in verdict.detail


def test_a_decoded_event_is_none_of_the_garbage_collectors_business() -> None:
    """Tens of thousands are made in a second; none can be part of a cycle, and none can be changed."""
    event = SHAPE.decode(b'{"a":{"b":[1]}}')
    assert not gc.is_tracked(event)
    with pytest.raises(AttributeError):
        setattr(event, attribute("type"), "page")


def test_the_envelope_is_found_whatever_the_mapping_reads() -> None:
    """Type and event, raw; None where they are absent."""
    assert SHAPE.envelope(SHAPE.decode(b'{"type":"track","event":[1]}')) == ("track", [1])
    assert SHAPE.envelope(SHAPE.decode(b"{}")) == (None, None)


def test_every_spelling_is_listed() -> None:
    """In order, None where there is nothing."""
    shape = event_shape([("a_b",), ("aB",), ("c",)])
    assert shape.values([("a_b",), ("c",)])(shape.decode(b'{"aB":1,"c":""}')) == [None, 1, None]
