"""A blueprint compiled to one function from a record's value to a verdict.

Rules:
1. The function is total: whatever the bytes, there is a verdict and no exception.
2. It is deterministic and looks only at what the mapping reads.
3. An event that the mapping drops is dropped before anything else about it is looked at: most events of a
   topic are, and one that nobody wants sent must not become a dead letter.
4. The first thing that is wrong decides the reason: the message id, then the visitor, then the rule's
   fields in their order.

Invariants: all that can be known before the first event is computed in `compile_blueprint`; verdicts that
hold nothing of the event are built once and shared.
"""

from collections.abc import Callable
from typing import Final

from transforms.blueprint import Blueprint
from transforms.compiled_rule import compile_rule
from transforms.invalid import defect
from transforms.kameleoon_event import DEFAULT_MAX_EVENT_BYTES
from transforms.signal_event import event_shape, undecodable
from transforms.verdict import (
    UNMAPPED,
    Dropped,
    DropReason,
    Invalid,
    InvalidReason,
    Verdict,
)

Transform = Callable[[bytes | None], Verdict]
"""From a record's value (None for a tombstone) to what becomes of it. Never raises."""

_NOT_MAPPED: Final = Dropped(UNMAPPED, DropReason.NOT_MAPPED)
_EMPTY: Final = Invalid(UNMAPPED, InvalidReason.EMPTY, "the record has no value")
_NAMELESS: Final = Invalid(UNMAPPED, InvalidReason.EVENT_TYPE_MISSING, "the event has neither a type nor an event name")

# Signal's four types of event; only this one is named by its `event`.
_TRACK: Final = "track"


def compile_blueprint(blueprint: Blueprint, *, max_event_bytes: int = DEFAULT_MAX_EVENT_BYTES) -> Transform:
    """Compile a mapping.

    Args:
        blueprint: The mapping.
        max_event_bytes: The largest encoded vendor event that is sent; a larger one is invalid.

    Returns:
        The transform. It has no state and may be called from any thread.
    """
    shape = event_shape(blueprint.paths())
    decode, envelope = shape.decode, shape.envelope
    rules = {rule.name: compile_rule(rule, blueprint, shape, max_event_bytes) for rule in blueprint.rules}

    def transform(value: bytes | None) -> Verdict:
        if not value:
            return _EMPTY
        try:
            event = decode(value)
        except Exception as error:  # noqa: BLE001  rule 1
            return undecodable(error)
        kind, name = envelope(event)
        if isinstance(kind, str) and kind and kind != _TRACK:
            name = kind
        elif not isinstance(name, str) or not name:
            return _NOT_MAPPED if kind == _TRACK else _NAMELESS
        build = rules.get(name)
        if build is None:
            return _NOT_MAPPED
        try:
            return build(event)
        except Exception as error:  # noqa: BLE001  rule 1
            return defect(name, error)

    return transform
