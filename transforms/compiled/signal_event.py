"""Bytes to a Signal event: the one decoder.

The mapping knows every path that it reads. From these paths a nested msgspec type is generated, so that
decoding builds nothing that nobody reads:

- a leaf, where a path ends, takes any JSON value; absent and null are both None;
- a container, which paths pass through, may be anything as well, since a mapping that reads
  `context.page.url` must not fail on `"context": null`. Absent, it is an empty container;
- a path that is both leaf and container is decoded whole and walked as dictionaries.

Consequences: bad UTF-8 or a number beyond a double's range matters only where it is read, while NaN, a
lone surrogate escape and nesting beyond the interpreter's limit are malformed anywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import CodeType
from typing import Any, Final

import msgspec

from transforms.compiled.invalid import defect
from transforms.compiled.reading import Continuation, Event, attribute, compile_function
from transforms.paths import Path
from transforms.verdict import UNMAPPED, Invalid, InvalidReason

Generate = Callable[[Sequence[Sequence[Path]], Continuation], Callable[..., Any]]
"""Makes a function that reads the first present value of each group of paths and goes on with them.

The paths are exact: every spelling that is to be read is among them."""

_ENVELOPE: Final[tuple[Path, Path]] = (("type",), ("event",))
_NOT_AN_OBJECT: Final = "Expected `object`, got"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventShape:
    """How the events of one mapping are decoded and read.

    Attributes:
        decode: From bytes to a decoded event. What it raises is for `undecodable`.
        envelope: The raw `type` and `event` of a decoded event. Never raises.
        generate: Makes functions that read some of the mapping's paths.
    """

    decode: Callable[[bytes], Event]
    envelope: Callable[[Event], tuple[object, object]]
    generate: Generate


def event_shape(paths: Iterable[Path]) -> EventShape:
    """Generate the decoder for the paths that a mapping reads, and for the envelope's own two.

    Args:
        paths: Every path that is read, in each of its spellings.

    Returns:
        The decoder and what reads from its events.
    """
    leaves = frozenset([*_ENVELOPE, *paths])
    empty = _container(sorted(leaves))
    codes: dict[str, CodeType] = {}
    return EventShape(
        decode=msgspec.json.Decoder(type(empty)).decode,
        envelope=attrgetter(*(attribute(key) for (key,) in _ENVELOPE)),
        generate=lambda groups, then: compile_function(empty, leaves, groups, then, codes),
    )


def undecodable(error: Exception) -> Invalid:
    """Say why a value could not be decoded.

    Args:
        error: What `EventShape.decode` raised. Anything but msgspec's DecodeError, a UnicodeDecodeError
            and a RecursionError is a defect.

    Returns:
        The verdict; its detail repeats nothing of the value.
    """
    match error:
        case msgspec.ValidationError() if str(error).startswith(_NOT_AN_OBJECT):
            return Invalid(UNMAPPED, InvalidReason.NOT_AN_OBJECT, "the value is JSON, but no object")
        case msgspec.ValidationError():
            return _not_json("a number that the mapping reads is out of range")
        case msgspec.DecodeError():
            return _not_json("the value is no JSON")
        case UnicodeDecodeError():
            return _not_json("a text that the mapping reads is no UTF-8")
        case RecursionError():
            return _not_json("the value is nested too deeply")
        case _:
            return defect(UNMAPPED, error)


def _not_json(detail: str) -> Invalid:
    return Invalid(UNMAPPED, InvalidReason.NOT_JSON, detail)


def _container(paths: Sequence[Path]) -> Event:
    """Generate the type that holds what is read below one point of an event; give an empty one."""
    rests: dict[str, list[Path]] = {}
    for path in paths:
        rests.setdefault(path[0], []).append(path[1:])
    fields = [_field(key, below) for key, below in rests.items()]
    names = {attribute(key): key for key in rests}
    return msgspec.defstruct("Container", fields, rename=names, frozen=True, gc=False)()


def _field(key: str, rests: Sequence[Path]) -> tuple[str, Any, object]:
    if () in rests:
        return attribute(key), Any, None
    empty = _container(rests)
    return attribute(key), type(empty) | None | str | bool | int | float | list[Any], empty
