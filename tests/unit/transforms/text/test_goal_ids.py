"""Fixed goals without a file."""

import time

import pytest

from transforms import Blueprint, BlueprintError, load_preset, parse_blueprint, with_goal_ids
from transforms.blueprint import FieldMapping, Fixed
from transforms.conversions import Conversion

GA4 = load_preset("ga4")


CONVERSIONS = "Order Completed, purchase, Order Refunded, refund, Signed Up, sign_up"


def fixed_goals(blueprint: Blueprint) -> dict[str, list[object]]:
    """For each event the fixed goal of each rule, if it has one."""
    return {
        event.name: [
            field.source.value
            for rule in event.rules
            for field in rule.fields
            if field.name == "goalId" and isinstance(field.source, Fixed)
        ]
        for event in blueprint.events
    }


def problems(blueprint: Blueprint, text: str) -> tuple[str, ...]:
    """Everything that is wrong with a text."""
    with pytest.raises(BlueprintError) as caught:
        with_goal_ids(blueprint, text)
    return caught.value.problems


@pytest.mark.parametrize("text", ["", " ", ",", " , ,"])
def test_no_goals_change_nothing(text: str) -> None:
    """The setting may be empty."""
    assert with_goal_ids(GA4, text) == GA4


@pytest.mark.parametrize(
    "text", ["Order Completed=36151", " Order Completed = 36151 ,", "purchase=36151", ",purchase=36151"]
)
def test_a_goal_is_fixed_by_the_events_name_or_an_alias(text: str) -> None:
    """Of this event alone."""
    expected = {"page": [], "Order Completed": [36151], "Order Refunded": [], "Signed Up": []}
    assert fixed_goals(with_goal_ids(GA4, text)) == expected


def test_the_field_stays_where_it_was_and_the_others_as_they_were() -> None:
    """The goal alone is replaced."""
    (before,), (after,) = GA4.events[2].rules, with_goal_ids(GA4, "refund=7,sign_up=8").events[2].rules
    goal = FieldMapping(name="goalId", source=Fixed(value=7, conversion=Conversion.INTEGER))
    assert after.fields == (goal, *before.fields[1:])
    assert (after.when, after.event_type) == (before.when, before.event_type)


def test_every_rule_of_an_event_that_converts_has_the_goal() -> None:
    """Even where a rule has a fixed one; a page view among them has none."""
    blueprint = parse_blueprint(
        "nonce: m\nidentity: {visitor_code: v}\nevents: {E=1: "
        "{eventType: CONVERSION, fields: {goalId: {value: 1}}, rules: ["
        "{when: {from: a, present: true}}, {when: {from: b, present: true}, fields: {goalId: {from: c}}}]},"
        "F: {fields: {}, rules: [{when: {from: a, present: true}, eventType: PAGE, fields: {href: {from: url}}},"
        "{eventType: CONVERSION, fields: {goalId: {from: c}}}]}}\n"
    )
    assert fixed_goals(with_goal_ids(blueprint, "E=1=5, F=6")) == {"E=1": [5, 5], "F": [6]}


@pytest.mark.parametrize("goal", ["1", "2147483647"])
def test_a_goal_may_be_the_least_and_the_greatest(goal: str) -> None:
    """As the vendor counts them."""
    assert fixed_goals(with_goal_ids(GA4, f"refund={goal}"))["Order Refunded"] == [int(goal)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("36151", "'36151' must be an event name, = and a goal id, such as Order Completed=36151"),
        (" = 36151", "'= 36151' must be an event name, = and a goal id, such as Order Completed=36151"),
        ("purchases=1", "the mapping makes no conversion of 'purchases'; did you mean 'purchase'?"),
        ("page_view=1", "the mapping makes no conversion of 'page_view'; there is " + CONVERSIONS),
        ("refund=", "the goal id of 'refund' must be an integer from 1 to 2147483647"),
        ("refund=0", "the goal id of 'refund' must be an integer from 1 to 2147483647"),
        ("refund=2147483648", "the goal id of 'refund' must be an integer from 1 to 2147483647"),
        ("refund=1.5", "the goal id of 'refund' must be an integer from 1 to 2147483647"),
        ("refund=seven", "the goal id of 'refund' must be an integer from 1 to 2147483647"),
        ("refund=1,refund=1", "'Order Refunded' has two goal ids"),
        ("refund=1,Order Refunded=2", "'Order Refunded' has two goal ids"),
    ],
)
def test_a_mistake_is_told(text: str, problem: str) -> None:
    """With what would be right."""
    assert problems(GA4, text) == (problem,)


def test_all_mistakes_are_told_at_once() -> None:
    """In the order of the text."""
    assert problems(GA4, "refund=x,7,refund=1,Order Refunded=2,basket=1") == (
        "the goal id of 'refund' must be an integer from 1 to 2147483647",
        "'7' must be an event name, = and a goal id, such as Order Completed=36151",
        "'Order Refunded' has two goal ids",
        f"the mapping makes no conversion of 'basket'; there is {CONVERSIONS}",
    )


def test_a_mapping_without_conversions_offers_none() -> None:
    """There is nothing to name."""
    assert problems(parse_blueprint("nonce: m\nidentity: {visitor_code: v}\nevents: {}\n"), "E=1") == (
        "the mapping makes no conversion of 'E'",
    )


def test_thousands_of_mistakes_are_told_in_seconds() -> None:
    """The first ones with a hint; a list of thousands of names would help nobody."""
    events = ",".join(f"Sign-up {n}: *c" for n in range(3_000))
    text = (
        f"{{extends: default, events: {{A: &c {{eventType: CONVERSION, fields: {{goalId: {{value: 1}}}}}},{events}}}}}"
    )
    wrong = ",".join(f"{n}{'x' * 40}=1" for n in range(3_000))
    started = time.process_time()
    told = problems(parse_blueprint(text), wrong)
    assert time.process_time() - started < 10
    assert len(told) == 3_000
    assert told[0].endswith("and 2,984 more")
    assert told[10].endswith("x'")
