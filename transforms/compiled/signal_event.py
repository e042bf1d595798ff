"""Bytes to a Signal event: the one decoder.

The mapping knows every path that it reads. From these paths a nested msgspec type is generated, so that
decoding builds nothing that nobody reads:

- a leaf, where a path ends, takes any JSON value; absent and null are both None;
- a container, which paths pass through, may be anything as well, since a mapping that reads
  `context.page.url` must not fail on `"context": null`. Absent, it is an empty container;
- a path that is both leaf and container is decoded whole and walked as dictionaries.

What the decoder refuses is written anew by `repair` and decoded once more: what nobody reads decides nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from types import CodeType
from typing import Any, Final

import msgspec

from transforms.compiled.format import no_json
from transforms.compiled.invalid import defect
from transforms.compiled.reading import Continuation, Event, attribute, compile_function
from transforms.compiled.repair import repaired, shallow
from transforms.paths import Path, every_spelling
from transforms.verdict import UNMAPPED, Invalid, InvalidReason

Generate = Callable[[Sequence[Sequence[Path]], Continuation], Callable[..., Any]]
"""Makes a function that reads the first present value of each group of paths and goes on with them.

The paths are exact: every spelling that is to be read is among them."""

_ENVELOPE: Final[tuple[Path, Path]] = (("type",), ("event",))
_USUAL_KEYS: Final = (
    *("type", "event", "properties", "anonymousId", "context", "vendor_ids", "timestamp", "messageId"),
    *("page", "url", "referrer", "title"),
)
_USUAL_ORDER: Final = {key: index for index, key in enumerate(_USUAL_KEYS)}
"""As Signal writes an event: msgspec looks for a key behind the one that it found before, so this order is fast."""

_NOT_AN_OBJECT: Final = "Expected `object`, got"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventShape:
    """How the events of one mapping are decoded and read.

    Attributes:
        decode: From bytes to a decoded event. Where it raises, `decode_repaired` knows more.
        envelope: The raw `type` and `event` of a decoded event. Never raises.
        generate: Makes functions that read some of the mapping's paths.
        listings: What `values` has made, by its paths; used by it alone.
    """

    decode: Callable[[bytes], Event]
    envelope: Callable[[Event], tuple[object, object]]
    generate: Generate
    listings: dict[tuple[Path, ...], Callable[[Event], list[object]]] = field(default_factory=dict)

    def decode_repaired(self, value: bytes) -> Event | Invalid:
        """Decode what `decode` has refused; the verdict says why that cannot be done. Never raises."""
        try:
            text = repaired(value)
            try:
                return self.decode(text)
            except RecursionError:
                return self.decode(shallow(text))
        except Exception as error:  # noqa: BLE001  whatever the bytes
            return undecodable(error, value)

    def values(self, paths: Sequence[Path]) -> Callable[[Event], list[object]]:
        """Make the function that lists what an event holds at each spelling of paths: None where there is nothing.

        It is generated when it is first called, since most rules never look so closely, and once for the same paths.
        """
        if (known := self.listings.get(tuple(paths))) is not None:
            return known
        exact = every_spelling(paths)
        names = ", ".join(f"v{index}" for index in range(len(exact)))
        then = Continuation(lines=[f"return [{names}]"], constants={})
        read = cache(lambda: self.generate([[path] for path in exact], then))
        listing = self.listings[tuple(paths)] = lambda event: read()(event)  # noqa: PLW0108  not before there is an event
        return listing


def event_shape(paths: Iterable[Path]) -> EventShape:
    """Generate the decoder for the paths that a mapping reads, and for the envelope's own two.

    Args:
        paths: Every path that is read, in each of its spellings.

    Returns:
        The decoder and what reads from its events.
    """
    leaves = frozenset([*_ENVELOPE, *paths])
    empty = _container(
        sorted(leaves, key=lambda path: [(_USUAL_ORDER.get(key, len(_USUAL_ORDER)), key) for key in path])
    )
    codes: dict[str, CodeType] = {}
    return EventShape(
        decode=msgspec.json.Decoder(type(empty)).decode,
        envelope=attrgetter(*(attribute(key) for (key,) in _ENVELOPE)),
        generate=lambda groups, then: compile_function(empty, leaves, groups, then, codes),
    )


def undecodable(error: Exception, value: bytes) -> Invalid:
    """Say why a value could not be decoded.

    Args:
        error: What `EventShape.decode` raised. Anything but msgspec's DecodeError and a RecursionError is a defect.
        value: Of at least one byte.

    Returns:
        The verdict; its detail repeats nothing of the value.
    """
    match error:
        case msgspec.ValidationError() if str(error).startswith(_NOT_AN_OBJECT):
            return Invalid(UNMAPPED, InvalidReason.NOT_AN_OBJECT, "the value is JSON, but not an object")
        case msgspec.DecodeError() | RecursionError():
            return no_json(value)
        case _:
            return defect(UNMAPPED, error)


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
