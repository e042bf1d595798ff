"""A mapping over a preset: what it states replaces what the preset states, and nothing else."""

from dataclasses import replace

import pytest
import yaml

from tests.unit.transforms.text.mappings import read, tree
from transforms import Blueprint, load_preset, parse_blueprint
from transforms.blueprint import EventMapping, FieldMapping, Fixed, FromEvent, Identity, Nonce
from transforms.conversions import Conversion
from transforms.text.layers import laid_over, with_entries_of

DEFAULT = load_preset("default")
GA4 = load_preset("ga4")


def event(blueprint: Blueprint, name: str) -> EventMapping:
    """The entry of one event."""
    (found,) = [event for event in blueprint.events if event.name == name]
    return found


def fields(blueprint: Blueprint, name: str) -> dict[str, FieldMapping]:
    """The fields of an event's one rule."""
    (rule,) = event(blueprint, name).rules
    return {field.name: field for field in rule.fields}


def laid(base: str, over: str) -> object:
    """What a text becomes that is laid over another, as the values that it means."""
    return yaml.safe_load(yaml.serialize(laid_over(tree(base), tree(over))))


@pytest.mark.parametrize(("text", "expected"), [("extends: default", DEFAULT), ("extends: ga4", GA4)])
def test_what_states_nothing_is_the_preset(text: str, expected: Blueprint) -> None:
    """`extends` alone."""
    assert read(text) == expected


def test_a_preset_may_extend_a_preset() -> None:
    """GA4's names are the default mapping's with more names, and more places for page views."""
    assert [event.names for event in GA4.events] == [
        ("page", "page_view"),
        ("Order Completed", "purchase"),
        ("Order Refunded", "refund"),
        ("Signed Up", "sign_up"),
    ]
    assert [replace(event, aliases=()) for event in GA4.events[1:]] == list(DEFAULT.events[1:])
    assert (GA4.nonce, GA4.identity) == (DEFAULT.nonce, DEFAULT.identity)


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("nonce: [a, b.c]", replace(DEFAULT, nonce=Nonce(paths=(("a",), ("b", "c"))))),
        ("nonce: {as: hex16}", replace(DEFAULT, nonce=replace(DEFAULT.nonce, is_hashed=True))),
        ("nonce: {from: a}", replace(DEFAULT, nonce=Nonce(paths=(("a",),)))),
        ("identity: {visitor_code: a}", replace(DEFAULT, identity=replace(DEFAULT.identity, visitor_code=(("a",),)))),
        ("identity: {fallback: [a]}", replace(DEFAULT, identity=replace(DEFAULT.identity, fallback=(("a",),)))),
        ("identity: {fallback: dead_letter}", replace(DEFAULT, identity=replace(DEFAULT.identity, fallback=()))),
        ("identity: {max_characters: 255}", replace(DEFAULT, identity=replace(DEFAULT.identity, max_characters=255))),
        ("max_age: 2w", replace(DEFAULT, max_age_seconds=1_209_600)),
        ("require_consent: analytics", replace(DEFAULT, required_consent="analytics")),
        ("events: {page: drop}", replace(DEFAULT, events=DEFAULT.events[1:])),
        ("events: {}", DEFAULT),
    ],
)
def test_one_line_changes_one_thing(line: str, changed: Blueprint) -> None:
    """Lists are replaced whole, and everything beside them is kept."""
    assert read(f"extends: default\n{line}\n") == changed


@pytest.mark.parametrize("key", ["nonce", "identity", "events"])
def test_what_has_keys_keeps_those_that_are_not_stated(key: str) -> None:
    """Where both have keys; a text or a list is replaced, or replaces."""
    base = f"{key}: {{a: [b], c: d}}"
    assert laid(base, f"{key}: {{c: e}}") == {key: {"a": ["b"], "c": "e"}}
    assert laid(base, f"{key}: b") == {key: "b"}
    assert laid(f"{key}: b", f"{key}: {{c: e}}") == {key: {"c": "e"}}
    assert laid(f"{key}: [b]", f"{key}: [c]") == {key: ["c"]}


def test_one_field_is_replaced_and_stays_where_it_was() -> None:
    """A field whole: the preset's places do not remain beside a fixed value, nor its conversion."""
    changed = read(
        "extends: default\nevents: {Order Refunded: {fields: {revenue: {from: fee}, metadata: {from: c}}}}\n"
    )
    assert fields(changed, "Order Refunded") == {
        **fields(DEFAULT, "Order Refunded"),
        "revenue": FieldMapping(name="revenue", source=FromEvent(paths=(("fee",),), conversion=Conversion.NUMBER)),
        "metadata": FieldMapping(name="metadata", source=FromEvent(paths=(("c",),), conversion=Conversion.METADATA)),
    }
    assert list(fields(changed, "Order Refunded")) == ["goalId", "revenue", "negative", "metadata"]
    assert [event.name for event in changed.events] == [event.name for event in DEFAULT.events]
    assert event(changed, "page") == event(DEFAULT, "page")


def test_a_field_is_left_out() -> None:
    """By `omit` in its place."""
    assert list(fields(read("extends: default\nevents: {page: {fields: {title: omit}}}\n"), "page")) == [
        "href",
        "referrers",
    ]


def test_an_event_of_ones_own_comes_after_those_of_the_preset() -> None:
    """And has nothing of theirs."""
    added = read("extends: default\nevents: {Trial: {eventType: CONVERSION, fields: {goalId: {value: 9}}}}\n")
    assert added.events[:-1] == DEFAULT.events
    assert fields(added, "Trial") == {
        "goalId": FieldMapping(name="goalId", source=Fixed(value=9, conversion=Conversion.INTEGER))
    }


def test_aliases_and_conditions_are_replaced_whole() -> None:
    """An empty list takes a preset's aliases away."""
    assert event(read("extends: ga4\nevents: {page: {aliases: [view]}}\n"), "page").aliases == ("view",)
    assert event(read("extends: ga4\nevents: {page: {aliases: []}}\n"), "page").aliases == ()


def test_an_alias_that_was_dropped_may_be_claimed() -> None:
    """A dropped event claims none of its names."""
    taken = read("extends: ga4\nevents: {Signed Up: drop, page: {aliases: [sign_up, Signed Up]}}\n")
    assert event(taken, "page").aliases == ("sign_up", "Signed Up")


def test_what_is_no_mapping_at_all_replaces_and_is_replaced() -> None:
    """What is wrong with it is told later."""
    for base, over in [("[]", "{a: b}"), ("{a: b}", "[]"), ("a", "b")]:
        node = tree(over)
        assert laid_over(tree(base), node) is node


def test_elsewhere_nothing_is_merged() -> None:
    """Neither in `when` or a field, nor in keys of the merged names elsewhere."""
    base = (
        "{when: {a: b}, identity: {events: {c: d}}, events: {e: {when: {f: g}, fields: {h: {i: j}}, events: {k: l}}}}"
    )
    over = (
        "{when: {A: B}, identity: {events: {C: D}}, events: {e: {when: {F: G}, fields: {h: {I: J}}, events: {K: L}}}}"
    )
    assert laid(base, over) == yaml.safe_load(over)


def test_places_are_those_of_the_text_above() -> None:
    """What comes from below stands where that begins which it is laid under."""
    base = tree("\n\n\nevents:\n  page: {fields: {title: [a, {b: c}]}}\nnonce: m\n")
    entries = laid_over(base, tree("max_age: 7d\nevents:\n  page: {fields: {}}\n")).value
    places = {key.value: (key.start_mark.line, key.start_mark.column) for key, _ in entries}
    assert places == {"events": (1, 0), "nonce": (0, 0), "max_age": (0, 0)}
    ((_, event_node),) = entries[0][1].value
    ((title, value),) = event_node.value[0][1].value
    inner = [title, value, value.value[0], value.value[1], *value.value[1].value[0]]
    assert {(node.start_mark.line, node.start_mark.column) for node in inner} == {(2, 17)}
    assert yaml.safe_load(yaml.serialize(value)) == ["a", {"b": "c"}]


def test_entries_of_another_come_first_and_keep_their_places() -> None:
    """Those that both have are those of the upper one, where the lower had them; the tree is the upper one's."""
    over = tree("\n{a: 1, c: 2}")
    lower = tree("{b: 3, a: 4}")
    assert isinstance(over, yaml.MappingNode)
    assert isinstance(lower, yaml.MappingNode)
    both = with_entries_of(lower, over)
    assert [(key.value, value.value, value.start_mark.line) for key, value in both.value] == [
        ("b", "3", 0),
        ("a", "1", 1),
        ("c", "2", 1),
    ]
    assert (both.tag, both.start_mark) == (over.tag, over.start_mark)


def test_a_mapping_of_ones_own_is_not_touched_by_any_preset() -> None:
    """Without `extends`, it stands alone."""
    alone = parse_blueprint("nonce: m\nidentity: {visitor_code: v}\nevents: {}\n")
    assert alone == Blueprint(
        nonce=Nonce(paths=(("m",),)), identity=Identity(visitor_code=(("v",),), fallback=()), events=()
    )
