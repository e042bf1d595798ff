"""What holds for every text: it is a mapping, or everything that is wrong with it is said, each with its place."""

import re

import yaml
from hypothesis import given
from hypothesis import strategies as st

from transforms import Blueprint, BlueprintError, compile_blueprint, parse_blueprint, with_goal_ids
from transforms.text.presets import PRESETS, preset_text

OWN = """\
extends: ga4
when: [{from: site, one_of: [shop, 5, true]}, {from: test, present: false}]
require_consent: analytics
max_age: 7d
nonce: {as: hex16}
identity: {fallback: dead_letter, max_characters: 255}
events:
  Signed Up: drop
  page: {fields: {title: omit, referrersIndices: {from: [a, b.c]}}}
  Order Completed:
    aliases: [done]
    rules:
      - {when: {from: plan, equals: gold}, fields: {goalId: {value: 1}, revenue: {value: -5, as: absolute_number}}}
      - {fields: {goalId: {value: 2}}}
"""
GOOD = (OWN, *map(preset_text, PRESETS))

PIECES = [
    *("&a ", "*a", "<<: ", "? ", "- ", "---\n", "...\n", "|\n", ">\n", "%YAML 1.1\n"),
    *("!!int ", "!!bool ", "!!float ", "!!timestamp ", "!!binary ", "!x "),
    *("\t", "\n", "  ", ": ", ", ", "[", "]", "{", "}", "'", '"', "#", "[" * 50),
    *("\x00", "\ud800", "\ufeff", "\u2028", "\x85", '"\\ud800"', '"\\UFFFFFFFF"'),
    *("yes", "~", "0100", "1_000", "1:30", "0x" + "f" * 5_000, "9" * 5_000, ".nan", ".inf", "2026-02-30", "2026-02-25"),
    *("extends", "default", "events", "page", "fields", "when", "rules", "from", "value", "aliases", "drop", "omit"),
]
pieces = st.sampled_from(PIECES) | st.text(max_size=3)

scalars = st.sampled_from(["drop", "omit", "", "a.b", "page", "unmapped", None, True, 0, 1.5, 2**70, float("nan")])
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(scalars | st.sampled_from(["from", "value", "when"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def read(text: str) -> Blueprint | None:
    """Read a mapping and hold what is said of it to what is true of every text."""
    try:
        return parse_blueprint(text)
    except BlueprintError as error:
        told = error.problems
    places = [re.match(r"line ([0-9]+), column ([0-9]+): .", problem) for problem in told]
    found = [(int(place[1]), int(place[2])) for place in places if place]
    assert len(found) == len(set(told)) == len(told) > 0
    assert found == sorted(found)
    assert max(found)[0] <= len(re.split("\r\n|[\r\n\x85\u2028\u2029]", text))
    return None


@given(st.lists(pieces, max_size=12).map("".join))
def test_any_text_is_a_mapping_or_a_mistake(text: str) -> None:
    """No other exception, whatever YAML makes of it."""
    read(text)


@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 12), pieces), min_size=1, max_size=3),
)
def test_a_good_mapping_with_something_else_in_it(text: str, changes: list[tuple[int, int, str]]) -> None:
    """Something left out or put in; what is still a mapping compiles."""
    for place, length, piece in changes:
        at = place % len(text)
        text = text[:at] + piece + text[at + length :]
    blueprint = read(text)
    if blueprint is not None:
        compile_blueprint(with_goal_ids(blueprint, ""))


def replaced(value: object, steps: list[int], other: object) -> object:
    """Replace what is found by going down a tree."""
    if not steps or not isinstance(value, dict | list) or not value:
        return other
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[steps[0] % len(keys)]
    copy = value.copy()
    copy[key] = replaced(copy[key], steps[1:], other)
    return copy


@given(st.lists(st.integers(0, 10), min_size=1, max_size=6), values)
def test_a_good_mapping_with_another_value_in_it(steps: list[int], other: object) -> None:
    """Right YAML and a wrong mapping; what is still a mapping compiles."""
    blueprint = read(yaml.safe_dump(replaced(yaml.safe_load(OWN), steps, other), sort_keys=False))
    if blueprint is not None:
        compile_blueprint(blueprint)
