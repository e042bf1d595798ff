"""A whole mapping's text, read into a blueprint. `presets/default.yaml` documents the format.

Rules: everything that is wrong is reported at once; unknown and repeated keys are errors, since a key
that is misspelt and ignored would send conversions without their goal.
"""

import re
from functools import cache
from typing import Final

import yaml

from transforms.blueprint import Blueprint, BlueprintError, Identity, Nonce
from transforms.kameleoon_event import LARGEST_MAX_VISITOR_CODE_CHARACTERS, MAX_VISITOR_CODE_CHARACTERS
from transforms.paths import Path
from transforms.text.conditions import read_conditions
from transforms.text.document import Document, Unreadable, nearest
from transforms.text.events import is_dropped, read_events
from transforms.text.layers import DROP, laid_over
from transforms.text.places import read_paths
from transforms.text.presets import PRESETS, preset_text
from transforms.verdict import UNMAPPED

REQUIRED_KEYS: Final = ("nonce", "identity", "events")
KEYS: Final = ("extends", "when", "require_consent", "max_age", "tombstones", *REQUIRED_KEYS)
NONCE_KEYS: Final = ("from", "as")
NONCE_FORMS: Final = ("text", "hex16")
IDENTITY_KEYS: Final = ("visitor_code", "fallback", "max_characters")
DEAD_LETTER: Final = "dead_letter"
"""In place of a fallback: events without a visitor code go to the dead-letter topic."""

TOMBSTONE_WORDS: Final = (DROP, DEAD_LETTER)
"""What may become of records without a value."""

DURATION_PATTERN: Final = "[0-9]{1,6}[smhdw]"
CATEGORY_PATTERN: Final = "[A-Za-z0-9_-]+"
_TEXT_TAG: Final = "tag:yaml.org,2002:str"
_UNIT_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


@cache
def load_preset(name: str) -> Blueprint:
    """Read a mapping that ships with the package.

    Args:
        name: `default`, the specification's event mapping, or `ga4`, which knows GA4's event names as well.

    Returns:
        The mapping.

    Raises:
        BlueprintError: If there is no preset of that name.
    """
    if name not in PRESETS:
        raise BlueprintError((f"there is no preset {name!r}{nearest(name, PRESETS)}",))
    return parse_blueprint(preset_text(name))


def preset_with(name: str) -> str | None:
    """Find the first preset that has a rule for an event.

    Args:
        name: The event's name.

    Returns:
        The preset's name, or None.
    """
    return next((preset for preset in PRESETS if name in _names_of(preset)), None)


@cache
def _names_of(preset: str) -> frozenset[str]:
    return frozenset(name for event in load_preset(preset).events for name in event.names)


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


def _blueprint(document: Document, root: yaml.Node) -> Blueprint:
    parts = document.known_entries(_extended(document, root), "the mapping", KEYS)
    if isinstance(root, yaml.MappingNode) and "extends" not in parts:
        for key in REQUIRED_KEYS:
            if key not in parts:
                document.report(root, f"the mapping lacks {key!r}: state it, or begin with 'extends: default'")
    return Blueprint(
        when=read_conditions(document, parts.get("when"), "'when' of the mapping"),
        required_consent=_consent(document, parts.get("require_consent")),
        max_age_seconds=_max_age_seconds(document, parts.get("max_age")),
        drops_tombstones=_drops_tombstones(document, parts.get("tombstones")),
        nonce=_nonce(document, parts.get("nonce")),
        identity=_identity(document, parts.get("identity")),
        events=read_events(document, parts["events"]) if "events" in parts else (),
    )


def _extended(document: Document, root: yaml.Node) -> yaml.Node:
    """Lay a mapping over the preset that it extends."""
    if not isinstance(root, yaml.MappingNode):
        return root
    node = next((value for key, value in root.value if key.value == "extends"), None)
    name = None if node is None else document.word(node, "'extends'", PRESETS)
    base = None if name is None else _preset_tree(name)
    if node is None or base is not None:  # of a preset that is not known, nobody knows what it has
        _report_needless_drops(document, base, root)
    return root if base is None else laid_over(base, root)


def _report_needless_drops(document: Document, base: yaml.Node | None, root: yaml.MappingNode) -> None:
    """A misspelt name that is dropped would leave the event in, without a word."""
    known = [key.value for key, _ in _events_of(base)]
    for key, part in _events_of(root):
        is_name = key.tag == _TEXT_TAG and key.value not in {"", UNMAPPED}  # all else is reported as a key
        if is_name and is_dropped(part) and key.value not in known:
            hint = nearest(key.value, known) if known else ""
            document.report(key, f"there is no event {key.value!r} to drop{hint}")


def _events_of(root: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    events = next((value for key, value in pairs if key.value == "events"), None)
    return list(events.value) if isinstance(events, yaml.MappingNode) else []


@cache
def _preset_tree(name: str) -> yaml.Node:
    """Read a preset, laid over its own. It is read once and never changed; what ships has no problems to report."""
    document = Document()
    root = document.root(preset_text(name))
    assert root is not None
    return _extended(document, root)


def _nonce(document: Document, node: yaml.Node | None) -> Nonce:
    if node is None:
        return Nonce(paths=())
    if not isinstance(node, yaml.MappingNode):
        return Nonce(paths=read_paths(document, node, "'nonce'"))
    parts = document.known_entries(node, "'nonce'", NONCE_KEYS, required=("from",))
    paths = read_paths(document, parts["from"], "'from' of 'nonce'") if "from" in parts else ()
    is_hashed = "as" in parts and document.word(parts["as"], "'as' of 'nonce'", NONCE_FORMS) == "hex16"
    return Nonce(paths=paths, is_hashed=is_hashed)


def _identity(document: Document, node: yaml.Node | None) -> Identity:
    if node is None:
        return Identity(visitor_code=(), fallback=())
    parts = document.known_entries(node, "'identity'", IDENTITY_KEYS, required=("visitor_code",))
    code, fallback, longest = (parts.get(key) for key in IDENTITY_KEYS)
    return Identity(
        visitor_code=() if code is None else read_paths(document, code, "'visitor_code'"),
        fallback=_fallback(document, fallback),
        max_characters=MAX_VISITOR_CODE_CHARACTERS if longest is None else _max_characters(document, longest),
    )


def _fallback(document: Document, node: yaml.Node | None) -> tuple[Path, ...]:
    if node is None or (isinstance(node, yaml.ScalarNode) and node.value == DEAD_LETTER):
        return ()
    return read_paths(document, node, "'fallback'")


def _max_characters(document: Document, node: yaml.Node) -> int:
    value = document.scalar(node, "'max_characters'")
    if type(value) is int and 1 <= value <= LARGEST_MAX_VISITOR_CODE_CHARACTERS:
        return value
    if not isinstance(value, Unreadable):
        document.report(node, f"'max_characters' must be a number from 1 to {LARGEST_MAX_VISITOR_CODE_CHARACTERS}")
    return MAX_VISITOR_CODE_CHARACTERS


def _consent(document: Document, node: yaml.Node | None) -> str | None:
    word = None if node is None else document.text(node, "'require_consent'")
    if node is None or word is None or re.fullmatch(CATEGORY_PATTERN, word):
        return word
    document.report(node, "'require_consent' must be the name of one category, such as analytics")
    return None


def _drops_tombstones(document: Document, node: yaml.Node | None) -> bool:
    return node is not None and document.word(node, "'tombstones'", TOMBSTONE_WORDS) == DROP


def _max_age_seconds(document: Document, node: yaml.Node | None) -> int | None:
    word = None if node is None else document.text(node, "'max_age'")
    if node is None or word is None:
        return None
    if re.fullmatch(DURATION_PATTERN, word) and int(word[:-1]):
        return int(word[:-1]) * _UNIT_SECONDS[word[-1]]
    document.report(node, f"'max_age' is {word!r}: it must be a duration such as 30m, 12h or 7d")
    return None
