"""One rule: what only the rule by itself can show."""

from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given

from tests.unit.transforms.events import encoded, nearly_good_events
from tests.unit.transforms.mappings import NOW_EPOCH_SECONDS, default_mapping, full_mapping
from transforms import CompiledBlueprint, Invalid, InvalidReason, Send, compile_blueprint, parse_blueprint
from transforms.compiled.reading import attribute

FULL = full_mapping()
SIGNED_UP = b'{"event":"Signed Up","message_id":"m","anonymous_id":"a","properties":{"kameleoon_goal_id":7}}'
PAGE_VIEWED = """\
nonce: message_id
identity: {visitor_code: code, fallback: anonymous_id}
events:
  page:
    eventType: PAGE
    fields:
      referrersIndices: {from: channels}
      title: {from: title}
      href: {from: url}
  Paid:
    eventType: CONVERSION
    fields:
      goalId: {from: goal_id}
      revenue: {from: amount}
"""


def built(compiled: CompiledBlueprint, value: bytes, **replaced: object) -> Send | Invalid:
    """Build what the rule makes of an event in which some values cannot come from JSON."""
    event = compiled.shape.decode(value)
    changed = msgspec.structs.replace(event, **{attribute(key): value for key, value in replaced.items()})
    ((_, rule),) = compiled.events["Signed Up"].rules
    return rule.build(changed, 0.0)


@given(nearly_good_events)
def test_building_leaves_the_event_as_it_was(event: dict[str, Any]) -> None:
    """Every rule may read it, again and again: the explanation does."""
    compiled, value = FULL, encoded(event)
    decoded = compiled.shape.decode(value)
    for mapped in compiled.events.values():
        for _, rule in mapped.rules:
            assert rule.build(decoded, 0.0) == rule.build(decoded, NOW_EPOCH_SECONDS)
    assert decoded == compiled.shape.decode(value)


@pytest.mark.parametrize("replaced", [{"message_id": "m\ud800"}, {"anonymous_id": "\udc00"}])
def test_what_cannot_be_written_as_json_is_not_sent(replaced: dict[str, object]) -> None:
    """A lone surrogate, which no decoder lets through, is the verdict's business all the same."""
    assert built(default_mapping(), SIGNED_UP, **replaced) == Invalid(
        "Signed Up", InvalidReason.NOT_ENCODABLE, "the vendor event cannot be written as JSON"
    )


def test_an_event_is_as_large_as_its_bytes() -> None:
    """The limit itself is sent; one byte more is not. An é is two."""
    body = '{"nonce":"é","eventType":"CONVERSION","visitorCode":"a","goalId":7}'.encode()
    largest = default_mapping(max_event_bytes=len(body))
    smaller = default_mapping(max_event_bytes=len(body) - 1)
    assert built(largest, SIGNED_UP, message_id="é") == Send("Signed Up", body, is_fallback=True)
    assert built(smaller, SIGNED_UP, message_id="é") == Invalid(
        "Signed Up", InvalidReason.TOO_LARGE, f"the vendor event is larger than {len(body) - 1} bytes"
    )


@pytest.mark.parametrize(
    ("event", "reason", "detail"),
    [
        ({"type": "page"}, InvalidReason.HREF_MISSING, "href: there is nothing in url"),
        (
            {"type": "page", "url": "/"},
            InvalidReason.HREF_INVALID,
            "href: an http or https address with a host is wanted, this is a text",
        ),
        (
            {"type": "page", "channels": [-1], "title": 5},
            InvalidReason.FIELD_INVALID,
            "referrersIndices: an integer from 0 to 2147483647 or a list of such is wanted, this is a list",
        ),
        (
            {"type": "page", "title": None, "channels": "", "url": 5},
            InvalidReason.HREF_INVALID,
            "href: an http or https address with a host is wanted, this is a number",
        ),
        ({"event": "Paid", "amount": "x"}, InvalidReason.GOAL_ID_MISSING, "goalId: there is nothing in goal_id"),
        (
            {"event": "Paid", "goal_id": 1, "amount": {}},
            InvalidReason.REVENUE_INVALID,
            "revenue: a number from 0 to 9007199254740992 is wanted, this is an object",
        ),
    ],
)
def test_the_first_field_that_is_wrong_is_told(event: dict[str, str], reason: InvalidReason, detail: str) -> None:
    """In the order of the mapping: by its name, with its places, or with what is wanted and what is there."""
    transform = compile_blueprint(parse_blueprint(PAGE_VIEWED)).transform
    value = orjson.dumps({"message_id": "m", "code": "v", **event})
    assert transform(value, 0.0) == Invalid(event.get("type", event.get("event", "")), reason, detail)


def test_a_value_that_is_right_already_is_not_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most are, and a call for each took a seventh of an event's time; what is not right is."""
    converted: list[object] = []

    def convert(raw: object) -> int:
        converted.append(raw)
        return 9

    monkeypatch.setattr("transforms.compiled.step.converter", lambda *_: convert)
    transform = compile_blueprint(parse_blueprint(PAGE_VIEWED)).transform
    head = {"message_id": "m", "code": "v"}
    page = transform(orjson.dumps({**head, "type": "page", "url": "https://e.example/", "title": "t"}), 0.0)
    paid = transform(orjson.dumps({**head, "event": "Paid", "goal_id": 7, "amount": 2.5}), 0.0)
    assert isinstance(page, Send)
    assert isinstance(paid, Send)
    assert orjson.loads(page.body)["href"] == "https://e.example/"
    assert orjson.loads(paid.body) == {**orjson.loads(paid.body), "goalId": 7, "revenue": 2.5}
    assert converted == []
    assert isinstance(transform(orjson.dumps({**head, "event": "Paid", "goal_id": "7", "amount": "1"}), 0.0), Send)
    assert converted == ["7", "1"]
