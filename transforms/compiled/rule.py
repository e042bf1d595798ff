"""One rule of the mapping, compiled to a function from a decoded event to a verdict.

The function runs for every event that is sent. Whatever does not depend on the event is computed here, and
the function itself is straight-line source, as `reading` explains: a loop over the fields with a call of
each field's conversion, which Python cannot specialise, took half a microsecond more per event.

For a rule with one required field it is, after the reading and the lines of `identity`:

    if v3 is None:
        return missing_3
    if not (v3.__class__ is int and 1 <= v3 <= 2147483647):
        value = convert_3(v3)
        if value is None:
            value = look_3(event)
            if value.__class__ is invalid:
                return value
        v3 = value
    try:
        body = encode(vendor_event(nonce, event_type, code, v3))
    except encode_error:
        return unwritable
    if len(body) > max_event_bytes:
        return too_large
    return send(rule, body, is_fallback)

The vendor event is a msgspec struct of its rule's fields, encoded by msgspec. orjson writes a dictionary as fast, but
its bytes keep the 4 KiB that it wrote them into (3.13) for as long as they are held: a member whose buffer
was full took 265 MB with it, and takes 150.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec

from transforms.blueprint import Blueprint, Rule
from transforms.compiled.identity import NONCE, VISITOR_CODE, identity_constants, identity_lines, identity_paths
from transforms.compiled.invalid import too_large, unwritable
from transforms.compiled.origins import Origins
from transforms.compiled.quick import quick_form
from transforms.compiled.reading import Continuation, Event
from transforms.compiled.signal_event import EventShape
from transforms.compiled.step import Step, field_step, second_look
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
        "origins": Origins(),
        **identity_constants(blueprint, name, shape),
        "invalid": Invalid,
        "rule": name,
        "event_type": str(rule.event_type),
        "vendor_event": _vendor_event(tuple(step.name for step in steps)),
        "encode": msgspec.json.Encoder().encode,
        "encode_error": UnicodeEncodeError,
        "unwritable": unwritable(name),
        "max_event_bytes": max_event_bytes,
        "too_large": too_large(name, max_event_bytes),
        "send": Send,
    }
    lines = identity_lines(blueprint)
    for index, step in enumerate(steps, start=FIRST_FIELD):
        lines += _field_lines(index, step)
        constants |= _field_constants(index, step, shape)
    spelled = [every_spelling(group) for group in (*identity_paths(blueprint), *(step.paths for step in steps))]
    values = ", ".join(f"v{index}" for index, _ in enumerate(steps, start=FIRST_FIELD))
    lines += [line.replace("VALUES", values) for line in _END]
    build: Build = shape.generate(spelled, Continuation(lines=lines, constants=constants))
    return CompiledRule(rule=rule, steps=steps, build=build)


_END: Final = (
    "try:",
    "    body = encode(vendor_event(nonce, event_type, code, VALUES))",
    "except encode_error:",
    "    return unwritable",
    "if len(body) > max_event_bytes:",
    "    return too_large",
    "return send(rule, body, is_fallback)",
)


@cache
def _vendor_event(names: tuple[str, ...]) -> type[msgspec.Struct]:
    """Make the type of a rule's vendor events: what is None is left out, which no required field is."""
    identity = [(name, Any) for name in (NONCE, "eventType", VISITOR_CODE)]
    fields = [(name, Any, None) for name in names]
    return msgspec.defstruct("VendorEvent", [*identity, *fields], frozen=True, gc=False, omit_defaults=True)


def _field_lines(index: int, step: Step) -> list[str]:
    variable = f"v{index}"
    if step.fixed is not None:
        return [f"{variable} = fixed_{index}"]
    lines = [
        f"value = convert_{index}({variable})",
        "if value is None:",
        f"    value = look_{index}(event)",
        "    if value.__class__ is invalid:",
        "        return value",
        f"{variable} = value",
    ]
    if quick := quick_form(step.conversion, step.bounds, variable):
        test, made = quick
        is_right = made == variable
        head = [f"if not ({test}):"] if is_right else [f"if {test}:", f"    {variable} = {made}", "else:"]
        lines = [*head, *_indented(lines)]
    if step.missing is not None:
        return [f"if {variable} is None:", f"    return missing_{index}", *lines]
    return [f"if {variable} is not None:", *_indented(lines)]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _field_constants(index: int, step: Step, shape: EventShape) -> dict[str, object]:
    if step.fixed is not None:
        return {f"fixed_{index}": step.convert(step.fixed)}
    return {
        f"convert_{index}": step.convert,
        f"missing_{index}": step.missing,
        f"look_{index}": second_look(step, shape),
    }
