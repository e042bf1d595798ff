"""An explanation says what the transform did: nothing else, and nothing less."""

import time
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.transforms.events import encoded, events, nearly_good_events
from tests.unit.transforms.good_events import changed
from tests.unit.transforms.mappings import NOW_EPOCH_SECONDS, default_mapping, full_mapping, gated_mapping
from transforms import Blueprint, Dropped, DropReason, Invalid, Send, compile_blueprint, parse_blueprint
from transforms.blueprint import Rule
from transforms.compiled.explanation import FIXED, ConditionFinding, Explanation, FieldFinding, Found, explain
from transforms.compiled.identity import hashed, identifier, visitor_code
from transforms.conversions import converter
from transforms.kameleoon_event import VENDOR_FIELDS

MAPPINGS = {"default": default_mapping(), "full": full_mapping(), "gated": gated_mapping()}
REFUSALS = {
    DropReason.CONDITION_NOT_MET: "properties.",
    DropReason.CONSENT_MISSING: "the visitor has consented to",
    DropReason.TOO_OLD: "the event is not older than",
}


def told(name: str, event: object, now: float = NOW_EPOCH_SECONDS) -> Explanation:
    """Explain an event by one of the mappings."""
    return explain(MAPPINGS[name], encoded(event), now)


def rebuilt(explanation: Explanation, blueprint: Blueprint, *, is_fallback: bool) -> bytes:
    """Make the vendor event of nothing but what was found, and the rule."""
    assert explanation.rule is not None
    nonce, visitor, *fields = explanation.fields
    token, code = identifier(nonce.found.value), (identifier if is_fallback else visitor_code)(visitor.found.value)
    assert token
    event: dict[str, object] = {
        "nonce": hashed(token) if blueprint.nonce.is_hashed else token,
        "eventType": explanation.rule.event_type,
        "visitorCode": code,
    }
    for field in fields:
        if field.found.place is not None:
            event[field.name] = vendor_value(explanation.rule, field)
    return orjson.dumps(event)


def vendor_value(rule: Rule, field: FieldFinding) -> object:
    """Convert what was found, as the rule's field of that name says."""
    (mapping,) = [mapping for mapping in rule.fields if mapping.name == field.name]
    return converter(mapping.source.conversion, VENDOR_FIELDS[rule.event_type][field.name].bounds)(field.found.value)


def is_in_order(field: FieldFinding) -> bool:
    """Whether a field does not keep the event from being sent."""
    return field.is_usable and (field.found.place is not None or not field.is_required)


def check_places(explanation: Explanation, event: object) -> None:
    """Hold each place to the event; where nothing was found there is nothing."""
    findings: list[ConditionFinding | FieldFinding] = [*explanation.conditions, *explanation.fields]
    for found in [finding.found for finding in findings]:
        value = event
        for key in (found.place or "").split("."):
            value = value.get(key) if isinstance(value, dict) else None
        assert found.place == FIXED or found.value == value
        assert (found.place is None) == (found.value is None)


def check_fields(explanation: Explanation, blueprint: Blueprint) -> None:
    """Hold the findings of a rule that took the event to its verdict."""
    problems = [field for field in explanation.fields if not is_in_order(field)]
    match explanation.verdict:
        case Send(body=body, is_fallback=is_fallback):
            assert not problems
            assert rebuilt(explanation, blueprint, is_fallback=is_fallback) == body
        case Invalid(detail=detail):
            assert detail.startswith(f"{problems[0].name}: ")
        case Dropped(reason=reason):
            assert not explanation.fields
            failed = [finding for finding in explanation.conditions if not finding.holds]
            assert any(finding.words.startswith(REFUSALS[reason]) for finding in failed)


@pytest.mark.parametrize("name", MAPPINGS)
@settings(max_examples=15)
@given(nearly_good_events | events)
@example({"event": "Order Completed", "messageId": "m-1", "anonymousId": "x" * 101, "properties": {}})
def test_an_explanation_agrees_with_the_transform(name: str, event: dict[str, Any]) -> None:
    """A sent event can be made of what was found; the first field in disorder is the one that the verdict names."""
    compiled, value = MAPPINGS[name], encoded(event)
    explanation = explain(compiled, value, NOW_EPOCH_SECONDS)
    assert explanation.verdict == compiled.transform(value, NOW_EPOCH_SECONDS)
    check_places(explanation, msgspec.json.decode(value))
    if explanation.rule is not None:
        check_fields(explanation, compiled.blueprint)
    elif explanation.matched is not None:
        assert explanation.verdict == Dropped(explanation.matched, DropReason.CONDITION_NOT_MET)
    else:
        assert isinstance(explanation.verdict, Invalid | Dropped)
        assert explanation.verdict.rule == "unmapped"


@given(st.none() | st.binary())
def test_any_bytes_can_be_explained(value: bytes | None) -> None:
    """There is the verdict, and nothing else where there is no event."""
    explanation = explain(MAPPINGS["full"], value, NOW_EPOCH_SECONDS)
    assert explanation.verdict == MAPPINGS["full"].transform(value, NOW_EPOCH_SECONDS)
    if isinstance(explanation.verdict, Invalid):
        assert explanation == Explanation(verdict=explanation.verdict)


@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b'{"type":5}', b'{"x":' + b"[" * 100_000])
def test_what_has_no_name_has_only_a_verdict(value: bytes | None) -> None:
    """A tombstone, what is no JSON, no object, or no event of any type."""
    compiled = MAPPINGS["default"]
    explanation = explain(compiled, value, 0.0)
    assert explanation == Explanation(verdict=compiled.transform(value, 0.0))
    assert (explanation.event_name, explanation.matched, explanation.rule_number, explanation.rule) == (None,) * 4
    assert (explanation.conditions, explanation.fields) == ((), ())


def test_the_findings_of_a_sent_event() -> None:
    """The rule that took it and its number, conditions in order, fields in order, each with its place."""
    properties = {"plan": "silver", "coupon": 0, "total": "5", "custom": {"3": "a"}}
    explanation = told("full", changed({"type": "track", "event": "purchase", "properties": properties}, []))
    assert (explanation.event_name, explanation.matched, explanation.rule_number) == ("purchase", "Order Completed", 2)
    assert explanation.rule is MAPPINGS["full"].events["purchase"].rules[1][1].rule
    places = ("site", "context.site")
    assert explanation.conditions[0] == ConditionFinding(
        words="site or context.site is 'shop' or 3 or True",
        found=Found(place="site", value="shop", places=places),
        holds=True,
    )
    assert [(finding.words, finding.found.place, finding.holds) for finding in explanation.conditions[1:]] == [
        ("properties.test is absent", None, True),
        ("properties.plan is 'gold'", "properties.plan", False),
        ("properties.plan is 'silver' or 5", "properties.plan", True),
        ("properties.coupon is present", "properties.coupon", True),
        ("the visitor has consented to analytics", "context.consent.analytics", True),
        ("the event is not older than 7 days", "timestamp", True),
    ]
    assert [(f.name, f.found.place, f.found.value, f.is_required, f.is_usable) for f in explanation.fields] == [
        ("nonce", "message_id", "m-1", True, True),
        ("visitorCode", "vendor_ids.kameleoon_visitor_code", "_js_245fc8a1b9", True, True),
        ("revenue", "fixed in the mapping", 9.5, False, True),
        ("negative", FIXED, False, False, True),
        ("metadata", "properties.custom", {"3": "a"}, False, True),
        ("goalId", FIXED, 2, True, True),
    ]
    assert [field.found.places for field in explanation.fields][:3] == [
        ("properties.event_id", "message_id"),
        ("vendor_ids.kameleoon_visitor_code", "kameleoon_visitor_code"),
        (),
    ]


def test_what_is_wrong_with_an_invalid_event_is_marked() -> None:
    """What is missing has no place; what cannot be used keeps its own; the places of a fallback are told too."""
    event = {"event": "Order Completed", "messageId": 5.5, "anonymousId": [], "properties": {"total": -1}}
    explanation = told("default", event)
    assert [(f.name, f.found.place, f.is_required, f.is_usable) for f in explanation.fields] == [
        ("nonce", "messageId", True, False),
        ("visitorCode", "anonymousId", True, False),
        ("goalId", None, True, True),
        ("revenue", "properties.total", False, False),
    ]
    assert explanation.fields[1].found.places[0::5] == ("vendor_ids.kameleoon_visitor_code", "anonymous_id")
    assert explanation.fields[2].found == Found(place=None, value=None, places=("properties.kameleoon_goal_id",))


@pytest.mark.parametrize(
    ("code", "fallback", "found"),
    [
        ("x" * 100, "a", ("kameleoonVisitorCode", True)),
        ("_js_" + "x" * 100, "a", ("kameleoonVisitorCode", True)),
        ("x" * 101, "a", ("kameleoonVisitorCode", False)),
        ("_js_" + "x" * 101, "a", ("kameleoonVisitorCode", False)),
        ("_js_", "_js_" + "x" * 96, ("anonymousId", True)),
        ("_js_", "_js_" + "x" * 97, ("anonymousId", False)),
        ("_js_", "", (None, True)),
        (["_js_"], "a", ("anonymousId", True)),
        (["_js_"], "undefined", ("kameleoonVisitorCode", False)),
        (False, 5.5, ("kameleoonVisitorCode", False)),
        ("", 5, ("anonymousId", True)),
        ("", 5.5, ("anonymousId", False)),
        ("undefined", "a", ("anonymousId", True)),
        ("_js_null", "a", ("anonymousId", True)),
        (0, "{{id}}", (None, True)),
        (" x ", "a", ("kameleoonVisitorCode", True)),
    ],
)
def test_the_visitor_is_found_as_the_rule_finds_it(code: object, fallback: object, found: object) -> None:
    """The tag's code without its prefix, else the fallback as it is, and neither too long."""
    event = {"event": "Signed Up", "kameleoonVisitorCode": code, "anonymousId": fallback}
    visitor = told("default", event).fields[1]
    assert visitor.name == "visitorCode"
    assert (visitor.found.place, visitor.is_usable) == found


def test_a_dropped_event_shows_what_did_not_hold() -> None:
    """The whole mapping's conditions, those of each rule that was tried, consent, age; no fields."""
    foreign = told("full", changed({"event": "Trial"}, [("site", "blog"), ("properties.test", 1)]))
    assert [finding.holds for finding in foreign.conditions] == [False, False]
    assert (foreign.event_name, foreign.matched) == ("Trial", None)
    untaken = told("full", changed({"event": "Order Completed"}, []))
    assert [finding.holds for finding in untaken.conditions] == [True, True, False, False, False, False]
    assert (untaken.matched, untaken.rule, untaken.rule_number) == ("Order Completed", None, None)
    old = told("gated", changed({"event": "Signed Up"}, [("context.consent", {}), ("timestamp", 1_577_836_800)]))
    assert [(finding.holds, finding.found.value) for finding in old.conditions] == [
        (False, None),
        (False, 1_577_836_800),
    ]
    assert (old.rule_number, old.fields) == (1, ())
    unread = told("gated", changed({"event": "Signed Up"}, [("timestamp", 0)])).conditions[-1]
    assert (unread.holds, unread.words) == (
        True,
        "the event is not older than 1 hour (its timestamp is no readable time)",
    )
    assert told("full", changed({"event": "Other"}, [])).event_name == "Other"


def test_a_condition_of_thousands_of_values_is_said_in_a_line() -> None:
    """With the first of them."""
    values = ", ".join(f"v{number}" for number in range(5_000))
    text = f"{{extends: default, when: {{from: plan, one_of: [{values}]}}}}"
    (finding,) = explain(compile_blueprint(parse_blueprint(text)), b'{"plan":"v4711","event":"x"}', 0.0).conditions
    assert finding.words.endswith("'v18' or 'v19' or one of 4,980 more")
    assert finding.holds


def test_thousands_of_events_are_explained_in_seconds_whatever_the_mapping() -> None:
    """`check` explains a thousand: what reads a place is generated once, and not for each event."""
    conditions = ", ".join(f"{{from: p{number}, present: false}}" for number in range(300))
    compiled = compile_blueprint(parse_blueprint(f"{{extends: default, when: [{conditions}]}}"))
    started = time.process_time()
    for _ in range(500):
        assert len(explain(compiled, b'{"event":"x"}', 0.0).conditions) == 300
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("age", "words"),
    [("1d", "1 day"), ("36h", "36 hours"), ("90m", "90 minutes"), ("1m", "1 minute"), ("2w", "14 days")],
)
def test_an_age_is_told_in_the_largest_unit_that_fits(age: str, words: str) -> None:
    """Without a clock's nulls."""
    mapping = compile_blueprint(parse_blueprint(f"extends: default\nmax_age: {age}\n"))
    (found,) = explain(mapping, b'{"event": "Signed Up"}', 0.0).conditions
    assert found.words == f"the event is not older than {words}"
