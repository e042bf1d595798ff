"""One rule of the mapping, compiled to a function from a decoded event to a verdict.

The function runs for every event that is sent, so whatever does not depend on the event is computed here.
"""

from collections.abc import Callable

from transforms.blueprint import Blueprint, Rule
from transforms.conversions import VendorValue
from transforms.identity import nonce_check, visitor_code_check
from transforms.kameleoon_event import encoder
from transforms.reading import Event
from transforms.signal_event import EventShape
from transforms.step import field_step
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
    steps = tuple(field_step(field, rule) for field in rule.fields)
    identity, event_type = blueprint.identity, str(rule.event_type)
    head = (blueprint.nonce, identity.visitor_code, identity.fallback)
    read = shape.reader([*head, *(step.paths for step in steps)])
    check_nonce = nonce_check(blueprint, rule.name)
    check_visitor_code = visitor_code_check(blueprint, rule.name)
    encode = encoder(rule.name, max_event_bytes)
    # A tuple of what nearly every event needs is unpacked faster than attributes are read.
    hot = tuple((step.name, step.convert, step) for step in steps)

    def build(event: Event) -> Send | Invalid:
        values = read(event)
        # msgspec's metaclass makes isinstance(…, Invalid) six times as slow as the other way round.
        nonce = check_nonce(values[0])
        if not isinstance(nonce, str):
            return nonce
        visitor_code = check_visitor_code(values[1], values[2])
        if not isinstance(visitor_code, str):
            return visitor_code
        fields: dict[str, VendorValue] = {
            "nonce": nonce,
            "eventType": event_type,
            "visitorCode": visitor_code,
        }
        for (name, convert, step), found in zip(hot, values[3:], strict=True):
            raw = step.fixed if found is None else found
            if raw is not None:
                value = convert(raw)
                if value is None:
                    return step.reject(raw)
                fields[name] = value
            elif step.missing is not None:
                return step.missing
        return encode(fields)

    return build
