"""The mapping's text, read into a blueprint. `presets/default.yaml` documents the format.

Rules: everything that is wrong is reported at once; unknown and repeated keys are errors, since a key
that is misspelt and ignored would send conversions without their goal.
"""

from importlib import resources
from typing import Final

import yaml

from transforms.blueprint import Blueprint, BlueprintError, FieldMapping, Fixed, FromEvent, Identity, Rule
from transforms.conversions import Conversion, converter, wanted
from transforms.kameleoon_event import VENDOR_FIELDS, EventType, VendorField
from transforms.paths import Path, parse_path
from transforms.yaml_document import Document, Unreadable, nearest

_PRESETS: Final = ("default",)


def load_preset(name: str) -> Blueprint:
    """Read a mapping that ships with the package.

    Args:
        name: `default`, the specification's event mapping.

    Returns:
        The mapping.

    Raises:
        BlueprintError: If there is no preset of that name.
    """
    if name not in _PRESETS:
        raise BlueprintError((f"there is no preset {name!r}{nearest(name, _PRESETS)}",))
    return parse_blueprint(resources.files("transforms").joinpath("presets", f"{name}.yaml").read_text("utf-8"))


def parse_blueprint(text: str) -> Blueprint:
    """Read a mapping.

    Args:
        text: YAML in the format that `presets/default.yaml` documents.

    Returns:
        The mapping.

    Raises:
        BlueprintError: With everything that is wrong with it.
    """
    document = Document()
    root = document.root(text)
    blueprint = None if root is None else _blueprint(document, root)
    if document.problems or blueprint is None:
        raise BlueprintError(document.sorted_problems())
    return blueprint


def _blueprint(document: Document, node: yaml.Node) -> Blueprint:
    keys = ("nonce", "identity", "events")
    parts = document.known_entries(node, "the mapping", keys, required=keys)
    return Blueprint(
        nonce=_paths(document, parts["nonce"], "'nonce'") if "nonce" in parts else (),
        identity=_identity(document, parts.get("identity")),
        rules=_rules(document, parts["events"]) if "events" in parts else (),
    )


def _identity(document: Document, node: yaml.Node | None) -> Identity:
    if node is None:
        return Identity(visitor_code=(), fallback=())
    known = ("visitor_code", "fallback")
    parts = document.known_entries(node, "'identity'", known, required=("visitor_code",))
    found = {key: _paths(document, part, f"{key!r}") for key, part in parts.items()}
    return Identity(visitor_code=found.get("visitor_code", ()), fallback=found.get("fallback", ()))


def _rules(document: Document, node: yaml.Node) -> tuple[Rule, ...]:
    rules = (_rule(document, name, part) for name, (_, part) in document.entries(node, "'events'").items())
    return tuple(rule for rule in rules if rule is not None)


def _rule(document: Document, name: str, node: yaml.Node) -> Rule | None:
    keys = ("eventType", "fields")
    parts = document.known_entries(node, f"event {name!r}", keys, required=keys)
    if "eventType" not in parts:
        return None
    event_type = _event_type(document, parts["eventType"], name)
    if event_type is None or "fields" not in parts:
        return None
    return Rule(name=name, event_type=event_type, fields=_fields(document, parts["fields"], name, event_type))


def _event_type(document: Document, node: yaml.Node, name: str) -> EventType | None:
    word = document.text(node, f"'eventType' of event {name!r}")
    known = [str(kind) for kind in EventType]
    if word is None or word in known:
        return None if word is None else EventType(word)
    document.report(node, f"there is no eventType {word!r}{nearest(word, known)}")
    return None


def _fields(document: Document, node: yaml.Node, name: str, event_type: EventType) -> tuple[FieldMapping, ...]:
    known = VENDOR_FIELDS[event_type]
    required = [field_name for field_name, field in known.items() if field.missing is not None]
    what = f"{event_type} of event {name!r}"
    parts = document.known_entries(node, what, known, required=required)
    fields = (_field(document, part, key, known[key]) for key, part in parts.items())
    return tuple(field for field in fields if field is not None)


def _field(document: Document, node: yaml.Node, name: str, field: VendorField) -> FieldMapping | None:
    parts = document.known_entries(node, f"{name!r}", ("from", "as", "value"))
    if ("from" in parts) == ("value" in parts):
        if isinstance(node, yaml.MappingNode):  # anything else has been reported
            document.report(node, f"{name!r} needs either 'from' or 'value'")
        return None
    conversion = field.conversions[0]
    if "as" in parts:
        conversion = _conversion(document, parts["as"], name, field) or conversion
    if "from" in parts:
        paths = _paths(document, parts["from"], f"'from' of {name!r}")
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


def _paths(document: Document, node: yaml.Node, what: str) -> tuple[Path, ...]:
    paths: list[Path] = []
    for item in document.items(node, what):
        word = document.text(item, what)
        if word is None:
            continue
        try:
            path = parse_path(word)
        except ValueError as error:
            document.report(item, f"{what}: {error}")
            continue
        if path in paths:
            document.report(item, f"{what} has {word!r} twice")
        paths.append(path)
    return tuple(paths)
