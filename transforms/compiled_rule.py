"""One rule of the mapping, compiled to a function from a decoded event to a verdict.

The function runs for every event that is sent. Whatever does not depend on the event is computed here, and
the function itself is straight-line source, as `reading` explains: a loop over the fields with a call of
each field's conversion, which Python cannot specialise, took a third of a microsecond more per event.

For a rule with one required field it is, after the reading:

    nonce = check_nonce(v0)
    if nonce.__class__ is not str:
        return nonce
    visitor_code = check_visitor_code(v1, v2)
    if visitor_code.__class__ is not str:
        return visitor_code
    fields = {"nonce": nonce, "eventType": event_type, "visitorCode": visitor_code}
    if v3 is None:
        return missing_3
    value = convert_3(v3)
    if value is None:
        return reject_3(v3)
    fields[name_3] = value
    return encode(fields)
"""

from collections.abc import Callable
from typing import Final

from transforms.blueprint import Blueprint, Rule
from transforms.identity import nonce_check, visitor_code_check
from transforms.kameleoon_event import encoder
from transforms.reading import Continuation, Event
from transforms.signal_event import EventShape
from transforms.step import Step, field_step
from transforms.verdict import Invalid, Send

Build = Callable[[Event], Send | Invalid]
"""From a decoded event to its verdict."""


def compile_rule(rule: Rule, blueprint: Blueprint, shape: EventShape, max_event_bytes: int) -> Build:
    """Compile one rule.

    Args:
        rule: The rule.
        blueprint: The mapping that it belongs to.
        shape: How the mapping's events are read.
        max_event_bytes: The largest encoded event that is sent.

    Returns:
        The function.
    """
    identity = blueprint.identity
    steps = [(index, field_step(field, rule)) for index, field in enumerate(rule.fields, start=3)]
    groups = (blueprint.nonce, identity.visitor_code, identity.fallback, *(step.paths for _, step in steps))
    constants: dict[str, object] = {
        "check_nonce": nonce_check(blueprint, rule.name),
        "check_visitor_code": visitor_code_check(blueprint, rule.name),
        "event_type": str(rule.event_type),
        "encode": encoder(rule.name, max_event_bytes),
    }
    lines = [*_HEAD]
    for index, step in steps:
        lines += _field_lines(index, step)
        constants |= _field_constants(index, step)
    lines.append("return encode(fields)")
    build: Build = shape.generate(groups, Continuation(lines=lines, constants=constants))
    return build


_HEAD: Final = (
    "nonce = check_nonce(v0)",
    # Not isinstance(nonce, Invalid): msgspec's metaclass answers that six times as slowly.
    "if nonce.__class__ is not str:",
    "    return nonce",
    "visitor_code = check_visitor_code(v1, v2)",
    "if visitor_code.__class__ is not str:",
    "    return visitor_code",
    'fields = {"nonce": nonce, "eventType": event_type, "visitorCode": visitor_code}',
)


def _field_lines(index: int, step: Step) -> list[str]:
    set_field = [
        f"value = convert_{index}(v{index})",
        "if value is None:",
        f"    return reject_{index}(v{index})",
        f"fields[name_{index}] = value",
    ]
    if step.fixed is not None:
        return [f"v{index} = fixed_{index}", *set_field]
    if step.missing is not None:
        return [f"if v{index} is None:", f"    return missing_{index}", *set_field]
    return [f"if v{index} is not None:", *(f"    {line}" for line in set_field)]


def _field_constants(index: int, step: Step) -> dict[str, object]:
    return {
        f"name_{index}": step.name,
        f"fixed_{index}": step.fixed,
        f"convert_{index}": step.convert,
        f"missing_{index}": step.missing,
        f"reject_{index}": step.reject,
    }
