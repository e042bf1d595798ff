"""From a record's value to its event name and the mapping's verdict: the one place that knows the mapping's details."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import orjson

from transforms import Blueprint, BlueprintError, Transform, Verdict, compile_blueprint, load_preset, parse_blueprint

Judge = Callable[[bytes | None], tuple[str | None, Verdict]]
"""From a record's value to its event name (None when it has none) and verdict. Never raises."""

PRESET_BY_EVENT: Final[Mapping[str, str]] = MappingProxyType(
    {"purchase": "ga4", "refund": "ga4", "sign_up": "ga4", "page_view": "ga4"}
)
"""Which preset maps events that the default one does not."""


@dataclass(frozen=True, slots=True)
class UsableMapping:
    """A mapping that can be used.

    Attributes:
        source: what it is called in sentences.
        event_names: of its rules, in their order.
    """

    source: str
    event_names: tuple[str, ...]
    judge: Judge


@dataclass(frozen=True, slots=True)
class BadMapping:
    """A mapping that cannot be used, with everything that is wrong with it."""

    source: str
    problems: tuple[str, ...]


LoadedMapping = UsableMapping | BadMapping


def load_mapping(path: Path | None) -> LoadedMapping:
    """Read the mapping at this path, or the one that is built in."""
    source = "the built-in mapping (preset default)" if path is None else str(path)
    try:
        blueprint = load_preset("default") if path is None else parse_blueprint(path.read_text("utf-8"))
    except BlueprintError as error:
        return BadMapping(source, error.problems)
    except OSError as error:
        return BadMapping(source, (f"cannot be read: {error.strerror}",))
    except UnicodeDecodeError:
        return BadMapping(source, ("is no UTF-8 text",))
    return _usable(source, blueprint)


def _usable(source: str, blueprint: Blueprint) -> UsableMapping:
    names = tuple(rule.name for rule in blueprint.rules)
    return UsableMapping(source, names, make_judge(compile_blueprint(blueprint)))


def make_judge(transform: Transform) -> Judge:
    """Join a transform with the event's name."""
    return lambda value: (event_name(value), transform(value))


def event_name(value: bytes | None) -> str | None:
    """The name under which a mapping looks for an event; None when the record has none."""
    try:
        event = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return None
    if not isinstance(event, dict):
        return None
    kind, name = event.get("type"), event.get("event")
    if isinstance(kind, str) and kind not in {"", "track"}:
        return kind
    return name if isinstance(name, str) and name else None
