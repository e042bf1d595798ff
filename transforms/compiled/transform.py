"""A blueprint compiled to one function from a record's value to a verdict.

Rules:
1. The function is total: whatever the bytes, there is a verdict and no exception.
2. It is deterministic and looks only at what the mapping reads; the time is an argument.
3. What the mapping does not want is dropped before anything else about it is looked at: most events of a
   topic are, and one that nobody wants sent must not become a dead letter. The order is: the whole mapping's
   `when`, the event's name, the rules' `when`, consent, age.
4. The first thing that is wrong decides the reason: the message id, then the visitor, then the rule's
   fields in their order.

Invariants: all that can be known before the first event is computed in `compile_blueprint`; verdicts that
hold nothing of the event are built once and shared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from transforms.blueprint import Blueprint, EventMapping
from transforms.compiled.gates import Holds, IsTooOld, all_hold, gate_paths, has_consent, is_older_than
from transforms.compiled.invalid import defect
from transforms.compiled.reading import Event
from transforms.compiled.rule import CompiledRule, compile_rule
from transforms.compiled.signal_event import EventShape, event_shape
from transforms.kameleoon_event import DEFAULT_MAX_EVENT_BYTES
from transforms.paths import every_spelling
from transforms.verdict import UNMAPPED, Dropped, DropReason, Invalid, InvalidReason, Verdict

Transform = Callable[[bytes | None, float], Verdict]
"""From a record's value (None for a tombstone) and the time, in seconds since the epoch, to what becomes of
it. Never raises."""

TOMBSTONE: Final = Dropped(UNMAPPED, DropReason.TOMBSTONE)
EMPTY: Final = Invalid(UNMAPPED, InvalidReason.EMPTY, "the record has no value")
NOT_MAPPED: Final = Dropped(UNMAPPED, DropReason.NOT_MAPPED)
NOT_FOR_US: Final = Dropped(UNMAPPED, DropReason.CONDITION_NOT_MET)
NAMELESS: Final = Invalid(UNMAPPED, InvalidReason.EVENT_TYPE_MISSING, "the event has neither a type nor an event name")

# Signal's four types of event; only this one is named by its `event`.
_TRACK: Final = "track"

Judge = Callable[[Event, float], Verdict]
"""From a decoded event of one name, and the time, to its verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledEvent:
    """What becomes of the events of one name.

    Attributes:
        mapping: As the blueprint has it.
        rules: Its rules, each with the function that says whether it takes an event (None: every event).
    """

    mapping: EventMapping
    rules: tuple[tuple[Holds | None, CompiledRule], ...]

    def rule_for(self, decoded: Event) -> CompiledRule | None:
        """Find the first rule whose conditions hold."""
        return next((rule for holds, rule in self.rules if holds is None or holds(decoded)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledBlueprint:
    """A mapping as functions.

    Attributes:
        transform: The function that runs for every record. Any thread may call it; what it remembers (sites that it has
            seen, readers that it has generated) never changes a verdict.
        blueprint: What it was compiled from.
        shape: How events are decoded and read.
        has_consent: Whether the visitor has consented; None where no consent is required.
        is_too_old: Whether an event is too old; None where age does not matter.
        events: By name and alias.
    """

    transform: Transform
    blueprint: Blueprint
    shape: EventShape
    has_consent: Holds | None
    is_too_old: IsTooOld | None
    events: Mapping[str, CompiledEvent]


def compile_blueprint(blueprint: Blueprint, *, max_event_bytes: int = DEFAULT_MAX_EVENT_BYTES) -> CompiledBlueprint:
    """Compile a mapping.

    Args:
        blueprint: The mapping.
        max_event_bytes: The largest encoded vendor event that is sent; a larger one is invalid.

    Returns:
        Its functions.
    """
    shape = event_shape([*every_spelling(blueprint.paths()), *gate_paths(blueprint)])
    is_for_us = all_hold(blueprint.when, shape)
    consent, max_age = blueprint.required_consent, blueprint.max_age_seconds
    consented = None if consent is None else has_consent(consent, shape)
    is_too_old = None if max_age is None else is_older_than(max_age, shape)
    compiled = [_compiled_event(event, blueprint, shape, max_event_bytes) for event in blueprint.events]
    events = {name: event for event in compiled for name in event.mapping.names}
    judges = {name: _judge(event, consented, is_too_old) for name, event in events.items()}
    labels = {name: event.mapping.name for name, event in events.items()}
    return CompiledBlueprint(
        transform=_transform(shape, is_for_us, judges, labels, TOMBSTONE if blueprint.drops_tombstones else EMPTY),
        blueprint=blueprint,
        shape=shape,
        has_consent=consented,
        is_too_old=is_too_old,
        events=events,
    )


def event_name(kind: object, event: object) -> str | None:
    """Name an event: what its `event` says when its `type` is track or absent, and its `type` otherwise.

    Args:
        kind: The raw `type`.
        event: The raw `event`. What is no text, or empty, is absent.

    Returns:
        None where it has no name.
    """
    if isinstance(kind, str) and kind and kind != _TRACK:
        return kind
    return event if isinstance(event, str) and event else None


def _compiled_event(
    event: EventMapping, blueprint: Blueprint, shape: EventShape, max_event_bytes: int
) -> CompiledEvent:
    compiled = [compile_rule(rule, event.name, blueprint, shape, max_event_bytes) for rule in event.rules]
    return CompiledEvent(mapping=event, rules=tuple((all_hold(rule.rule.when, shape), rule) for rule in compiled))


def _judge(event: CompiledEvent, consented: Holds | None, is_too_old: IsTooOld | None) -> Judge:
    """Join the gates of an event with its rules."""
    only, rule = event.rules[0]
    if only is None and consented is None and is_too_old is None:
        return rule.build  # nothing can take its event away: no call is added to the commonest case
    name = event.mapping.name
    not_met, unconsented, too_old = (
        Dropped(name, reason)
        for reason in (DropReason.CONDITION_NOT_MET, DropReason.CONSENT_MISSING, DropReason.TOO_OLD)
    )

    def judge(decoded: Event, now_epoch_seconds: float) -> Verdict:
        rule = event.rule_for(decoded)
        if rule is None:
            return not_met
        if consented is not None and not consented(decoded):
            return unconsented
        if is_too_old is not None and is_too_old(decoded, now_epoch_seconds):
            return too_old
        return rule.build(decoded, now_epoch_seconds)

    return judge


def _transform(
    shape: EventShape,
    is_for_us: Holds | None,
    judges: Mapping[str, Judge],
    labels: Mapping[str, str],
    without_value: Verdict,
) -> Transform:
    decode: Callable[[bytes], Any] = shape.decode

    def transform(value: bytes | None, now_epoch_seconds: float) -> Verdict:
        if not value:
            return without_value
        try:
            event = decode(value)
        except Exception:  # noqa: BLE001  rule 1
            event = shape.decode_repaired(value)
            if event.__class__ is Invalid:
                return event
        if is_for_us is not None and not is_for_us(event):
            return NOT_FOR_US
        # What `shape.envelope` and `event_name` say, in place: a call would cost a twentieth of an event's time.
        kind = event.key_type
        name = event.key_event if kind == _TRACK else kind
        if name.__class__ is not str or not name:
            name = event_name(kind, event.key_event)
        judge = judges.get(name)
        if judge is None:
            return NAMELESS if name is None and kind != _TRACK else NOT_MAPPED
        try:
            return judge(event, now_epoch_seconds)
        except Exception as error:  # noqa: BLE001  rule 1
            return defect(labels[name], error)

    return transform
