"""What the scenarios write: events with ids that a fault can name, each with what it is meant to become."""

import threading
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from random import Random
from typing import Final

import orjson
from confluent_kafka import KafkaError, KafkaException, Producer

from consumer.generator import INTENT_HEADER, NONCE_HEADER, Intent

Headers = dict[str, str | bytes | None]

BROKEN: Final = b"not json"

PADDING_BYTES: Final = 500
"""Enriched Signal events hold much that no mapping reads; with it these are of 700 to 750 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Shares of what is written; the rest are page views."""

    conversions: float = 0.0
    dropped: float = 0.0
    broken: float = 0.0
    padding_bytes: int = 0


PAGES: Final = Mix()
TRAFFIC: Final = Mix(conversions=0.1, dropped=0.07, broken=0.003, padding_bytes=PADDING_BYTES)


def event_id(number: int) -> str:
    """The message id of an event, which is its nonce."""
    return f"event-{number:07}"


def page_view(nonce: str, padding: str = "") -> bytes:
    """An event that the default mapping makes a valid vendor event of."""
    page = {"url": f"https://shop.example/{nonce}", "title": "Shop"}
    return _event(nonce, padding, type="page", context={"page": page})


def conversion(nonce: str, padding: str) -> bytes:
    """An order, which counts for a goal."""
    properties = {"kameleoon_goal_id": 36151, "revenue": 64.9, "currency": "EUR"}
    return _event(nonce, padding, type="track", event="Order Completed", properties=properties)


def unmapped(nonce: str, padding: str) -> bytes:
    """An event that no rule of the default mapping knows."""
    return _event(nonce, padding, type="track", event="Product Viewed", properties={"sku": "A-1"})


def _event(nonce: str, padding: str, **fields: object) -> bytes:
    visitor = {"kameleoon_visitor_code": "245fc8a1b9"}
    return orjson.dumps({"messageId": nonce, "vendor_ids": visitor, **fields, "integrations": padding})


@dataclass(slots=True)
class EventWriter:
    """Writes to the partitions of a topic in turn, with headers that tell the loss checker what is meant.

    May be called from several threads. One number is one record, so the same seed writes the same records.

    Attributes:
        guilty: ids of the events that the API will refuse: they are meant to become dead letters.
        mix: what is written.
        chance: chooses the kind of each record.
        partition_of: the partition of a record by its number; None: in turn.
        stamped_ms: what each record is stamped with, milliseconds since the epoch; 0: the present.
        written: how many records `write` has written.
    """

    bootstrap_servers: str
    topic: str
    partitions: int
    guilty: AbstractSet[str]
    mix: Mix = PAGES
    chance: Random = field(default_factory=lambda: Random(0))
    partition_of: Callable[[int], int] | None = None
    stamped_ms: int = 0
    written: int = 0
    _producer: Producer = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        # A broker that is away for long is one of the faults: what was to be written meanwhile is kept.
        patience = {"message.timeout.ms": 600_000, "queue.buffering.max.messages": 1_000_000}
        self._producer = Producer(
            {
                "bootstrap.servers": self.bootstrap_servers,
                "enable.idempotence": True,
                "linger.ms": 5,
                "topic.metadata.refresh.interval.ms": 1_000,
                "compression.type": "lz4",
                "log_level": 2,
                **patience,
            }
        )

    def write(self, count: int) -> None:
        """Write the next records."""
        with self._lock:
            for _ in range(count):
                self._write_next()
            self._producer.poll(0)

    def write_broken(self, value: bytes = BROKEN, partition: int = 0) -> None:
        """Write a record that no mapping can use."""
        self._produce(value, {INTENT_HEADER: Intent.DEAD_LETTER.encode()}, partition)

    def flush(self) -> None:
        """Wait until all is acknowledged."""
        assert self._producer.flush(60) == 0

    def _write_next(self) -> None:
        number = self.written
        self.written += 1
        partition = number % self.partitions if self.partition_of is None else self.partition_of(number)
        intent, value = self._record(event_id(number))
        headers: Headers = {INTENT_HEADER: intent.encode()}
        if value != BROKEN:
            headers[NONCE_HEADER] = event_id(number).encode()
        self._produce(value, headers, partition)

    def _record(self, nonce: str) -> tuple[Intent, bytes]:
        mix, draw, padding = self.mix, self.chance.random(), "x" * self.mix.padding_bytes
        if nonce in self.guilty:
            return Intent.DEAD_LETTER, page_view(nonce, padding)
        if draw < mix.broken:
            return Intent.DEAD_LETTER, BROKEN
        if draw < mix.broken + mix.dropped:
            return Intent.DROP, unmapped(nonce, padding)
        if draw < mix.broken + mix.dropped + mix.conversions:
            return Intent.DELIVER, conversion(nonce, padding)
        return Intent.DELIVER, page_view(nonce, padding)

    def _produce(self, value: bytes, headers: Headers, partition: int) -> None:
        while True:
            try:
                self._producer.produce(
                    self.topic, value, partition=partition, headers=headers, timestamp=self.stamped_ms
                )
            except BufferError:
                self._producer.poll(0.1)
            except KafkaException as exception:
                if exception.args[0].code() != KafkaError._UNKNOWN_PARTITION:  # noqa: SLF001 - its public name
                    raise
                self._producer.poll(0.1)  # it is new, and soon known
            else:
                return
