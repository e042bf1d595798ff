"""One rule of the mapping, compiled to a function from a decoded event to a verdict.

The function runs for every event that is sent. Whatever does not depend on the event is computed here, and
the function itself is straight-line source, as `reading` explains: a loop over the fields with a call of
each field's conversion, which Python cannot specialise, took half a microsecond more per event.

For a rule with one required field it is, after the reading and the lines of `identity`:

    fields = {"nonce": nonce, "eventType": event_type, "visitorCode": code}
    if v3 is None:
        return missing_3
    if v3.__class__ is int and 1 <= v3 <= 2147483647:
        fields["goalId"] = v3
    else:
        value = convert_3(v3)
        if value is None:
            return reject_3(v3)
        fields["goalId"] = value
    try:
        body = dumps(fields)
    except encode_error:
        return unwritable
    if len(body) > max_event_bytes:
        return too_large
    return send(rule, body, is_fallback)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from transforms.blueprint import Blueprint, Rule
from transforms.compiled.identity import identity_constants, identity_lines, identity_paths
from transforms.compiled.invalid import too_large, unwritable
from transforms.compiled.quick import CONSTANTS, quick_form
from transforms.compiled.reading import Continuation, Event
from transforms.compiled.signal_event import EventShape
from transforms.compiled.step import Step, field_step
from transforms.paths import every_spelling
from transforms.verdict import Invalid, Send

Build = Callable[[Event, float], Send | Invalid]
"""From a decoded event to its verdict; the time does not matter to it."""

FIRST_FIELD: Final = 3
"""The groups before it are the nonce, the visitor code and the fallback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """One rule.

    Attributes:
        rule: As the mapping has it.
        steps: Of its fields, in order.
        build: The function that runs.
    """

    rule: Rule
    steps: tuple[Step, ...]
    build: Build


def compile_rule(rule: Rule, name: str, blueprint: Blueprint, shape: EventShape, max_event_bytes: int) -> CompiledRule:
    """Compile one rule.

    Args:
        rule: The rule.
        name: Its event name.
        blueprint: The mapping that it belongs to.
        shape: How the mapping's events are read.
        max_event_bytes: The largest encoded event that is sent.

    Returns:
        The rule with its function.
    """
    steps = tuple(field_step(field, rule.event_type, name) for field in rule.fields)
    constants: dict[str, object] = {
        **CONSTANTS,
        **identity_constants(blueprint, name),
        "rule": name,
        "event_type": str(rule.event_type),
        "dumps": orjson.dumps,
        "encode_error": orjson.JSONEncodeError,
        "unwritable": unwritable(name),
        "max_event_bytes": max_event_bytes,
        "too_large": too_large(name, max_event_bytes),
        "send": Send,
    }
    lines = [*identity_lines(blueprint), 'fields = {"nonce": nonce, "eventType": event_type, "visitorCode": code}']
    for index, step in enumerate(steps, start=FIRST_FIELD):
        lines += _field_lines(index, step)
        constants |= _field_constants(index, step)
    spelled = [every_spelling(group) for group in (*identity_paths(blueprint), *(step.paths for step in steps))]
    build: Build = shape.generate(spelled, Continuation(lines=[*lines, *_END], constants=constants))
    return CompiledRule(rule=rule, steps=steps, build=build)


_END: Final = (
    "try:",
    "    body = dumps(fields)",
    "except encode_error:",
    "    return unwritable",
    "if len(body) > max_event_bytes:",
    "    return too_large",
    "return send(rule, body, is_fallback)",
)


def _field_lines(index: int, step: Step) -> list[str]:
    variable, name = f"v{index}", f'fields["{step.name}"]'
    if step.fixed is not None:
        return [f"{name} = fixed_{index}"]
    lines = [
        f"value = convert_{index}({variable})",
        "if value is None:",
        f"    return reject_{index}({variable})",
        f"{name} = value",
    ]
    if quick := quick_form(step.conversion, step.bounds, variable):
        test, value = quick
        lines = [f"if {test}:", f"    {name} = {value}", "else:", *_indented(lines)]
    if step.missing is not None:
        return [f"if {variable} is None:", f"    return missing_{index}", *lines]
    return [f"if {variable} is not None:", *_indented(lines)]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _field_constants(index: int, step: Step) -> dict[str, object]:
    if step.fixed is not None:
        return {f"fixed_{index}": step.convert(step.fixed)}
    return {
        f"convert_{index}": step.convert,
        f"missing_{index}": step.missing,
        f"reject_{index}": step.reject,
    }
