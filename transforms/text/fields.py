"""The fields of one rule: where each comes from, or its fixed value."""

from typing import Final

import yaml

from transforms.blueprint import FieldMapping, Fixed, FromEvent
from transforms.conversions import Conversion, converter, wanted
from transforms.kameleoon_event import VENDOR_FIELDS, EventType, VendorField
from transforms.text.document import Document, Unreadable, nearest
from transforms.text.layers import OMIT
from transforms.text.places import read_paths

FIELD_KEYS: Final = ("from", "as", "value")


def read_fields(document: Document, node: yaml.Node, rule: str, event_type: EventType) -> tuple[FieldMapping, ...]:
    """Read the `fields` of a rule.

    Args:
        document: Where problems go.
        node: Fields by the vendor's names.
        rule: What the rule is called in problems.
        event_type: The vendor's kind of event, which decides the fields that there are.

    Returns:
        The fields that could be read, in the order of the text.
    """
    known = VENDOR_FIELDS[event_type]
    what = f"{event_type} of {rule}"
    parts = document.known_entries(node, what, known)
    stated = {name: part for name, part in parts.items() if not _is_omitted(part)}
    for name, field in known.items():
        if field.missing is not None and name not in stated and isinstance(node, yaml.MappingNode):
            document.report(node, f"{what} lacks {name!r}")
    fields = (_field(document, part, name, known[name]) for name, part in stated.items())
    return tuple(field for field in fields if field is not None)


def _is_omitted(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == OMIT


def _field(document: Document, node: yaml.Node, name: str, field: VendorField) -> FieldMapping | None:
    parts = document.known_entries(node, f"{name!r}", FIELD_KEYS)
    if ("from" in parts) == ("value" in parts):
        if isinstance(node, yaml.MappingNode):  # anything else has been reported
            document.report(node, f"{name!r} needs either 'from' or 'value'")
        return None
    conversion = field.conversions[0]
    if "as" in parts:
        conversion = _conversion(document, parts["as"], name, field) or conversion
    if Conversion.METADATA in field.conversions and "value" in parts:
        document.report(node, f"{name!r} has no fixed 'value', only 'from'")
        return None
    if "from" in parts:
        paths = read_paths(document, parts["from"], f"'from' of {name!r}")
        return FieldMapping(name=name, source=FromEvent(paths=paths, conversion=conversion))
    fixed = _fixed(document, parts["value"], name, field, conversion)
    return None if fixed is None else FieldMapping(name=name, source=fixed)


def _conversion(document: Document, node: yaml.Node, name: str, field: VendorField) -> Conversion | None:
    word = document.text(node, f"'as' of {name!r}")
    if word is None:
        return None
    allowed = [str(conversion) for conversion in field.conversions]
    if word in allowed:
        return Conversion(word)
    if word in list(Conversion):
        document.report(node, f"{name!r} cannot be made as {word}; it can be {' or '.join(allowed)}")
    else:
        document.report(node, f"there is no conversion {word!r}{nearest(word, map(str, Conversion))}")
    return None


def _fixed(document: Document, node: yaml.Node, name: str, field: VendorField, conversion: Conversion) -> Fixed | None:
    what = f"'value' of {name!r}"
    raw = document.scalar(node, what)
    if isinstance(raw, Unreadable):
        return None
    if raw is None or raw == "" or converter(conversion, field.bounds)(raw) is None:
        document.report(node, f"{what} must be {wanted(conversion, field.bounds)}")
        return None
    return Fixed(value=raw, conversion=conversion)
