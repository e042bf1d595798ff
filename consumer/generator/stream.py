"""The stream of records: the crowd's steps, stamped and encoded, with broken ones in between."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from random import Random

import orjson

from consumer.generator.broken import broken_record
from consumer.generator.crowd import crowd
from consumer.generator.record import GeneratedRecord, generated_record
from consumer.generator.session import Step
from consumer.generator.visitor import uuid_text


def generate(*, seed: int, count: int | None, start_ms: int, broken_share: float = 0.003) -> Iterator[GeneratedRecord]:
    """Return Signal events as they lie in an enriched topic; the same arguments give the same records.

    Many visits run at once, and their events are interleaved by time. A broken record is one more between
    them: no visit misses an event for it.

    Args:
        seed: Decides everything that is left to chance.
        count: Number of records; None for no end.
        start_ms: Timestamp of the first event, in milliseconds since the epoch. Timestamps advance from there
            at the stream's own pace, about 11 events a second, however fast the records are taken.
        broken_share: Share of records that are broken, from 0 to 1.

    Raises:
        ValueError: The share of broken records is not within 0 and 1.
    """
    if not 0 <= broken_share <= 1:
        raise ValueError(f"broken_share must be from 0 to 1, not {broken_share}")
    return islice(_records(seed, start_ms, broken_share), count)


def _records(seed: int, start_ms: int, broken_share: float) -> Iterator[GeneratedRecord]:
    rng = Random(seed)  # noqa: S311 - invented visitors need to be repeatable, not unpredictable
    for at_ms, step in crowd(rng, start_ms=start_ms):
        timestamp = _timestamp(at_ms)
        while rng.random() < broken_share:
            yield broken_record(rng, _stamped(step, timestamp, uuid_text(rng)), step.intent)
        message_id = uuid_text(rng)
        event = _stamped(step, timestamp, message_id)
        key = str(event["anonymousId"]).encode()
        yield generated_record(key=key, value=orjson.dumps(event), intent=step.intent, nonce=message_id)


def _stamped(step: Step, timestamp: str, message_id: str) -> dict[str, object]:
    return {**step.event, "timestamp": timestamp, "messageId": message_id}


def _timestamp(at_ms: int) -> str:
    """Return the moment as Signal writes it: ISO 8601 in UTC, with milliseconds and a Z."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
