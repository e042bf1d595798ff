"""Reading fields of a decoded event by generated source: for each group of paths, the first present value.

Absent, null, the empty string, and a path through something that has no keys (null, a text, a list) are
the same: nothing is there.

Why source is generated: this runs for every event that is sent. As closures over `operator.attrgetter` the
reading took about half of a transform's time; straight-line code takes a fifth of that, and then a null
where a container should be costs nothing, while the AttributeError of an attrgetter costs more than
decoding the whole event does. The source holds names that are made here and nothing of the mapping's text.

For `[[("context", "page", "url"), ("url",)]]` it is, with the names shortened:

    def read(event):
        c0 = event.context
        if type(c0) is not type_c0:
            c0 = empty_c0
        c1 = c0.page
        if type(c1) is not type_c1:
            c1 = empty_c1
        v0 = c1.url
        if v0 is None or v0 == "":
            v0 = event.url
            if v0 is None or v0 == "":
                v0 = None
        return (v0,)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from transforms.paths import Path, spellings

Event = msgspec.Struct
"""A decoded event, of a type that `signal_event` generates; opaque to everyone else."""

Read = Callable[[Event], tuple[object, ...]]
"""From a decoded event to one value, or None, for each group of paths. Never raises."""


def attribute(key: str) -> str:
    """Name the attribute of a decoded container that holds a key of the event.

    A key may be any text; the name is one that Python's grammar takes and that no type has already.
    """
    return f"key_{key.encode().hex()}"


def compile_reader(empty: Event, leaves: frozenset[Path], groups: Sequence[Sequence[Path]]) -> Read:
    """Generate the reader of some groups of paths.

    Args:
        empty: An empty event of the generated type.
        leaves: Every path that ends in a value that is decoded whole, in every spelling.
        groups: Paths as the mapping writes them; each is read in all its spellings. A group without
            paths gives None.

    Returns:
        The reader.
    """
    source = _Source(empty=empty, leaves=leaves)
    for index, paths in enumerate(groups):
        source.add_group(f"v{index}", [path for written in paths for path in spellings(written)])
    values = "".join(f"v{index}, " for index in range(len(groups)))
    text = "\n    ".join(["def read(event):", *source.containers, *source.lines, f"return ({values})"])
    namespace: dict[str, Any] = dict(source.namespace)
    exec(text, namespace)  # noqa: S102  see above: no text from outside is in it
    read: Read = namespace["read"]
    return read


@dataclass(slots=True, kw_only=True)
class _Source:
    """The parts of one generated function; they are joined with the indentation of its body."""

    empty: Event
    leaves: frozenset[Path]
    containers: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    namespace: dict[str, object] = field(default_factory=lambda: {"keys_below": _keys_below})
    names: dict[Path, str] = field(default_factory=lambda: {(): "event"})

    def add_group(self, variable: str, paths: Sequence[Path]) -> None:
        indent = ""
        for path in paths:
            self.lines.append(f"{indent}{variable} = {self._expression(path)}")
            self.lines.append(f'{indent}if {variable} is None or {variable} == "":')
            indent += "    "
        self.lines.append(f"{indent}{variable} = None")

    def _expression(self, path: Path) -> str:
        end = next((end for end in range(1, len(path)) if path[:end] in self.leaves), len(path))
        value = f"{self._container(path[: end - 1])}.{attribute(path[end - 1])}"
        if end == len(path):
            return value
        keys = f"keys{len(self.namespace)}"
        self.namespace[keys] = path[end:]
        return f"keys_below({value}, {keys})"

    def _container(self, path: Path) -> str:
        """Name the variable of a container, which is made before any field is read."""
        if path not in self.names:
            outer = self._container(path[:-1])
            name = f"c{len(self.names)}"
            empty = self._empty(path)
            self.namespace |= {f"empty_{name}": empty, f"type_{name}": type(empty)}
            self.containers += [
                f"{name} = {outer}.{attribute(path[-1])}",
                f"if type({name}) is not type_{name}:",
                f"    {name} = empty_{name}",
            ]
            self.names[path] = name
        return self.names[path]

    def _empty(self, path: Path) -> object:
        empty: object = self.empty
        for key in path:
            empty = getattr(empty, attribute(key))
        return empty


def _keys_below(value: object, keys: Path) -> object:
    """Walk a value that was decoded whole, because the mapping reads it whole as well."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
