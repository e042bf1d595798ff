"""From a record's value to its event name and the mapping's verdict: the one place that knows the mapping's details."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from consumer.settings import SettingsError, load_mapping
from transforms import Blueprint, Verdict, compile_blueprint
from transforms.compiled.explanation import explain

Judge = Callable[[bytes | None], tuple[str | None, Verdict]]
"""From a record's value to its event name (None when it has none) and verdict. Never raises."""


@dataclass(frozen=True, slots=True)
class UsableMapping:
    """A mapping that can be used.

    Attributes:
        source: what it is called in sentences.
        event_names: of its rules and their aliases, in their order.
    """

    source: str
    event_names: tuple[str, ...]
    judge: Judge


@dataclass(frozen=True, slots=True)
class BadMapping:
    """A mapping that cannot be used, with everything that is wrong with it."""

    problems: tuple[str, ...]


JudgingMapping = UsableMapping | BadMapping


def judging_mapping(environ: Mapping[str, str], path: Path | None) -> JudgingMapping:
    """Make a judge of the mapping at this path, or else of the one that the environment asks for."""
    try:
        blueprint = load_mapping(environ, None if path is None else str(path))
    except SettingsError as refused:
        return BadMapping(refused.problems)
    source = environ.get("MAPPING_FILE") if path is None else str(path)
    names = tuple(name for event in blueprint.events for name in event.names)
    return UsableMapping(source or "the default mapping", names, make_judge(blueprint))


def make_judge(blueprint: Blueprint) -> Judge:
    """Judge as `run` would at this moment."""
    compiled = compile_blueprint(blueprint)

    def judge(value: bytes | None) -> tuple[str | None, Verdict]:
        explanation = explain(compiled, value, time.time())
        return explanation.event_name, explanation.verdict

    return judge
