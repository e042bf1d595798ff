"""A mapping's text: what is wrong with it is said all at once, each with its place and what would be right."""

import pytest

from transforms import BlueprintError, load_preset, parse_blueprint
from transforms.blueprint import Blueprint, EventMapping, FieldMapping, Fixed, FromEvent, Identity, Nonce, Rule
from transforms.conversions import Conversion
from transforms.kameleoon_event import EventType

GOOD = """\
nonce: [message_id, properties.event_id]
identity: {visitor_code: kameleoon_visitor_code}
events:
  Trial Started:
    eventType: CONVERSION
    fields:
      goalId: {value: 7}
      revenue: {from: properties.price, as: absolute_number}
"""


def problems(text: str) -> tuple[str, ...]:
    """Everything that is wrong with a mapping."""
    with pytest.raises(BlueprintError) as caught:
        parse_blueprint(text)
    return caught.value.problems


def in_rule(line: str) -> str:
    """A mapping whose one rule has one line of its own."""
    return (
        "nonce: m\nidentity: {visitor_code: v}\nevents:\n  E:\n    eventType: CONVERSION\n"
        f"    fields:\n      goalId: {{value: 1}}\n      {line}\n"
    )


def test_a_mapping_becomes_a_blueprint() -> None:
    """One path or several, fixed values, a conversion of its own, no fallback."""
    assert parse_blueprint(GOOD) == Blueprint(
        nonce=Nonce(paths=(("message_id",), ("properties", "event_id"))),
        identity=Identity(visitor_code=(("kameleoon_visitor_code",),), fallback=()),
        events=(
            EventMapping(
                name="Trial Started",
                rules=(
                    Rule(
                        event_type=EventType.CONVERSION,
                        fields=(
                            FieldMapping(name="goalId", source=Fixed(value=7, conversion=Conversion.INTEGER)),
                            FieldMapping(
                                name="revenue",
                                source=FromEvent(
                                    paths=(("properties", "price"),), conversion=Conversion.ABSOLUTE_NUMBER
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )


def test_the_default_preset_has_the_specifications_four_names() -> None:
    """A fifth would count what a site sends under two names twice."""
    names = [event.names for event in load_preset("default").events]
    assert names == [("page",), ("Order Completed",), ("Order Refunded",), ("Signed Up",)]


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    """The message tells which there are."""
    with pytest.raises(BlueprintError, match="there is no preset 'defualt'; did you mean 'default'"):
        load_preset("defualt")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1, column 1: the mapping is empty"),
        ("nonce: [", "this is no YAML"),
        ("a: \x00", "this is no YAML"),
        ("- page", "line 1, column 1: the mapping must be keys with values, not a list"),
        ("page", "line 1, column 1: the mapping must be keys with values, not a single value"),
        (GOOD + "goals: {}\n", "line 9, column 1: the mapping has no 'goals'; there is extends, when, require_consent"),
        (GOOD.replace("events:", "event:"), "line 3, column 1: the mapping has no 'event'; did you mean 'events'?"),
        (GOOD + "nonce: m\n", "line 9, column 1: 'nonce' is there twice"),
        (GOOD.replace("nonce: [message_id, properties.event_id]\n", ""), "line 1, column 1: the mapping lacks 'nonce'"),
        (
            GOOD.replace("[message_id, properties.event_id]", "[]"),
            "line 1, column 8: 'nonce' must not be an empty list",
        ),
        (GOOD.replace("[message_id, properties.event_id]", "5"), "'nonce' must be a text, not 5 unquoted"),
        (GOOD.replace("[message_id, properties.event_id]", "''"), "'nonce' must be a text, not an empty text"),
        (
            GOOD.replace("[message_id, properties.event_id]", "[{a: b}]"),
            "'nonce' must be one value, not keys with values",
        ),
        (GOOD.replace("[message_id, properties.event_id]", "[m, m]"), "line 1, column 12: 'nonce' has 'm' twice"),
        (GOOD.replace("properties.event_id", "properties..id"), "'properties..id' is no path: write keys joined"),
        (
            GOOD.replace("visitor_code:", "visitorcode:"),
            "'identity' has no 'visitorcode'; did you mean 'visitor_code'?",
        ),
        (GOOD.replace("visitor_code:", "fallback:"), "line 2, column 11: 'identity' lacks 'visitor_code'"),
        (GOOD.replace("Trial Started:", "404:"), "a key of 'events' must be a text, not 404 unquoted"),
        (GOOD.replace("Trial Started:", "? [a]\n  :"), "a key of 'events' must be one value, not a list"),
        (GOOD.replace("eventType:", "type:"), "event 'Trial Started' lacks 'eventType'"),
        (GOOD.replace("CONVERSION", "PURCHASE"), "there is no eventType 'PURCHASE'; there is PAGE, CONVERSION"),
        (GOOD.replace("CONVERSION", "CONVERSIONS"), "there is no eventType 'CONVERSIONS'; did you mean 'CONVERSION'?"),
        (GOOD.replace("CONVERSION", "[PAGE]"), "'eventType' of event 'Trial Started' must be one value, not a list"),
        (GOOD.replace("CONVERSION", "PAGE"), "PAGE of event 'Trial Started' has no 'goalId'"),
        (GOOD.replace("CONVERSION", "PAGE"), "PAGE of event 'Trial Started' lacks 'href'"),
        (GOOD.replace("goalId:", "goalid:"), "CONVERSION of event 'Trial Started' lacks 'goalId'"),
        (GOOD.replace("goalId:", "goalid:"), "has no 'goalid'; did you mean 'goalId'?"),
        (in_rule("revenue: properties.price"), "'revenue' must be keys with values, not a single value"),
        (in_rule("revenue: {}"), "line 8, column 16: 'revenue' needs either 'from' or 'value'"),
        (in_rule("revenue: {from: a, value: 1}"), "'revenue' needs either 'from' or 'value'"),
        (in_rule("revenue: {from: a, form: b}"), "'revenue' has no 'form'; did you mean 'from'?"),
        (in_rule("revenue: {from: a, as: nummer}"), "there is no conversion 'nummer'; did you mean 'number'?"),
        (
            in_rule("revenue: {from: a, as: url}"),
            "'revenue' cannot be made as url; it can be number or absolute_number",
        ),
        (in_rule("revenue: {from: a, as: 5}"), "'as' of 'revenue' must be a text, not 5 unquoted"),
        (in_rule("revenue: {from: a, as: [number]}"), "'as' of 'revenue' must be one value, not a list"),
        (in_rule("revenue: {value: much}"), "'value' of 'revenue' must be a number from 0 to 9007199254740992"),
        (in_rule("revenue: {value: null}"), "'value' of 'revenue' must be a number"),
        (in_rule("revenue: {value: ''}"), "'value' of 'revenue' must be a number"),
        (in_rule("revenue: {value: .nan}"), "'value' of 'revenue' must be a number"),
        (in_rule("revenue: {value: [5]}"), "'value' of 'revenue' must be one value, not a list"),
        (in_rule("revenue: {value: 2026-02-30}"), "'value' of 'revenue' cannot be read"),
        (in_rule("revenue: {value: 2026-02-25}"), "'value' of 'revenue' must be a number"),
        (in_rule("negative: {value: 1}"), "'value' of 'negative' must be true or false"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, problem: str) -> None:
    """One kind of mistake each."""
    assert any(problem in line for line in problems(text)), problems(text)


def test_a_fixed_goal_of_nought_is_refused() -> None:
    """A fixed value is held to the vendor's rules when the mapping is read, not with each event."""
    wrong = problems(GOOD.replace("{value: 7}", "{value: 0}"))
    assert wrong == ("line 7, column 23: 'value' of 'goalId' must be an integer from 1 to 2147483647",)


def test_a_fixed_text_that_no_json_can_hold_is_refused() -> None:
    """YAML can write half a surrogate pair; as a title it would make every page view unwritable."""
    text = (
        "nonce: m\nidentity: {visitor_code: v}\nevents: {page: {eventType: PAGE, "
        'fields: {href: {from: url}, title: {value: "\\ud800"}}}}\n'
    )
    (problem,) = problems(text)
    assert "'value' of 'title' cannot be read" in problem


def test_all_mistakes_are_told_at_once_in_the_order_of_the_text() -> None:
    """Nobody should have to start five times to find five mistakes."""
    text = GOOD.replace("message_id", "a..b").replace("{value: 7}", "{value: x}").replace("absolute_", "abs_")
    assert [problem.split(":")[0] for problem in problems(text)] == [
        "line 1, column 9",
        "line 7, column 23",
        "line 8, column 45",
    ]
    assert len(problems(text)) == 3
