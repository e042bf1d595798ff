"""What the body of a request holds: an array of events, each with nonce and eventType, or why it is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec


@dataclass(frozen=True, slots=True)
class EventArray:
    """A good array, maybe an empty one; the nonces are those of its events, in order."""

    nonces: Sequence[str]


@dataclass(frozen=True, slots=True)
class Malformed:
    """Not what was asked for: why, and the nonces of the events that have one, in order."""

    reason: str
    nonces: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TooLarge:
    """More bytes than the limit; they were counted and dropped, so nobody knows what they said."""

    nonces: Sequence[str] = ()


_NO_JSON: Final = Malformed("the body is no JSON")

Contents = EventArray | Malformed | TooLarge

_Text = Annotated[str, msgspec.Meta(min_length=1)]


class _Event(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    nonce: _Text
    event_type: _Text


_DECODER: Final = msgspec.json.Decoder(list[_Event])


def read_contents(body: bytes) -> Contents:
    """Look into a body.

    The whole body must be valid JSON in UTF-8, also where nobody reads it: a sender that joins encoded events
    wrongly is to be found out here.
    """
    try:
        if not body.isascii():
            body.decode()
        return EventArray([event.nonce for event in _DECODER.decode(body)])
    except msgspec.ValidationError:
        return _malformed(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _NO_JSON


def _malformed(body: bytes) -> Malformed:
    try:
        events: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return _NO_JSON  # the typed decoder had stopped before the place where the syntax breaks
    if not isinstance(events, list):
        return Malformed("the body is no JSON array")
    reasons = [f"event {index} {reason}" for index, event in enumerate(events) for reason in _faults_of(event)]
    return Malformed("; ".join(reasons[:10]), [nonce for event in events if (nonce := _text(event, "nonce"))])


def _faults_of(event: object) -> Iterator[str]:
    if not isinstance(event, dict):
        yield "is no object"
        return
    for name in ("nonce", "eventType"):
        if not _text(event, name):
            yield f"lacks {name}"


def _text(event: object, name: str) -> str | None:
    value = event.get(name) if isinstance(event, dict) else None
    return value if isinstance(value, str) and value else None
