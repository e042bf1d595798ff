"""Broken records: each kind of damage is done, and is damage whatever the mapping."""

from random import Random
from typing import Final

import orjson
import pytest

from consumer.generator.broken import broken_record
from consumer.generator.record import GeneratedRecord, Intent

_EVENT: Final[dict[str, object]] = {
    "type": "page",
    "anonymousId": "4f2c",
    "context": {"page": {"url": "https://shop.example/", "title": "Théière"}},
    "vendor_ids": {"kameleoon_visitor_code": "abc"},
    "timestamp": "2026-09-21T14:13:20.000Z",
    "messageId": "id-1",
}


def _damage(record: GeneratedRecord) -> str:
    """Name what is wrong with a record, as somebody would who only reads its value."""
    if not record.value:
        return "tombstone" if record.value is None else "empty"
    try:
        event = orjson.loads(record.value)
    except orjson.JSONDecodeError:
        return "truncated" if record.value.startswith(b"{") else "not_json"
    if not isinstance(event, dict):
        return "array"
    missing = _EVENT.keys() - event.keys()
    return " ".join(sorted(missing)) or "whole"


def _breaks(intent: Intent) -> dict[str, GeneratedRecord]:
    rng = Random(1)
    records = [broken_record(rng, _EVENT, intent) for _ in range(300)]
    return {_damage(record): record for record in records}


_OF_JSON: Final = {"tombstone", "empty", "not_json", "truncated", "array"}


def test_a_mapped_event_is_broken_in_seven_ways() -> None:
    """Five that spoil the JSON, and the two fields without which nothing can be sent."""
    assert _breaks(Intent.DELIVER).keys() == _OF_JSON | {"messageId", "anonymousId vendor_ids"}


def test_an_event_that_would_be_dropped_is_only_broken_in_its_json() -> None:
    """Without message id or visitor it would still be dropped, and no dead letter."""
    assert _breaks(Intent.DROP).keys() == _OF_JSON


@pytest.mark.parametrize("intent", [Intent.DELIVER, Intent.DROP])
def test_every_broken_record_is_meant_for_the_dead_letter_topic(intent: Intent) -> None:
    """Whatever the whole event was meant for."""
    assert {record.intent for record in _breaks(intent).values()} == {Intent.DEAD_LETTER}


def test_the_nonce_is_known_only_where_the_value_still_holds_it() -> None:
    """A checker must not look for a message id that nobody can read."""
    with_nonce = {damage for damage, record in _breaks(Intent.DELIVER).items() if record.nonce == "id-1"}
    without = {damage for damage, record in _breaks(Intent.DELIVER).items() if record.nonce is None}
    assert with_nonce == {"array", "anonymousId vendor_ids"}
    assert without == {"tombstone", "empty", "not_json", "truncated", "messageId"}
    assert b"id-1" not in (_breaks(Intent.DELIVER)["truncated"].value or b"")


def test_only_a_record_without_visitor_has_no_key() -> None:
    """A tombstone without a key would not even be a tombstone."""
    keys = {damage: record.key for damage, record in _breaks(Intent.DELIVER).items()}
    assert keys.pop("anonymousId vendor_ids") is None
    assert set(keys.values()) == {b"4f2c"}
