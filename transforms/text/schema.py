"""A JSON Schema of a mapping's text, so that editors complete it and underline what is wrong.

It is built from the tables that the reading itself uses. What a schema cannot say (names claimed twice, rules that
cannot be reached, a required field that the preset brings) is left to the reading.
"""

from typing import Any, Final

from transforms.conversions import Bounds, Conversion, wanted
from transforms.kameleoon_event import (
    LARGEST_MAX_VISITOR_CODE_CHARACTERS,
    MAX_VISITOR_CODE_CHARACTERS,
    VENDOR_FIELDS,
    EventType,
    VendorField,
)
from transforms.paths import PATH_PATTERN
from transforms.text.layers import DROP, OMIT
from transforms.text.presets import PRESETS
from transforms.text.whole import (
    CATEGORY_PATTERN,
    DEAD_LETTER,
    DURATION_PATTERN,
    NONCE_FORMS,
    REQUIRED_KEYS,
    TOMBSTONE_WORDS,
)
from transforms.verdict import UNMAPPED

Schema = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def mapping_schema() -> Schema:
    """Build the schema.

    Returns:
        A JSON object; `$defs` holds its parts.
    """
    return {
        "$schema": _DIALECT,
        "title": "signal-kameleoon mapping",
        **_keys(_top_level()),
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": list(REQUIRED_KEYS)},
        "$defs": {
            "path": {"type": "string", "pattern": f"^(?:{PATH_PATTERN})$"},
            "paths": _one_or_list(_ref("path"), uniqueItems=True),
            "when": _one_or_list(_condition()),
            "event": {"anyOf": [{"const": DROP}, _event()]},
            "rule": _rule(),
        },
    }


def _top_level() -> Schema:
    return {
        "extends": {"enum": list(PRESETS), "description": "The preset that this mapping differs from."},
        "when": _ref("when", "Events for which this does not hold are dropped."),
        "require_consent": {
            "type": "string",
            "pattern": f"^{CATEGORY_PATTERN}$",
            "description": "Events without the visitor's consent to this category are dropped.",
        },
        "max_age": {
            "type": "string",
            "pattern": f"^(?!0+[smhdw]$){DURATION_PATTERN}$",
            "description": "Events whose timestamp is older are dropped: 30m, 12h, 7d.",
        },
        "tombstones": {"enum": list(TOMBSTONE_WORDS), "description": "What becomes of records without a value."},
        "nonce": {"anyOf": [_ref("paths"), _nonce()], "description": "Where the event's unique id stands."},
        "identity": _identity(),
        "events": {
            "type": "object",
            "description": "One entry per event name.",
            "additionalProperties": _ref("event"),
            "propertyNames": {"minLength": 1, "not": {"const": UNMAPPED}},
        },
    }


def _keys(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _ref(name: str, description: str | None = None) -> Schema:
    return {"$ref": f"#/$defs/{name}"} | ({} if description is None else {"description": description})


def _one_or_list(item: Schema, **words: object) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1, **words}]}


def _nonce() -> Schema:
    return _keys({"from": _ref("paths"), "as": {"enum": list(NONCE_FORMS)}})


def _identity() -> Schema:
    longest = {"type": "integer", "minimum": 1, "maximum": LARGEST_MAX_VISITOR_CODE_CHARACTERS}
    return _keys(
        {
            "visitor_code": _ref("paths", "Where the code of Kameleoon's tag stands."),
            "fallback": _ref("paths", f"Used where there is no code; {DEAD_LETTER} refuses such events."),
            "max_characters": {**longest, "default": MAX_VISITOR_CODE_CHARACTERS},
        }
    )


def _condition() -> Schema:
    scalar = {"type": ["string", "number", "boolean"], "minLength": 1}
    tests = {
        "equals": scalar,
        "one_of": _one_or_list(scalar, uniqueItems=True),
        "present": {"type": "boolean"},
    }
    return {
        **_keys({"from": _ref("paths"), **tests}, "from"),
        "oneOf": [{"required": [test]} for test in tests],
    }


def _rule_properties() -> Schema:
    fields = {name: _field(field) for fields in VENDOR_FIELDS.values() for name, field in fields.items()}
    return {
        "when": _ref("when", "Events for which this does not hold are not for this rule."),
        "eventType": {"enum": [str(kind) for kind in EventType]},
        "fields": _keys(fields),
    }


def _rule() -> Schema:
    return {**_keys(_rule_properties()), "allOf": _fields_by_type()}


def _event() -> Schema:
    aliases = {"type": "string", "minLength": 1}
    return {
        **_keys(
            {
                "aliases": {"anyOf": [aliases, {"type": "array", "items": aliases, "uniqueItems": True}]},
                **_rule_properties(),
                "rules": _one_or_list(_ref("rule")),
            }
        ),
        "allOf": _fields_by_type(),
    }


def _fields_by_type() -> list[Schema]:
    return [
        {
            "if": {"properties": {"eventType": {"const": str(kind)}}, "required": ["eventType"]},
            "then": {"properties": {"fields": {"propertyNames": {"enum": list(fields)}}}},
        }
        for kind, fields in VENDOR_FIELDS.items()
    ]


def _field(field: VendorField) -> Schema:
    words = wanted(field.conversions[0], field.bounds)
    conversions = {"enum": [str(conversion) for conversion in field.conversions]}
    found = _keys({"from": _ref("paths"), "as": conversions}, "from")
    fixed = [_fixed(conversion, field) for conversion in field.conversions if conversion is not Conversion.METADATA]
    kind = "optional" if field.missing is None else "required"
    return {"anyOf": [{"const": OMIT}, found, *fixed], "description": f"{kind}: {words}"}


def _fixed(conversion: Conversion, field: VendorField) -> Schema:
    chosen = ("as",) if conversion is not field.conversions[0] else ()
    return _keys({"value": _made_by(conversion, field.bounds), "as": {"const": str(conversion)}}, "value", *chosen)


def _made_by(conversion: Conversion, bounds: Bounds) -> Schema:
    """What a fixed value may be; the reading knows more of texts than a schema can say."""
    text = {"type": "string", "minLength": 1}
    match conversion:
        case Conversion.INTEGER | Conversion.INDEX_LIST:
            return {"anyOf": [{"type": "integer", "minimum": bounds.least, "maximum": bounds.greatest}, text]}
        case Conversion.NUMBER:
            return {"anyOf": [{"type": "number", "minimum": bounds.least, "maximum": bounds.greatest}, text]}
        case Conversion.ABSOLUTE_NUMBER:
            return {"anyOf": [{"type": "number", "minimum": -bounds.greatest, "maximum": bounds.greatest}, text]}
        case Conversion.BOOLEAN:
            return {"enum": [True, False, "true", "false"]}
        case Conversion.TEXT | Conversion.TEXT_LIST:
            return {"anyOf": [{"type": "integer"}, text]}
        case _:
            return text
