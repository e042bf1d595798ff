"""How one field of a vendor event is made of a raw value: converted, left out, or the end of the event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from transforms.blueprint import FieldMapping, Fixed, FromEvent, Scalar
from transforms.compiled.invalid import absent, placeholder, unusable
from transforms.compiled.reading import Event
from transforms.compiled.signal_event import EventShape
from transforms.conversions import Bounds, Conversion, Convert, VendorValue, converter, holds_nothing, wanted
from transforms.kameleoon_event import VENDOR_FIELDS, EventType
from transforms.paths import Path
from transforms.verdict import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One field of a rule.

    Attributes:
        name: The vendor's name of the field.
        paths: Where its raw value is read, as the mapping writes it; none for a fixed value.
        fixed: The raw value of a fixed field, else None.
        conversion: The kind of value that the vendor's is.
        bounds: The numbers that it takes.
        convert: From the raw value to the vendor's; None when that cannot be.
        missing: The verdict when there is no raw value; None leaves the field out.
        placeholder: The verdict when there are only texts that stand for nothing; None leaves the field out.
        reject: From a raw value that cannot be converted to the verdict.
    """

    name: str
    paths: tuple[Path, ...]
    fixed: Scalar | None
    conversion: Conversion
    bounds: Bounds
    convert: Convert
    missing: Invalid | None
    placeholder: Invalid | None
    reject: Callable[[object], Invalid]


def field_step(field: FieldMapping, event_type: EventType, rule: str) -> Step:
    """Make the step of one of a rule's fields.

    Args:
        field: The field.
        event_type: The vendor's kind of event that it belongs to.
        rule: The rule's event name.

    Returns:
        The step.
    """
    vendor_field = VENDOR_FIELDS[event_type][field.name]
    words = wanted(field.source.conversion, vendor_field.bounds)
    paths, fixed = _origin(field.source)
    required = vendor_field.missing
    return Step(
        name=field.name,
        paths=paths,
        fixed=fixed,
        conversion=field.source.conversion,
        bounds=vendor_field.bounds,
        convert=converter(field.source.conversion, vendor_field.bounds),
        missing=None if required is None else absent(rule, required, field.name, paths),
        placeholder=None if required is None else placeholder(rule, required, field.name, paths),
        reject=unusable(rule, vendor_field.invalid, field.name, words),
    )


def second_look(step: Step, shape: EventShape) -> Callable[[Event], VendorValue | Invalid | None]:
    """Make the function that is called where the first present value cannot be converted.

    It may stand for nothing, and another place hold more.

    Args:
        step: Of a field that is not fixed.
        shape: How the mapping's events are read.

    Returns:
        From an event to the field's value, None where it is left out, or the verdict.
    """
    values, conversion, convert = shape.values(step.paths), step.conversion, step.convert

    def look(event: Event) -> VendorValue | Invalid | None:
        raw = next((raw for raw in values(event) if not holds_nothing(raw, conversion)), None)
        if raw is None:
            return step.placeholder
        value = convert(raw)
        return step.reject(raw) if value is None else value

    return look


def _origin(source: FromEvent | Fixed) -> tuple[tuple[Path, ...], Scalar | None]:
    match source:
        case FromEvent(paths=paths):
            return paths, None
        case Fixed(value=value):
            return (), value
        case _:
            assert_never(source)
