"""Events and their rules."""

import pytest

from tests.unit.transforms.text.mappings import ALONE, Mistake, mistakes, problems, read, read_event, read_rule
from transforms.blueprint import Condition, FieldMapping, Fixed, OneOf, Present, Rule
from transforms.conversions import Conversion
from transforms.kameleoon_event import EventType


@pytest.mark.parametrize("mistake", mistakes("events") + mistakes("rules"), ids=lambda mistake: mistake.what)
def test_a_mistake_is_told(mistake: Mistake) -> None:
    """Everything that is wrong, and nothing else; in the user's own text, whatever a preset has to do with it."""
    assert problems(mistake.text) == tuple(mistake.problems)


def fixed(name: str, value: int) -> FieldMapping:
    """A number that is the same in every event."""
    conversion = Conversion.INTEGER if name == "goalId" else Conversion.NUMBER
    return FieldMapping(name=name, source=Fixed(value=value, conversion=conversion))


def conversion(*fields: FieldMapping, when: tuple[Condition, ...] = ()) -> Rule:
    """A rule for a conversion."""
    return Rule(when=when, event_type=EventType.CONVERSION, fields=fields)


GOLD = Condition(paths=(("plan",),), test=OneOf(("gold",)))
IN_SHOP = Condition(paths=(("shop",),), test=Present(is_wanted=True))


def test_an_entry_is_one_rule() -> None:
    """Its conditions, type and fields."""
    entry = "{when: {from: plan, equals: gold}, eventType: CONVERSION, fields: {goalId: {value: 1}}}"
    assert read_rule(entry) == conversion(fixed("goalId", 1), when=(GOLD,))


@pytest.mark.parametrize(
    ("aliases", "names"),
    [("F", ("E", "F")), ("[F, G]", ("E", "F", "G")), ("[]", ("E",)), ("unmapped", ("E", "unmapped"))],
)
def test_an_event_may_have_other_names(aliases: str, names: tuple[str, ...]) -> None:
    """One, several or none, in their order."""
    event = read_event(f"{{aliases: {aliases}, eventType: CONVERSION, fields: {{goalId: {{value: 1}}}}}}")
    assert event.names == names


def test_rules_inherit_what_the_entry_states() -> None:
    """The type, and each field that a rule does not state itself; a field replaced stays where it was."""
    event = read_event(
        "{eventType: CONVERSION, fields: {goalId: {value: 1}, revenue: {value: 5}}, rules: ["
        "{when: {from: plan, equals: gold}, fields: {goalId: {value: 2}}},"
        "{when: {from: shop, present: true}, fields: {revenue: omit}},"
        "{}]}"
    )
    assert event.rules == (
        conversion(fixed("goalId", 2), fixed("revenue", 5), when=(GOLD,)),
        conversion(fixed("goalId", 1), when=(IN_SHOP,)),
        conversion(fixed("goalId", 1), fixed("revenue", 5)),
    )


def test_the_conditions_of_the_entry_hold_for_each_rule() -> None:
    """Beside its own: an event of another shop is taken by none of them."""
    event = read_event(
        "{when: {from: shop, present: true}, eventType: CONVERSION, fields: {goalId: {value: 1}}, rules: ["
        "{when: {from: plan, equals: gold}, fields: {goalId: {value: 2}}}, {}]}"
    )
    assert [rule.when for rule in event.rules] == [(IN_SHOP, GOLD), (IN_SHOP,)]


def test_a_rule_may_be_of_another_type_than_its_entry() -> None:
    """It then has fields of its own only."""
    page, order = read_event(
        "{eventType: PAGE, rules: [{when: {from: plan, equals: gold}, fields: {href: {value: 'https://e.example/'}}},"
        "{eventType: CONVERSION, fields: {goalId: {value: 1}}}]}"
    ).rules
    assert (page.event_type, order) == (EventType.PAGE, conversion(fixed("goalId", 1)))


@pytest.mark.parametrize("rules", ["{fields: {goalId: {value: 1}}}", "[{fields: {goalId: {value: 1}}}]"])
def test_one_rule_need_not_be_a_list(rules: str) -> None:
    """As everywhere else."""
    assert read_rule(f"{{eventType: CONVERSION, rules: {rules}}}") == conversion(fixed("goalId", 1))


def test_rules_that_can_each_be_reached() -> None:
    """None follows from one before it: true is not 1, a plan may be absent, another place is another matter."""
    event = read_event(
        "{eventType: CONVERSION, fields: {goalId: {value: 1}}, rules: ["
        "{when: {from: plan, equals: true}}, {when: {from: plan, equals: 1}},"
        "{when: [{from: plan, equals: gold}, {from: shop, present: true}]}, {when: {from: plan, equals: gold}},"
        "{when: {from: plan, one_of: [gold, silver]}}, {when: {from: plan, present: false}},"
        "{when: {from: [plan, tier], present: false}}, {}]}"
    )
    assert len(event.rules) == 8


def test_an_anchor_may_be_used_by_several_events() -> None:
    """YAML's own way to say a thing once."""
    first, second = read(
        f"{ALONE}events: {{A: &rule {{eventType: CONVERSION, fields: {{goalId: {{value: 1}}}}}}, B: *rule}}"
    ).events
    assert (first.rules, first.name, second.name) == (second.rules, "A", "B")


def test_an_event_that_is_dropped_is_not_there() -> None:
    """Nor are its names, which another may have."""
    text = (
        "extends: default\nevents: {page: drop, Order Completed: drop, Signed Up: drop, "
        "Order Refunded: {aliases: Signed Up}}"
    )
    assert [event.names for event in read(text).events] == [("Order Refunded", "Signed Up")]
