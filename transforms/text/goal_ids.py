"""Fixed goal ids without a file: `Order Completed=36151,Signed Up=36152`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from transforms.blueprint import Blueprint, BlueprintError, EventMapping, FieldMapping, Fixed, Rule
from transforms.conversions import Conversion, converter, wanted
from transforms.kameleoon_event import VENDOR_FIELDS, EventType
from transforms.text.document import nearest

_GOAL_ID: Final = "goalId"
_MAX_HINTS: Final = 10  # each compares a name with all that there are
_FIELD: Final = VENDOR_FIELDS[EventType.CONVERSION][_GOAL_ID]


def with_goal_ids(blueprint: Blueprint, text: str) -> Blueprint:
    """Fix the goals of some events.

    Args:
        blueprint: A mapping.
        text: Event names, or aliases of them, each with its goal id, joined by commas. A name ends at the last
            "=" before the comma.

    Returns:
        The mapping in which every conversion of these events has that goal, whatever the event says.

    Raises:
        BlueprintError: With everything that is wrong with the text.
    """
    problems: list[str] = []
    goals: dict[str, int] = {}
    for name, goal_id in _pairs(blueprint, text, problems):
        if name in goals:
            problems.append(f"{name!r} has two goal ids")
        goals[name] = goal_id
    if problems:
        raise BlueprintError(tuple(problems))
    return replace(blueprint, events=tuple(_with_goal_id(event, goals) for event in blueprint.events))


def _pairs(blueprint: Blueprint, text: str, problems: list[str]) -> Iterator[tuple[str, int]]:
    convert = converter(Conversion.INTEGER, _FIELD.bounds)
    conversions = {name: event.name for event in blueprint.events if _converts(event) for name in event.names}
    for pair in filter(None, map(str.strip, text.split(","))):
        name, _, goal = (part.strip() for part in pair.rpartition("="))
        goal_id = convert(goal)
        if not name:
            problems.append(f"{pair!r} must be an event name, = and a goal id, such as Order Completed=36151")
        elif name not in conversions:
            hint = nearest(name, conversions) if len(problems) < _MAX_HINTS else ""
            problems.append(f"the mapping makes no conversion of {name!r}{hint}")
        elif not isinstance(goal_id, int):
            problems.append(f"the goal id of {name!r} must be {wanted(Conversion.INTEGER, _FIELD.bounds)}")
        else:
            yield conversions[name], goal_id


def _converts(event: EventMapping) -> bool:
    return any(rule.event_type is EventType.CONVERSION for rule in event.rules)


def _with_goal_id(event: EventMapping, goals: Mapping[str, int]) -> EventMapping:
    if event.name not in goals:
        return event
    fixed = Fixed(value=goals[event.name], conversion=Conversion.INTEGER)
    return replace(event, rules=tuple(_rule_with(rule, fixed) for rule in event.rules))


def _rule_with(rule: Rule, fixed: Fixed) -> Rule:
    fields = (FieldMapping(name=_GOAL_ID, source=fixed) if field.name == _GOAL_ID else field for field in rule.fields)
    return replace(rule, fields=tuple(fields))
