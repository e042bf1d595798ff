"""What the compiled functions did with one event, for a person: which rule, which places, what is missing.

Nothing is decided here. The verdict is the transform's own, and every other line comes from the functions that
the transform is made of: the same conditions, the same exact paths in the same order, the same conversions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

from transforms.blueprint import Condition, Identity, OneOf, Present, Rule
from transforms.compiled.gates import TIMESTAMP, condition_test, consent_paths, epoch_milliseconds
from transforms.compiled.identity import NONCE, VISITOR_CODE, first_usable, first_visitor, identifier
from transforms.compiled.reading import Event
from transforms.compiled.rule import CompiledRule
from transforms.compiled.signal_event import EventShape
from transforms.compiled.step import Step
from transforms.compiled.transform import CompiledBlueprint, CompiledEvent, event_name
from transforms.conversions import holds_nothing
from transforms.paths import Path, every_spelling
from transforms.verdict import UNMAPPED, Dropped, Invalid, Verdict

FIXED: Final = "fixed in the mapping"
_MOST_SHOWN: Final = 20
_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value and where it was found.

    Attributes:
        place: The exact path in the event, or `FIXED`; None when no place held anything.
        value: What it holds there; None when no place held anything.
        places: The paths that were looked at, as the mapping writes them, in order; each in all its spellings.
    """

    place: str | None
    value: object
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFinding:
    """One field of the vendor event.

    Attributes:
        name: The vendor's name of it.
        found: What it is made of.
        is_required: Whether there is no event without it.
        is_usable: Whether what was found could be made into the field; true when nothing was.
    """

    name: str
    found: Found
    is_required: bool
    is_usable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFinding:
    """One thing that must hold of an event: a condition, consent, or its age.

    Attributes:
        words: For a person, such as "properties.plan is 'gold'".
        found: What was tested.
        holds: Whether it holds.
    """

    words: str
    found: Found
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One event and what becomes of it.

    Attributes:
        verdict: The transform's.
        event_name: The event's name; None where it has none, or is no event at all.
        matched: The event name of the mapping's entry; None where no rule is for it.
        rule_number: Of the entry's rules the one that took the event, from 1; None where none did.
        rule: That rule.
        conditions: Of the whole mapping, then of the entry's rules up to the one that took the event, then consent
            and age.
        fields: Of the rule, in order, the nonce and the visitor code first; none where the event was dropped.
    """

    verdict: Verdict
    event_name: str | None = None
    matched: str | None = None
    rule_number: int | None = None
    rule: Rule | None = None
    conditions: tuple[ConditionFinding, ...] = ()
    fields: tuple[FieldFinding, ...] = ()


def explain(compiled: CompiledBlueprint, value: bytes | None, now_epoch_seconds: float) -> Explanation:
    """Explain what the transform makes of a record's value.

    Args:
        compiled: The mapping.
        value: As for the transform; never changed.
        now_epoch_seconds: As for the transform.

    Returns:
        The verdict with what led to it. Never raises.
    """
    verdict = compiled.transform(value, now_epoch_seconds)
    event = _decoded(compiled.shape, value) if value else None
    if event is None or (isinstance(verdict, Invalid) and verdict.rule == UNMAPPED):
        return Explanation(verdict=verdict)  # no event, or one without a name: the verdict says all
    name = event_name(*compiled.shape.envelope(event))
    entry = None if name is None else compiled.events.get(name)
    conditions = _conditions(compiled.blueprint.when, compiled.shape, event)
    if entry is None or not all(finding.holds for finding in conditions):
        return Explanation(verdict=verdict, event_name=name, conditions=conditions)
    so_far = Explanation(verdict=verdict, event_name=name, matched=entry.mapping.name, conditions=conditions)
    return _with_rule(compiled, entry, event, so_far, now_epoch_seconds)


def _decoded(shape: EventShape, value: bytes) -> Event | None:
    try:
        return shape.decode(value)
    except Exception:  # noqa: BLE001  whatever the bytes
        event = shape.decode_repaired(value)
        return None if isinstance(event, Invalid) else event


def _with_rule(
    compiled: CompiledBlueprint, entry: CompiledEvent, event: Event, so_far: Explanation, now_epoch_seconds: float
) -> Explanation:
    taken = entry.rule_for(event)
    rules = [rule for _, rule in entry.rules]
    tried = rules if taken is None else rules[: rules.index(taken) + 1]
    tested = [finding for rule in tried for finding in _conditions(rule.rule.when, compiled.shape, event)]
    if taken is None:
        return replace(so_far, conditions=(*so_far.conditions, *tested))
    allowances = _allowances(compiled, event, now_epoch_seconds)
    is_dropped = isinstance(so_far.verdict, Dropped)
    return replace(
        so_far,
        rule_number=len(tried),
        rule=taken.rule,
        conditions=(*so_far.conditions, *tested, *allowances),
        fields=() if is_dropped else _fields(compiled, taken, event),
    )


def _conditions(conditions: Sequence[Condition], shape: EventShape, event: Event) -> tuple[ConditionFinding, ...]:
    findings = []
    for condition in conditions:
        found = _find(shape, event, condition.paths)
        holds = condition_test(condition.test)(found.value)
        findings.append(ConditionFinding(words=_words(condition), found=found, holds=holds))
    return tuple(findings)


def _words(condition: Condition) -> str:
    place = " or ".join(".".join(path) for path in condition.paths)
    match condition.test:
        case OneOf(values=values):
            more = f" or one of {len(values) - _MOST_SHOWN:,} more" if len(values) > _MOST_SHOWN else ""
            return f"{place} is {' or '.join(map(repr, values[:_MOST_SHOWN]))}{more}"
        case Present(is_wanted=is_wanted):
            return f"{place} is {'present' if is_wanted else 'absent'}"
        case _:
            assert_never(condition.test)


def _allowances(compiled: CompiledBlueprint, event: Event, now_epoch_seconds: float) -> list[ConditionFinding]:
    """Say whether consent and age, where they matter, let the event pass."""
    findings = []
    category, max_age = compiled.blueprint.required_consent, compiled.blueprint.max_age_seconds
    if category is not None and compiled.has_consent is not None:
        found = _find(compiled.shape, event, consent_paths(category))
        words = f"the visitor has consented to {category}"
        findings.append(ConditionFinding(words=words, found=found, holds=compiled.has_consent(event)))
    if max_age is not None and compiled.is_too_old is not None:
        found = _find(compiled.shape, event, TIMESTAMP)
        holds = not compiled.is_too_old(event, now_epoch_seconds)
        is_readable = found.value is None or epoch_milliseconds(found.value) is not None
        doubt = "" if is_readable else " (its timestamp is no readable time)"
        words = f"the event is not older than {_duration(max_age)}{doubt}"
        findings.append(ConditionFinding(words=words, found=found, holds=holds))
    return findings


def _duration(seconds: int) -> str:
    """In the largest unit that makes it a whole number."""
    count, unit = next((seconds // size, unit) for unit, size in _UNITS if seconds % size == 0)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _fields(compiled: CompiledBlueprint, rule: CompiledRule, event: Event) -> tuple[FieldFinding, ...]:
    blueprint, shape = compiled.blueprint, compiled.shape
    return (
        _nonce(blueprint.nonce.paths, shape, event),
        _visitor(blueprint.identity, shape, event),
        *(_field(shape, step, event) for step in rule.steps),
    )


def _nonce(paths: Sequence[Path], shape: EventShape, event: Event) -> FieldFinding:
    values = shape.values(paths)(event)
    usable = first_usable(values, identifier)
    index, nonce = (None, "") if usable is None else usable
    return FieldFinding(
        name=NONCE, found=_found_at(index, values, paths), is_required=True, is_usable=nonce is not None
    )


def _visitor(identity: Identity, shape: EventShape, event: Event) -> FieldFinding:
    codes, fallbacks = shape.values(identity.visitor_code)(event), shape.values(identity.fallback)(event)
    usable = first_visitor(codes, fallbacks)
    index, code = (None, "") if usable is None else usable
    found = _found_at(index, codes + fallbacks, identity.visitor_code + identity.fallback)
    is_usable = code is not None and len(code) <= identity.max_characters
    return FieldFinding(name=VISITOR_CODE, found=found, is_required=True, is_usable=is_usable)


def _field(shape: EventShape, step: Step, event: Event) -> FieldFinding:
    if step.fixed is None:
        values = shape.values(step.paths)(event)
        present = (index for index, value in enumerate(values) if not holds_nothing(value, step.conversion))
        found = _found_at(next(present, None), values, step.paths)
    else:
        found = Found(place=FIXED, value=step.fixed, places=())
    is_usable = found.value is None or step.convert(found.value) is not None
    return FieldFinding(name=step.name, found=found, is_required=step.missing is not None, is_usable=is_usable)


def _find(shape: EventShape, event: Event, paths: Sequence[Path]) -> Found:
    """Find the first present value, as conditions do."""
    values = shape.values(paths)(event)
    return _found_at(next((index for index, value in enumerate(values) if value is not None), None), values, paths)


def _found_at(index: int | None, values: Sequence[object], paths: Sequence[Path]) -> Found:
    return Found(
        place=None if index is None else ".".join(every_spelling(paths)[index]),
        value=None if index is None else values[index],
        places=tuple(".".join(path) for path in paths),
    )
