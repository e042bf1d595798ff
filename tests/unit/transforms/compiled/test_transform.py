"""Compiling a mapping: what the default preset does not show."""

import orjson
import pytest

from transforms import (
    UNMAPPED,
    Dropped,
    DropReason,
    Invalid,
    InvalidReason,
    Send,
    compile_blueprint,
    load_preset,
    parse_blueprint,
)
from transforms.compiled.transform import event_name

NONE = "the event has neither a type nor an event name"
TRIAL = """\
nonce: [event_key, message_id]
identity: {visitor_code: kameleoon_visitor_code}
events:
  Trial Started:
    eventType: CONVERSION
    fields:
      negative: {from: properties.back}
      goalId: {value: "36152"}
      revenue: {from: [properties, properties.price], as: absolute_number}
  Page Viewed:
    eventType: PAGE
    fields:
      href: {value: "https://app.example/"}
      referrers: {value: "https://e.example/"}
"""


def trial(event: dict[str, object]) -> object:
    """What a mapping of one's own makes of an event."""
    head = {"event": "Trial Started", "message_id": "m-1", "kameleoon_visitor_code": "v-1"}
    return compile_blueprint(parse_blueprint(TRIAL)).transform(orjson.dumps({**head, **event}), 0.0)


def test_fields_come_in_the_order_of_the_mapping() -> None:
    """Fixed ones too; a fixed goal may be written as a text and is sent as an integer."""
    head = b'{"nonce":"m-1","eventType":"CONVERSION","visitorCode":"v-1",'
    assert trial({"properties": -5}) == Send("Trial Started", head + b'"goalId":36152,"revenue":5}')
    assert trial({}) == Send("Trial Started", head + b'"goalId":36152}')


def test_a_path_that_ends_where_another_passes_finds_the_whole() -> None:
    """What is present decides, even where it cannot be used."""
    verdict = trial({"properties": {"back": True, "price": 5}})
    assert verdict == Invalid(
        "Trial Started",
        InvalidReason.REVENUE_INVALID,
        "revenue: a number whose size is from 0 to 9007199254740992 is wanted, this is an object",
    )


def test_fixed_fields_need_nothing_of_the_event() -> None:
    """An address and a referrer that are the same for every page view."""
    assert trial({"event": "Page Viewed"}) == Send(
        "Page Viewed",
        b'{"nonce":"m-1","eventType":"PAGE","visitorCode":"v-1","href":"https://app.example/",'
        b'"referrers":["https://e.example/"]}',
    )


def test_without_a_fallback_an_anonymous_id_is_no_visitor() -> None:
    """The mapping has no fallback."""
    verdict = trial({"kameleoon_visitor_code": "", "anonymous_id": "a-1"})
    assert verdict == Invalid(
        "Trial Started",
        InvalidReason.VISITOR_CODE_MISSING,
        "visitorCode: there is nothing in kameleoon_visitor_code",
    )


def test_the_mappings_own_paths_come_first() -> None:
    """A nonce from a place of the user's own."""
    verdict = trial({"event_key": "k-1"})
    assert isinstance(verdict, Send)
    assert orjson.loads(verdict.body)["nonce"] == "k-1"


def test_the_limit_of_an_events_size_is_settable() -> None:
    """And holds for what is sent, not for what came."""
    event = b'{"event":"Signed Up","message_id":"m","anonymous_id":"a","properties":{"kameleoon_goal_id":1},"x":"%b"}'
    value = event % (b"x" * 1000)
    size = len(b'{"nonce":"m","eventType":"CONVERSION","visitorCode":"a","goalId":1}')
    preset = load_preset("default")
    assert isinstance(compile_blueprint(preset, max_event_bytes=size).transform(value, 0.0), Send)
    verdict = compile_blueprint(preset, max_event_bytes=size - 1).transform(value, 0.0)
    assert isinstance(verdict, Invalid)
    assert verdict.reason is InvalidReason.TOO_LARGE


def test_dropped_verdicts_are_shared() -> None:
    """Most records of a topic are dropped: none of them costs an object."""
    transform = compile_blueprint(load_preset("default")).transform
    first, second = transform(b'{"event":"a"}', 0.0), transform(b'{"type":"identify"}', 0.0)
    assert first is second
    assert isinstance(first, Dropped)
    assert first.rule == UNMAPPED


@pytest.mark.parametrize(
    ("value", "reason", "detail"),
    [
        (None, InvalidReason.EMPTY, "the record has no value"),
        (b"", InvalidReason.EMPTY, "the record has no value"),
        (b"{}", InvalidReason.EVENT_TYPE_MISSING, "the event has neither a type nor an event name"),
        (b"{", InvalidReason.NOT_JSON, "the value begins as JSON, but is cut off or malformed"),
        (b"[]", InvalidReason.NOT_AN_OBJECT, "the value is JSON, but not an object"),
        (b"[" * 100_000, InvalidReason.NOT_AN_OBJECT, "the value is JSON, but not an object"),
        (
            b'{"x":' + b"[" * 100_000,
            InvalidReason.NOT_JSON,
            "the value begins as JSON, but is cut off or malformed",
        ),
        (b"\x1f\x8b\x08\0", InvalidReason.NOT_JSON_COMPRESSED, "the value is compressed: gzip"),
    ],
)
def test_what_is_no_event_is_told(value: bytes | None, reason: InvalidReason, detail: str) -> None:
    """By words for a person, under no rule."""
    transform = compile_blueprint(load_preset("default")).transform
    assert transform(value, 0.0) == Invalid(UNMAPPED, reason, detail)


@pytest.mark.parametrize(
    ("kind", "event", "expected"),
    [
        ("page", "Order", "page"),
        ("track", "Order", "Order"),
        (None, "Order", "Order"),
        ("", "Order", "Order"),
        (5, "Order", "Order"),
        (["page"], "Order", "Order"),
        ("track", "", None),
        ("track", None, None),
        (None, 5, None),
        (None, ["Order"], None),
        ("identify", None, "identify"),
    ],
)
def test_an_event_has_a_name_or_none(kind: object, event: object, expected: str | None) -> None:
    """The explanation's naming and the transform's, which does it in place, are the same."""
    assert event_name(kind, event) == expected
    text = "events: {track: &no {eventType: CONVERSION, fields: {goalId: {value: 1}}}, Order: *no}"
    transform = compile_blueprint(parse_blueprint(f"{{extends: default, {text}}}")).transform
    verdict = transform(orjson.dumps({"type": kind, "event": event}), 0.0)
    unnamed = Dropped(UNMAPPED, DropReason.NOT_MAPPED)
    match expected:
        case "page" | "Order":
            assert (type(verdict), verdict.rule) == (Invalid, expected)
        case "identify":
            assert verdict == unnamed
        case _:
            assert verdict == (
                unnamed if kind == "track" else Invalid(UNMAPPED, InvalidReason.EVENT_TYPE_MISSING, NONE)
            )


def test_what_is_dropped_is_shared_too_where_a_rule_has_gates() -> None:
    """By name of the rule and reason; an alias is counted under its event's name."""
    gates = "require_consent: ads, max_age: 1h"
    events = "events: {page: drop, Paid: {aliases: [paid], when: {from: x, present: true}, eventType: CONVERSION"
    text = f"{{extends: default, {gates}, {events}, fields: {{goalId: {{value: 1}}}}}}}}}}"
    transform = compile_blueprint(parse_blueprint(text)).transform
    unmet, refused, old = (
        b'{"event":"paid"}',
        b'{"event":"paid","x":0}',
        b'{"event":"paid","x":0,"consent":{"ads":true},"timestamp":1000000001}',
    )
    for value, reason in (
        (unmet, DropReason.CONDITION_NOT_MET),
        (refused, DropReason.CONSENT_MISSING),
        (old, DropReason.TOO_OLD),
    ):
        assert transform(value, 1000003700.0) == Dropped("Paid", reason)
        assert transform(value, 1000003700.0) is transform(value, 1000003700.0)
    assert isinstance(transform(old, 1000003600.0), Invalid)


def test_a_defect_is_a_verdict_and_no_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule is named, the exception by its type alone, and the next event is none the worse."""
    visitor = "4711"
    failing = False

    def convert(_: object) -> int:
        if failing:
            raise ZeroDivisionError(visitor)
        return 7

    monkeypatch.setattr("transforms.compiled.step.converter", lambda *_: convert)
    transform = compile_blueprint(parse_blueprint(TRIAL)).transform
    event = {"event": "Trial Started", "message_id": "m", "kameleoon_visitor_code": visitor, "properties": 5}
    value, failing = orjson.dumps(event), True
    assert transform(value, 0.0) == Invalid(
        "Trial Started",
        InvalidReason.TRANSFORM_FAILED,
        "ZeroDivisionError in the transform, which is a defect in it",
    )
    failing = False
    assert isinstance(transform(value, 0.0), Send)
