"""Readers: the first present value among paths, whatever the event holds on the way to it."""

import json
from collections.abc import Callable, Sequence
from functools import reduce

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.compiled.reading import Continuation, Event, attribute, compile_function
from transforms.compiled.signal_event import EventShape, event_shape
from transforms.paths import Path, every_spelling, parse_path


def reader(shape: EventShape, groups: Sequence[Sequence[Path]]) -> Callable[[Event], tuple[object, ...]]:
    """Generate a function that gives back what it read."""
    values = "".join(f"v{index}, " for index in range(len(groups)))
    then = Continuation(lines=[f"return ({values})"], constants={})
    read_values: Callable[[Event], tuple[object, ...]] = shape.generate(groups, then)
    return read_values


def read(event: object, *groups: list[str], also: tuple[str, ...] = ()) -> tuple[object, ...]:
    """Read groups of dot paths from an event, by a mapping that reads some other paths as well."""
    paths = [every_spelling(map(parse_path, group)) for group in groups]
    shape = event_shape([path for group in paths for path in group] + [parse_path(path) for path in also])
    return reader(shape, paths)(shape.decode(orjson.dumps(event)))


def plainly(event: object, paths: Sequence[Path]) -> object:
    """Read the first present value of exact paths, the simple way."""
    for path in paths:
        value = reduce(lambda inner, key: inner.get(key) if isinstance(inner, dict) else None, path, event)
        if value is not None and value != "":
            return value
    return None


keys = st.sampled_from(["type", "a_b", "aB", "c", "a_b_c"])
leaf_values: st.SearchStrategy[object] = st.sampled_from([None, "", "x", 0, False, 1.5, [], [{"c": 1}], {}])
nested = st.recursive(leaf_values, lambda inner: st.dictionaries(keys, inner, max_size=4), max_leaves=12)
path_groups = st.lists(st.lists(st.lists(keys, min_size=1, max_size=3).map(tuple), max_size=4), max_size=4)


@settings(max_examples=30)
@given(st.dictionaries(keys, nested, max_size=4), path_groups)
def test_reading_lazily_gives_what_reading_plainly_gives(event: object, groups: list[list[Path]]) -> None:
    """Whatever the paths have in common, whichever is found first, in every spelling; twice the same."""
    spelled = [every_spelling(group) for group in groups]
    shape = event_shape([path for group in spelled for path in group])
    read_it, decoded = reader(shape, spelled), shape.decode(orjson.dumps(event))
    assert read_it(decoded) == read_it(decoded) == tuple(plainly(event, group) for group in spelled)


def test_a_container_is_read_where_it_is_first_needed() -> None:
    """After a path that found something, too, and again in the next group."""
    event = {"a": {"b": 1}, "c": {"d": 2}}
    assert read(event, ["a.b", "c.d"], ["c.x", "c.d"], ["c.d"]) == (1, 2, 2)
    assert read(event, ["a.x", "c.d"], ["a.b", "c.x"], ["c.x", "a.b"]) == (2, 1, 1)


class Counted(msgspec.Struct):
    """A container that holds itself under every key but two, and notes what was read of it."""

    reads: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.reads.append(name)
        return {attribute("nothing"): None, attribute("value"): 7}.get(name, self)


@pytest.mark.parametrize(
    ("groups", "containers"),
    [
        (["a.nothing", "a.value"], "a"),
        (["a.b.value"], "ab"),
        (["a.value", "c.value"], "a"),
        (["a.nothing", "c.nothing", "c.d.nothing", "a.value"], "acdcd"),
    ],
)
def test_a_container_is_read_once_and_only_if_it_is_needed(groups: list[str], containers: str) -> None:
    """What only the later paths of a group need is read by the next group anew: it may not have been read before."""
    paths, event = [parse_path(path) for path in groups], Counted()
    then = Continuation(lines=["return v0, v1"], constants={})
    read_it = compile_function(event, frozenset(paths), [paths, paths], then, {})
    event.reads.clear()
    assert read_it(event) == (7, 7)
    names = {attribute(name): name for name in "abcd"}
    assert "".join(names.get(name, "") for name in event.reads) == containers


@pytest.mark.parametrize("count", [21, 101, 5_000])
def test_a_field_may_look_at_any_number_of_places(count: int) -> None:
    """Python refuses 100 levels of indentation, and 20 loops in one another."""
    assert read({"p": {f"k{count - 1}": 7}}, [f"p.k{index}" for index in range(count)], ["p.k0", "p"]) == (
        7,
        {f"k{count - 1}": 7},
    )


def test_a_path_of_many_keys_in_snake_case_is_read_in_all_its_spellings() -> None:
    """Seven of them have 128."""
    event: object = 7
    for key in ("a_b", "aB", "a_b", "aB", "aB", "a_b", "aB"):
        event = {key: event}
    assert read(event, [".".join(["a_b"] * 7)]) == (7,)


def test_each_group_gives_its_first_present_value() -> None:
    """Groups do not disturb one another; a group without paths gives None."""
    event = {"a": 1, "b": {"c": 2, "d": 3}}
    assert read(event, ["b.x", "b.c", "a"], ["a", "b.d"], [], ["b.d"]) == (2, 1, None, 3)


@pytest.mark.parametrize("absent", [None, ""])
def test_null_and_the_empty_text_are_absent(absent: object) -> None:
    """The next path is taken; after the last there is nothing."""
    assert read({"a": absent, "b": 5}, ["a", "b"], ["a"]) == (5, None)


@pytest.mark.parametrize("value", [0, False, [], {}, " ", 0.0])
def test_anything_else_is_present(value: object) -> None:
    """Even what Python takes for false."""
    assert read({"a": value, "b": 5}, ["a", "b"]) == (value,)


@pytest.mark.parametrize("other", [None, "title", 5, 2.5, True, [{"title": 1}], 2**70])
def test_a_container_of_another_type_holds_nothing(other: object) -> None:
    """On every level; a text's own attributes (`title` is a method of it) are not found."""
    text = json.dumps(other).encode()
    shape = event_shape([("a", "b", "title"), ("c",)])
    read_it = reader(shape, [[("a", "b", "title"), ("c",)]])
    assert read_it(shape.decode(b'{"a":%b,"c":7}' % text)) == (7,)
    assert read_it(shape.decode(b'{"a":{"b":%b},"c":7}' % text)) == (7,)


def test_an_absent_container_holds_nothing() -> None:
    """On every level."""
    assert read({}, ["a.b.c"]) == (None,)
    assert read({"a": {}}, ["a.b.c"]) == (None,)


def test_a_value_that_is_read_whole_can_be_read_into_as_well() -> None:
    """A path may end where another one passes through."""
    event = {"a": {"b": {"c": 1, "d": {"e": 2}}}}
    assert read(event, ["a.b"], ["a.b.c"], ["a.b.d.e"], ["a.b.c.x"], ["a.b.x"]) == (
        {"c": 1, "d": {"e": 2}},
        1,
        2,
        None,
        None,
    )
    assert read({"a": None}, ["a"], ["a.b"]) == (None, None)
    assert read({"type": {"x": 1}}, ["type.x"]) == (1,)


def test_every_spelling_of_a_path_is_read() -> None:
    """In snake_case first."""
    assert read({"messageId": 1}, ["message_id"]) == (1,)
    assert read({"messageId": 1, "message_id": 2}, ["message_id"]) == (2,)
    assert read({"vendorIds": {"gaId": 1}}, ["vendor_ids.ga_id"]) == (1,)


def test_what_reads_the_same_is_compiled_once() -> None:
    """A thousand events of one form have one function's code."""
    paths, then = [("a",), ("b",)], Continuation(lines=["return v0"], constants={})
    shape = event_shape(paths)
    codes = {getattr(shape.generate([paths], then), "__code__") for _ in range(3)}  # noqa: B009  a Callable has none
    assert len(codes) == 1


def test_a_key_may_be_any_text() -> None:
    """A keyword, a number, letters beyond ASCII, the names of a type's own attributes."""
    event = {"class": 1, "1": 2, "Prénom usuel": 3, "__class__": {"__init__": 4}}
    assert read(event, ["class"], ["1"], ["Prénom usuel"], ["__class__.__init__"]) == (1, 2, 3, 4)


def test_reading_leaves_the_event_as_it_was() -> None:
    """The same decoded event can be read again."""
    shape = event_shape([("a", "b")])
    read_it = reader(shape, [[("a", "b")]])
    event = shape.decode(b'{"a":null}')
    assert [read_it(event), read_it(event)] == [(None,), (None,)]
    assert read_it(shape.decode(b'{"a":{"b":1}}')) == (1,)
