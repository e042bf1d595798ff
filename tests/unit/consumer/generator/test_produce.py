"""Writing to a topic, against the broker that librdkafka carries in itself."""

from collections import Counter
from collections.abc import Iterator
from time import monotonic
from typing import Final

import pytest
from confluent_kafka import Consumer, Message, Producer, TopicPartition

from consumer.generator import GeneratedRecord, Intent, generate
from consumer.generator.pacing import TICK_SECONDS
from consumer.generator.produce import NotAcknowledgedError, produce_records
from tests.unit.consumer.generator.samples import START_MS

_TOPIC: Final = "signal-enriched"
_PARTITIONS: Final = 4
"""What the embedded broker gives a new topic."""

# Where records are not read again: an idempotent producer that asks too early asks again only after half a second.
_EMBEDDED: Final = {"test.mock.num.brokers": 1, "log_level": 0, "enable.idempotence": False}


def _records(count: int) -> list[GeneratedRecord]:
    return list(generate(seed=4, count=count, start_ms=START_MS, broken_share=0.1))


def _consumed(bootstrap_servers: str, count: int) -> list[Message]:
    consumer = Consumer({"bootstrap.servers": bootstrap_servers, "group.id": "reader", "log_level": 0})
    consumer.assign([TopicPartition(_TOPIC, partition, 0) for partition in range(_PARTITIONS)])
    try:
        return consumer.consume(count, timeout=10)
    finally:
        consumer.close()


def _as_written(message: Message) -> tuple[object, ...]:
    return message.key(), message.value(), tuple(message.headers() or ())


def test_records_arrive_as_they_are_and_are_counted() -> None:
    """Key, value and headers, tombstones and records without a key too; the counts are those of the topic."""
    cluster = Producer({"test.mock.num.brokers": 1, "log_level": 0})
    broker = next(iter(cluster.list_topics(timeout=5).brokers.values()))
    bootstrap_servers = f"{broker.host}:{broker.port}"
    records = _records(1_000)

    produced = produce_records(
        records,
        producer_config={"bootstrap.servers": bootstrap_servers, "log_level": 0},
        topic=_TOPIC,
        rate_per_second=None,
        on_progress=lambda _: None,
    )

    messages = _consumed(bootstrap_servers, len(records))
    written = Counter((record.key, record.value, tuple(record.headers)) for record in records)
    assert Counter(_as_written(message) for message in messages) == written
    assert produced.by_partition == Counter(message.partition() for message in messages)
    assert produced.by_intent == Counter(record.intent for record in records)
    assert produced.records == 1_000


def test_a_rate_is_held_and_progress_told() -> None:
    """121 records at 500 a second are taken over 0.24 s; the last word of progress is the whole."""
    records = _records(121)
    told: list[int] = []
    taken_seconds: list[float] = []

    def noting_when() -> Iterator[GeneratedRecord]:
        for record in records:
            taken_seconds.append(monotonic())
            yield record

    produced = produce_records(
        noting_when(),
        producer_config={**_EMBEDDED},
        topic=_TOPIC,
        rate_per_second=500,
        on_progress=told.append,
    )

    assert taken_seconds[-1] - taken_seconds[0] > 119 / 500 - 2 * TICK_SECONDS
    assert produced.records == told[-1] == 121
    assert told == sorted(told)
    assert len(told) > 1


def test_nothing_to_write_is_counted_as_nothing() -> None:
    """Every intent is there, with none."""
    produced = produce_records(
        [],
        producer_config={**_EMBEDDED},
        topic=_TOPIC,
        rate_per_second=None,
        on_progress=lambda _: None,
    )
    assert produced.by_intent == dict.fromkeys(Intent, 0)
    assert produced.by_partition == {}


def test_a_full_queue_makes_the_next_record_wait() -> None:
    """More records than librdkafka may hold at a time all arrive."""
    produced = produce_records(
        _records(100),
        # Without lingering: librdkafka would hold each queueful back for more, and none fits.
        producer_config={**_EMBEDDED, "queue.buffering.max.messages": 20, "linger.ms": 0},
        topic=_TOPIC,
        rate_per_second=None,
        on_progress=lambda _: None,
    )
    assert produced.records == 100


def test_a_record_that_is_not_acknowledged_is_an_error() -> None:
    """The topic does not exist, and the broker creates none: a count would be a lie."""
    with pytest.raises(NotAcknowledgedError, match=rf"{_TOPIC} did not take a record: .*Unknown topic"):
        produce_records(
            # One: a second one might come when the answer is known, and be refused where it is handed over.
            _records(1),
            # Default 30 s: how long librdkafka gives a topic that has just been created to be known.
            producer_config={**_EMBEDDED, "allow.auto.create.topics": False, "topic.metadata.propagation.max.ms": 0},
            topic=_TOPIC,
            rate_per_second=None,
            on_progress=lambda _: None,
        )
