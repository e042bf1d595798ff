"""A stream that several tests look at; it is generated once."""

from functools import cache
from typing import Final

import orjson

from consumer.generator import GeneratedRecord, Intent, generate

START_MS: Final = 1_790_000_000_123


@cache
def sample() -> tuple[GeneratedRecord, ...]:
    """Return 8,000 records, 12 minutes of the shop."""
    return tuple(generate(seed=7, count=8_000, start_ms=START_MS))


@cache
def events(intent: Intent) -> tuple[dict[str, object], ...]:
    """Return the sample's events of an intent that leaves them whole, decoded once, in their order."""
    assert intent is not Intent.DEAD_LETTER, "broken records hold no events"
    return tuple(decoded(record) for record in sample() if record.intent is intent)


def decoded(record: GeneratedRecord) -> dict[str, object]:
    """Return the event that a record holds."""
    assert record.value is not None
    event = orjson.loads(record.value)
    assert isinstance(event, dict)
    return event


def inside(event: dict[str, object], path: str) -> object:
    """Return what stands at a dotted path, None where there is nothing."""
    value: object = event
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
