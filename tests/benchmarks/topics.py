"""Topics full of generated events: how many, how large, how compressed."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from random import Random
from typing import Final

import orjson

from consumer.generator import Intent, generate
from consumer.generator.produce import produce_records
from consumer.generator.record import GeneratedRecord
from tests.kafka_broker import create_topic

DISTINCT_RECORDS: Final = 50_000
"""Generated once and written again and again: filling the topic should not take longer than reading it."""

AS_GENERATED: Final = 850
"""Bytes of an event as the generator makes it, on average."""

UNREAD: Final = ("userAgent", "device", "locale", "ip", "consent", "campaign")
"""What an event's context holds that the mapping does not read: a small event lacks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSpec:
    """What a topic is filled with.

    Attributes:
        event_bytes: size of an event, `AS_GENERATED` or another.
        compression: as librdkafka names it.
    """

    records: int
    partitions: int = 4
    event_bytes: int = AS_GENERATED
    compression: str = "lz4"

    @property
    def name(self) -> str:
        """The topic's name."""
        return f"events-{self.records}-{self.partitions}-{self.event_bytes}-{self.compression}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What lies in a topic."""

    topic: str
    records: int
    deliverable: int


def fill(bootstrap_servers: str, spec: TopicSpec) -> Filled:
    """Make a topic and fill it."""
    create_topic(bootstrap_servers, spec.name, spec.partitions)
    produced = produce_records(
        islice(cycle(distinct_records(spec.event_bytes)), spec.records),
        producer_config={"bootstrap.servers": bootstrap_servers, "compression.type": spec.compression},
        topic=spec.name,
        rate_per_second=None,
        on_progress=lambda _: None,
    )
    return Filled(topic=spec.name, records=produced.records, deliverable=produced.by_intent[Intent.DELIVER])


def distinct_records(event_bytes: int = AS_GENERATED, count: int = DISTINCT_RECORDS) -> list[GeneratedRecord]:
    """Generate good events, without the headers that only a judge reads."""
    generated = generate(seed=1, count=count, start_ms=int(time.time() * 1000), broken_share=0.0)
    plain = [replace(record, headers=[]) for record in generated]
    return plain if event_bytes == AS_GENERATED else list(_resized(plain, event_bytes))


def deliverable_share(records: list[GeneratedRecord]) -> float:
    """How many of the records are delivered, of one."""
    return sum(record.intent is Intent.DELIVER for record in records) / len(records)


def _resized(records: list[GeneratedRecord], event_bytes: int) -> Iterator[GeneratedRecord]:
    chance = Random(1)
    for record in records:
        event = orjson.loads(record.value or b"{}")
        if event_bytes < AS_GENERATED:
            event["context"] = {key: value for key, value in event["context"].items() if key not in UNREAD}
        missing = event_bytes - len(orjson.dumps(event))
        # Hexadecimal digits of chance: they compress to half, as texts do.
        padding = chance.randbytes(max(missing, 0) // 2).hex()
        yield replace(record, value=orjson.dumps({**event, "padding": padding}))
