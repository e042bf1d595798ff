"""Nonce and visitor code: where they are found, and what is said where they are not."""

import hashlib

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.transforms.mappings import default_mapping
from transforms import Invalid, InvalidReason, Send, Verdict, compile_blueprint, parse_blueprint
from transforms.compiled.identity import hashed, visitor_code

DEFAULT = default_mapping()
HASHING = compile_blueprint(parse_blueprint("{extends: default, nonce: {as: hex16}, identity: {max_characters: 255}}"))
PLACES = (
    "vendor_ids.kameleoon_visitor_code, context.vendor_ids.kameleoon_visitor_code, context.kameleoon_visitor_code, "
    "properties.kameleoon_visitor_code, kameleoon_visitor_code, anonymous_id"
)


def judged(**event: object) -> Verdict:
    """What the default preset makes of a sign-up with a goal."""
    value = orjson.dumps({"event": "Signed Up", "properties": {"kameleoon_goal_id": 7}, **event})
    return DEFAULT.transform(value, 0.0)


@pytest.mark.parametrize(
    ("event", "reason", "detail"),
    [
        ({"anonymous_id": "a"}, InvalidReason.MESSAGE_ID_MISSING, "nonce: there is nothing in message_id"),
        ({"message_id": 5.5}, InvalidReason.FIELD_INVALID, "nonce: a text or an integer is wanted, this is a number"),
        ({"message_id": ["m"]}, InvalidReason.FIELD_INVALID, "nonce: a text or an integer is wanted, this is a list"),
        (
            {"message_id": "undefined", "messageId": " "},
            InvalidReason.MESSAGE_ID_PLACEHOLDER,
            "nonce: there is only a text that stands for nothing, such as undefined, in message_id",
        ),
        (
            {"message_id": "m", "kameleoon_visitor_code": "_js_null", "anonymous_id": ""},
            InvalidReason.VISITOR_CODE_PLACEHOLDER,
            f"visitorCode: there is only a text that stands for nothing, such as undefined, in {PLACES}",
        ),
        ({"message_id": "m"}, InvalidReason.VISITOR_CODE_MISSING, f"visitorCode: there is nothing in {PLACES}"),
        (
            {"message_id": "m", "kameleoon_visitor_code": {}, "anonymous_id": 5.5},
            InvalidReason.FIELD_INVALID,
            "visitorCode: a text or an integer is wanted, this is an object",
        ),
        (
            {"message_id": "m", "anonymous_id": True},
            InvalidReason.FIELD_INVALID,
            "visitorCode: a text or an integer is wanted, this is true or false",
        ),
        (
            {"message_id": "m", "anonymous_id": "a" * 101},
            InvalidReason.VISITOR_CODE_TOO_LONG,
            "visitorCode: it has more than 100 characters",
        ),
    ],
)
def test_what_is_wrong_is_told(event: dict[str, object], reason: InvalidReason, detail: str) -> None:
    """The message id first, then the visitor; each with the places, or with the kind of what is there."""
    assert judged(**event) == Invalid("Signed Up", reason, detail)


def test_the_fallback_is_noted() -> None:
    """Conversions of such a visitor are not attributed to an experiment."""
    by_code = judged(message_id="m", kameleoonVisitorCode="_js_v", anonymousId="a")
    by_fallback = judged(message_id="m", kameleoonVisitorCode="_js_", anonymousId="a")
    head = b'{"nonce":"m","eventType":"CONVERSION","visitorCode":'
    assert by_code == Send("Signed Up", head + b'"v","goalId":7}', is_fallback=False)
    assert by_fallback == Send("Signed Up", head + b'"a","goalId":7}', is_fallback=True)


@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
def test_a_hash_is_the_same_for_the_same_id_alone(left: str, right: str) -> None:
    """16 hexadecimal characters of any text, by the algorithm that it is said to be."""
    assert hashed(left) == hashlib.blake2b(left.encode(), digest_size=8).hexdigest()
    assert len(hashed(left)) == 16
    assert (hashed(left) == hashed(right)) == (left == right)


def test_a_hash_never_changes() -> None:
    """A release that hashed otherwise would have replayed events counted twice."""
    assert hashed("9f1c2d7a-4b88-4e2a-9a31-6c0e2b5d77aa") == "af25207805c0b76d"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=260))
def test_any_code_is_sent_up_to_its_limit(code: str) -> None:
    """Without blanks around it. Characters count, not bytes; the prefix of a raw cookie does not."""
    event = {"event": "Signed Up", "message_id": "m", "properties": {"kameleoon_goal_id": 7}}
    for written in (f"_js_{code}", code):
        verdict = HASHING.transform(orjson.dumps({**event, "kameleoon_visitor_code": written}), 0.0)
        sent = visitor_code(written)
        if sent and len(sent) <= 255:
            assert isinstance(verdict, Send)
            assert orjson.loads(verdict.body)["visitorCode"] == sent
        else:
            assert isinstance(verdict, Invalid)
