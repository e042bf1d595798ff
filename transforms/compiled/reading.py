"""Reading fields of a decoded event by generated source: for each group of paths, the first present value.

Absent, null, the empty string, and a path through something that has no keys (null, a text, a list) are
the same: nothing is there.

Why source is generated: this runs for every event that is sent. Closures over `operator.attrgetter` took
1.5 times as long for a whole event, and a null where a container should be then cost as much again as
decoding, for the AttributeError of an attrgetter; in straight-line code it costs nothing. The source holds
names that are made here and nothing of the mapping's text.

The source is flat, whatever the number of paths: Python refuses more than 100 levels of indentation. A loop that
ends in its first pass costs nothing, and `break` is the jump over the paths that are no longer needed.

A container is read where a path first needs it: at once for the first path of a group, and else only when the
paths before it held nothing. For `[[("context", "page", "url"), ("properties", "url")]]` it is, with the names
shortened:

    def function(event, _now=0.0):
        try:
            while True:
                c1 = event.context
                if c1 is None:
                    c1 = empty_c1
                c2 = c1.page
                if c2 is None:
                    c2 = empty_c2
                v0 = c2.url
                if v0 or (v0 is not None and v0 != ""):
                    break
                c3 = event.properties
                if c3 is None:
                    c3 = empty_c3
                v0 = c3.url
                if v0 or (v0 is not None and v0 != ""):
                    break
                v0 = None
                break
        except AttributeError:
            return function(cleaned(event, empty), _now)
        ...

A container may be a text or a list, which is seldom: asking each for its type took a hundredth of an event's time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import msgspec

from transforms.paths import Path

Event = msgspec.Struct
"""A decoded event, of a type that `signal_event` generates; opaque to everyone else."""


def attribute(key: str) -> str:
    """Name the attribute of a decoded container that holds a key of the event.

    A key may be any text; the name is one that Python's grammar takes and that no type has already.
    """
    return f"key_{key}" if key.isascii() and key.isidentifier() else f"hex_{key.encode().hex()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """What a generated function does with the values that it read.

    Attributes:
        lines: Statements over `v0`, `v1`, ... (one value, or None, for each group of paths) and `constants`.
        constants: By names other than the reading's own: `c1`, `empty_c1`, `keys1`, `keys_below`, `cleaned`, `empty`.
    """

    lines: Sequence[str]
    constants: Mapping[str, object]


def compile_function(
    empty: Event,
    leaves: frozenset[Path],
    groups: Sequence[Sequence[Path]],
    then: Continuation,
    codes: dict[str, CodeType],
) -> Callable[..., Any]:
    """Generate a function that reads some groups of paths and goes on with the values.

    Args:
        empty: An empty event of the generated type.
        leaves: Every path that ends in a value that is decoded whole.
        groups: Paths among the leaves or below one. A group without paths gives None.
        then: What follows the reading.
        codes: What has been compiled for this type, by its source: a thousand rules that read the same places
            have one. What is missing is added.

    Returns:
        The function of a decoded event, which takes the time as well, so that it may stand where that matters.
        Reading never raises.
    """
    source = _Source(empty=empty, leaves=leaves)
    for index, paths in enumerate(groups):
        source.add_group(f"v{index}", paths)
    reading = ["try:", *(f"    {line}" for line in source.lines or ["pass"]), "except AttributeError:"]
    lines = [*reading, "    return function(cleaned(event, empty), _now)", *then.lines]
    text = "\n    ".join(["def function(event, _now=0.0):", *lines])
    namespace = {**source.namespace, **then.constants, "cleaned": _cleaned, "empty": empty}
    if (code := codes.get(text)) is None:
        code = codes[text] = compile(text, "<mapping>", "exec")
    exec(code, namespace)  # noqa: S102  no text from outside is in it
    function: Callable[..., Any] = namespace["function"]
    return function


@dataclass(slots=True, kw_only=True)
class _Source:
    """The lines of one generated function, without the indentation of its body.

    Invariant: `names` has a variable for every container that some line reads, `read` those that have been read
    wherever the next line of the function's body can stand.
    """

    empty: Event
    leaves: frozenset[Path]
    lines: list[str] = field(default_factory=list)
    namespace: dict[str, Any] = field(default_factory=lambda: {"keys_below": _keys_below})
    names: dict[Path, str] = field(default_factory=lambda: {(): "event"})
    read: set[Path] = field(default_factory=lambda: {()})

    def add_group(self, variable: str, paths: Sequence[Path]) -> None:
        if len(paths) < 2:
            for path in paths:
                self.lines += self._lines(variable, path, self.read)
            nothing = f"{variable} = None"
            self.lines += [f'if not {variable} and {variable} == "":', f"    {nothing}"] if paths else [nothing]
            return
        self.lines.append("while True:")
        into = self.read  # what the first path reads has been read whichever of them holds something
        for path in paths:
            self.lines += [f"    {line}" for line in self._lines(variable, path, into)]
            self.lines.append(f'    if {variable} or ({variable} is not None and {variable} != ""):')
            self.lines.append("        break")
            into = set() if into is self.read else into
        self.lines += [f"    {variable} = None", "    break"]

    def _lines(self, variable: str, path: Path, into: set[Path]) -> list[str]:
        end = next((end for end in range(1, len(path)) if path[:end] in self.leaves), len(path))
        lines = self._container_lines(path[: end - 1], into)
        value = f"{self.names[path[: end - 1]]}.{attribute(path[end - 1])}"
        if end == len(path):
            return [*lines, f"{variable} = {value}"]
        keys = f"keys{len(self.namespace)}"
        self.namespace[keys] = path[end:]
        return [*lines, f"{variable} = keys_below({value}, {keys})"]

    def _container_lines(self, path: Path, into: set[Path]) -> list[str]:
        """Read a container and those around it, unless that has been done."""
        if path in self.read or path in into:
            return []
        lines = self._container_lines(path[:-1], into)
        into.add(path)
        name = self._name(path)
        return [
            *lines,
            f"{name} = {self.names[path[:-1]]}.{attribute(path[-1])}",
            f"if {name} is None:",
            f"    {name} = empty_{name}",
        ]

    def _name(self, path: Path) -> str:
        if path not in self.names:
            name = self.names[path] = f"c{len(self.names)}"
            self.namespace[f"empty_{name}"] = self._empty(path)
        return self.names[path]

    def _empty(self, path: Path) -> object:
        empty: object = self.empty
        for key in path:
            empty = getattr(empty, attribute(key))
        return empty


def _cleaned(event: Event, empty: Event) -> Event:
    """Put an empty container wherever an event has something that is none."""
    values = [
        getattr(event, name) if not isinstance(below, msgspec.Struct) else _cleaned_below(getattr(event, name), below)
        for name, below in ((name, getattr(empty, name)) for name in empty.__struct_fields__)
    ]
    return type(empty)(*values)


def _cleaned_below(value: object, empty: Event) -> Event:
    return _cleaned(value, empty) if isinstance(value, Event) else empty


def _keys_below(value: object, keys: Path) -> object:
    """Walk a value that was decoded whole, because the mapping reads it whole as well."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
