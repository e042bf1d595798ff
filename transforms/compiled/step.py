"""How one field of a vendor event is made of a raw value: converted, left out, or the end of the event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from transforms.blueprint import FieldMapping, Fixed, FromEvent, Scalar
from transforms.compiled.invalid import absent, unusable
from transforms.conversions import Bounds, Conversion, Convert, converter, wanted
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
        reject: From a raw value that cannot be converted to the verdict.
    """

    name: str
    paths: tuple[Path, ...]
    fixed: Scalar | None
    conversion: Conversion
    bounds: Bounds
    convert: Convert
    missing: Invalid | None
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
        reject=unusable(rule, vendor_field.invalid, field.name, words),
    )


def _origin(source: FromEvent | Fixed) -> tuple[tuple[Path, ...], Scalar | None]:
    match source:
        case FromEvent(paths=paths):
            return paths, None
        case Fixed(value=value):
            return (), value
        case _:
            assert_never(source)
