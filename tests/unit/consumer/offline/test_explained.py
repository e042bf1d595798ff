"""`explain`: what a person reads, and what a machine reads."""

import io
from typing import Any

import orjson
import pytest
from rich.console import Console

from consumer.offline.explained import explained
from consumer.offline.explained_json import explained_json
from transforms import compile_blueprint, parse_blueprint
from transforms.compiled.explanation import explain

PURCHASE = {
    "type": "track",
    "event": "Order Completed",
    "messageId": "m-1",
    "vendorIds": {"kameleoonVisitorCode": "_js_245fc8a1b9"},
    "properties": {"total": 23.5, "kameleoon_goal_id": 7},
}
RULES = """\
extends: default
require_consent: analytics
max_age: 7d
events:
  Order Completed:
    rules:
      - {when: {from: properties.plan, one_of: [gold, 3]}, fields: {goalId: {value: 1}}}
      - {when: {from: properties.test, present: false}}
"""


def read(event: object, mapping: str = "extends: default\n", now: float = 0.0) -> list[str]:
    """What a person reads of an event, without the blanks at the ends of lines."""
    compiled = compile_blueprint(parse_blueprint(mapping))
    page = io.StringIO()
    explanation = explain(compiled, orjson.dumps(event), now)
    Console(file=page, width=200, highlight=False).print(explained(explanation, compiled.blueprint))
    return [line.rstrip() for line in page.getvalue().splitlines()]


def read_json(event: object, mapping: str = "extends: default\n") -> dict[str, Any]:
    """What a machine reads of an event."""
    compiled = compile_blueprint(parse_blueprint(mapping))
    parsed: dict[str, Any] = orjson.loads(explained_json(explain(compiled, orjson.dumps(event), 0.0)))
    return parsed


def test_a_machine_reads_the_same_without_what_steers_a_terminal() -> None:
    """Somebody looks at it all the same."""
    steering = "\x9b2J\u202e\u2028\x7f\U000e0001"
    event = {**PURCHASE, "messageId": steering, "properties": {"total": [steering], "kameleoon_goal_id": 7}}
    told = explained_json(explain(compile_blueprint(parse_blueprint("extends: default\n")), orjson.dumps(event), 0.0))
    assert all(line.isprintable() for line in told.decode().split("\n"))
    assert {field["field"]: field["value"] for field in orjson.loads(told)["fields"]}["nonce"] == steering


def test_what_would_be_sent_is_shown_with_the_origin_of_each_field() -> None:
    """The exact place in the event, in the spelling in which it was found there."""
    assert read(PURCHASE) == [
        "SEND",
        "Event     Order Completed",
        "Rule      Order Completed, makes a CONVERSION",
        "",
        "Fields",
        'nonce        "m-1"             from messageId',
        'visitorCode  "_js_245fc8a1b9"  from vendorIds.kameleoonVisitorCode',
        "goalId       7                 from properties.kameleoon_goal_id",
        "revenue      23.5              from properties.total",
        "",
        "Sent to Kameleoon",
        "{",
        '  "nonce": "m-1",',
        '  "eventType": "CONVERSION",',
        '  "visitorCode": "245fc8a1b9",',
        '  "goalId": 7,',
        '  "revenue": 23.5',
        "}",
    ]


def test_a_fallback_is_told() -> None:
    """It costs the conversion its experiment."""
    event = {**PURCHASE, "vendorIds": None, "anonymousId": "a-1"}
    assert read(event)[0] == "SEND; by the fallback identifier, so not attributed to an experiment"


def test_what_is_missing_and_what_cannot_be_used_is_shown() -> None:
    """A required field that is absent, an optional one that is wrong, an optional one that is left out."""
    lines = read({**PURCHASE, "properties": {"total": "much"}})
    assert lines[0] == "INVALID goal_id_missing: goalId: there is nothing in properties.kameleoon_goal_id"
    assert "goalId       missing           nothing in properties.kameleoon_goal_id" in lines
    assert 'revenue      "much"            from properties.total, cannot be used' in lines
    page = read({"type": "page", "messageId": "m", "anonymousId": "a", "properties": {"url": "https://e.example/"}})
    assert "title        left out              nothing in context.page.title, properties.title" in page


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("purchase", "Rule      none; preset ga4 maps it (extends: ga4)"),
        ("Order completed", "Rule      none; did you mean 'Order Completed'?"),
        ("xyz", "Rule      none; the mapping has page, Order Completed, Order Refunded, Signed Up"),
    ],
)
def test_an_event_without_a_rule_is_shown_the_nearest(name: str, line: str) -> None:
    """A preset that has one, a name that looks like it, or else all there are."""
    assert read({**PURCHASE, "event": name})[:3] == ["DROP not_mapped", f"Event     {name}", line]


def test_a_name_of_a_stranger_does_not_reach_the_terminal_as_it_is() -> None:
    """Escape sequences would be obeyed there."""
    assert read({"event": "\x1b[2J"})[1] == "Event     \\u001b[2J"


def test_a_value_does_not_reach_the_terminal_as_it_is() -> None:
    """JSON escapes some control characters and leaves others, among them one that begins a control sequence."""
    lines = read({**PURCHASE, "messageId": "m\x9b2J"})
    assert any(line.startswith('nonce        "m\\u009b2J"') for line in lines)
    assert '  "nonce": "m\\u009b2J",' in lines
    assert all(line.isprintable() for line in lines)


def test_what_is_no_event_has_no_name() -> None:
    """The headline says it all."""
    assert read([]) == ["INVALID not_an_object: the value is JSON, but not an object"]
    assert read({}) == ["INVALID event_type_missing: the event has neither a type nor an event name"]
    assert read({"type": "track"}) == ["DROP not_mapped", "Event     without a name"]


def test_conditions_are_shown_up_to_the_rule_that_took_the_event() -> None:
    """Then consent and age, which apply to every rule."""
    event = {**PURCHASE, "timestamp": "1970-01-01T00:00:00Z", "context": {"consent": {"analytics": True}}}
    assert read(event, RULES)[:9] == [
        "SEND",
        "Event     Order Completed",
        "Rule      Order Completed, rule 2, makes a CONVERSION",
        "",
        "Conditions",
        "properties.plan is 'gold' or 3          does not hold  nothing in properties.plan",
        "properties.test is absent               holds          nothing in properties.test",
        "the visitor has consented to analytics  holds          from context.consent.analytics",
        "the event is not older than 7 days      holds          from timestamp",
    ]
    assert read(event, RULES, now=604801.0)[0] == "DROP too_old"


def test_an_event_that_no_rule_takes_says_so() -> None:
    """The name is mapped, and yet nothing is sent."""
    lines = read({**PURCHASE, "properties": {"test": True}}, RULES)
    assert lines[0] == "DROP condition_not_met"
    assert lines[2] == "Rule      Order Completed: none of its conditions holds"
    assert "properties.test is absent       does not hold  from properties.test" in lines


def test_a_machine_reads_the_same() -> None:
    """With the event as it would be sent."""
    told = read_json({**PURCHASE, "context": {"consent": {"analytics": True}}}, RULES)
    assert (told["outcome"], told["rule"], told["rule_number"]) == ("send", "Order Completed", 2)
    assert told["event"]["visitorCode"] == "245fc8a1b9"
    assert told["by_fallback"] is False
    assert [condition["holds"] for condition in told["conditions"]] == [False, True, True, True]
    assert told["fields"][3] == {
        "field": "revenue",
        "from": "properties.total",
        "value": 23.5,
        "looked_at": ["properties.revenue", "properties.total", "properties.value"],
        "is_required": False,
        "is_usable": True,
    }


@pytest.mark.parametrize("value", ["123456789012345678901234567890", "[" * 600 + "]" * 600, '"é"', "1e-400"])
def test_any_value_can_be_shown(value: str) -> None:
    """Longer integers and deeper nesting than a vendor event may have."""
    text = orjson.dumps(PURCHASE).replace(b"23.5", value.encode())
    compiled = compile_blueprint(parse_blueprint("extends: default\n"))
    explanation = explain(compiled, text, 0.0)
    assert explained(explanation, compiled.blueprint)
    assert orjson.loads(explained_json(explanation))["fields"][3]["field"] == "revenue"


def test_a_machine_reads_why_nothing_is_sent() -> None:
    """The reason, of the closed list; the detail of what is invalid."""
    assert read_json({"event": "x"})["reason"] == "not_mapped"
    told = read_json({**PURCHASE, "messageId": [5]})
    assert (told["outcome"], told["reason"]) == ("invalid", "field_invalid")
    assert told["detail"] == "nonce: a text or an integer is wanted, this is a list"
