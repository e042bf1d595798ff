"""Mappings of these tests: the right ones are held to the JSON Schema too, the wrong ones stand in `mistakes/`.

Each file of that folder has the mistakes that one module tells: `what` it is, the `text`, and all `problems` in their
order. `schema` says whether the JSON Schema `refuses` the text, as it does unless stated otherwise, `passes` it,
because no schema can say what is wrong, or `cannot be asked`, because the text is no JSON.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import jsonschema
import msgspec
import pytest
import yaml

from transforms import Blueprint, BlueprintError, mapping_schema, parse_blueprint
from transforms.blueprint import Condition, EventMapping, Rule

MISTAKES = Path(__file__).parent / "mistakes"
SUBJECTS = sorted(path.stem for path in MISTAKES.glob("*.yaml"))

ALONE = "nonce: m\nidentity: {visitor_code: v}\n"
"""What a mapping needs that extends none, beside events."""


class Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A wrong mapping as it is written."""

    what: str
    text: str
    problems: list[str]
    schema: Literal["refuses", "passes", "cannot be asked"] = "refuses"


class _JsonLoader(yaml.SafeLoader):
    """Reads what JSON can hold: a date is a text, as it is to the YAML 1.2 of an editor."""


_JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def mistakes(subject: str) -> list[Mistake]:
    """Read the mistakes of one file."""
    text = (MISTAKES / f"{subject}.yaml").read_text()
    return msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), list[Mistake])


def as_json(text: str) -> Any:  # noqa: ANN401  any JSON value
    """Read a mapping's text as an editor does, without knowing what a mapping is."""
    value = yaml.load(text, Loader=_JsonLoader)  # noqa: S506  a safe loader
    return {str(key): inner for key, inner in value.items()} if isinstance(value, dict) else value


def tree(text: str) -> yaml.Node:
    """The tree of a text."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    return node


def read(text: str) -> Blueprint:
    """Read a right mapping; the JSON Schema finds nothing wrong with it either."""
    validator = jsonschema.Draft202012Validator(mapping_schema())
    assert [error.message for error in validator.iter_errors(as_json(text))] == []
    return parse_blueprint(text)


def read_event(entry: str) -> EventMapping:
    """Read a mapping of one event, `E`, whose entry is given in YAML's flow style."""
    (event,) = read(f"{ALONE}events: {{E: {entry}}}").events
    return event


def read_rule(entry: str) -> Rule:
    """Read a mapping of one event with one rule."""
    (rule,) = read_event(entry).rules
    return rule


def read_when(when: str) -> tuple[Condition, ...]:
    """Read a mapping of no event and one `when`."""
    return read(f"{ALONE}events: {{}}\nwhen: {when}").when


def problems(text: str) -> tuple[str, ...]:
    """Everything that is wrong with a mapping."""
    with pytest.raises(BlueprintError) as caught:
        parse_blueprint(text)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems
