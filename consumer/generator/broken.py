"""Records that cannot become a vendor event: the kinds of damage that a real topic holds.

A break takes an event that is whole and returns the record that came of it. Every one must be dead-lettered.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

import orjson

from consumer.generator.record import GeneratedRecord, Intent, generated_record

Break = Callable[[Mapping[str, object]], GeneratedRecord]


def broken_record(rng: Random, event: Mapping[str, object], intent: Intent) -> GeneratedRecord:
    """Return a damaged form of a whole event.

    Args:
        rng: Chooses the kind of damage.
        event: The whole event, with a message id of its own.
        intent: What the whole event is meant for. An event that the mapping drops is dropped whether or not
            it has a message id and a visitor, so only damage to its JSON makes it a dead letter.
    """
    breaks = _BREAKS_OF_ANY_EVENT if intent is Intent.DROP else _BREAKS
    return rng.choice(breaks)(event)


def _tombstone(event: Mapping[str, object]) -> GeneratedRecord:
    return _dead_letter(event, None)


def _empty(event: Mapping[str, object]) -> GeneratedRecord:
    return _dead_letter(event, b"")


def _not_json(event: Mapping[str, object]) -> GeneratedRecord:
    """Return what a gateway's error page looks like when somebody stores it as an event."""
    return _dead_letter(event, b"<html><head><title>502 Bad Gateway</title></head></html>")


def _truncated(event: Mapping[str, object]) -> GeneratedRecord:
    """Cut in the middle: the message id stands at the end and is lost."""
    whole = orjson.dumps(event)
    return _dead_letter(event, whole[: len(whole) // 2])


def _array(event: Mapping[str, object]) -> GeneratedRecord:
    return _dead_letter(event, orjson.dumps([event]), nonce=str(event["messageId"]))


def _without_message_id(event: Mapping[str, object]) -> GeneratedRecord:
    kept = {field: value for field, value in event.items() if field != "messageId"}
    return _dead_letter(event, orjson.dumps(kept))


def _without_visitor(event: Mapping[str, object]) -> GeneratedRecord:
    """Leave neither cookie nor anonymous id; without the anonymous id the record has no key either."""
    kept = {field: value for field, value in event.items() if field not in {"anonymousId", "vendor_ids"}}
    return generated_record(
        key=None, value=orjson.dumps(kept), intent=Intent.DEAD_LETTER, nonce=str(event["messageId"])
    )


def _dead_letter(event: Mapping[str, object], value: bytes | None, *, nonce: str | None = None) -> GeneratedRecord:
    key = str(event["anonymousId"]).encode()
    return generated_record(key=key, value=value, intent=Intent.DEAD_LETTER, nonce=nonce)


_BREAKS_OF_ANY_EVENT: Final[tuple[Break, ...]] = (_tombstone, _empty, _not_json, _truncated, _array)
_BREAKS: Final[tuple[Break, ...]] = (*_BREAKS_OF_ANY_EVENT, _without_message_id, _without_visitor)
