"""What the scenarios write: page views with ids that a fault can name, and records that no mapping can use."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import orjson
from confluent_kafka import Producer

from consumer.generator import INTENT_HEADER, NONCE_HEADER, Intent

Headers = dict[str, str | bytes | None]


def event_id(number: int) -> str:
    """The message id of an event, which is its nonce."""
    return f"event-{number:07}"


def page_view(nonce: str) -> bytes:
    """An event that the default mapping makes a valid vendor event of."""
    page = {"url": f"https://shop.example/{nonce}", "title": "Shop"}
    visitor = {"kameleoon_visitor_code": "245fc8a1b9"}
    return orjson.dumps({"type": "page", "messageId": nonce, "vendor_ids": visitor, "context": {"page": page}})


@dataclass(slots=True)
class EventWriter:
    """Writes to the partitions of a topic in turn, with headers that tell the loss checker what is meant.

    Attributes:
        guilty: ids of the events that the API will refuse: they are meant to become dead letters.
        written: how many page views there are.
    """

    bootstrap_servers: str
    topic: str
    partitions: int
    guilty: AbstractSet[str]
    written: int = 0
    _producer: Producer = field(init=False)

    def __post_init__(self) -> None:
        self._producer = Producer(
            {"bootstrap.servers": self.bootstrap_servers, "enable.idempotence": True, "linger.ms": 5, "log_level": 2}
        )

    def write(self, count: int) -> None:
        """Write the next page views."""
        for _ in range(count):
            nonce = event_id(self.written)
            intent = Intent.DEAD_LETTER if nonce in self.guilty else Intent.DELIVER
            headers: Headers = {INTENT_HEADER: intent.encode(), NONCE_HEADER: nonce.encode()}
            self._produce(page_view(nonce), headers, self.written % self.partitions)
            self.written += 1
        self._producer.poll(0)

    def write_broken(self, value: bytes = b"not json", partition: int = 0) -> None:
        """Write a record that no mapping can use."""
        self._produce(value, {INTENT_HEADER: Intent.DEAD_LETTER.encode()}, partition)

    def flush(self) -> None:
        """Wait until all is acknowledged."""
        assert self._producer.flush(60) == 0

    def _produce(self, value: bytes, headers: Headers, partition: int) -> None:
        while True:
            try:
                self._producer.produce(self.topic, value, partition=partition, headers=headers)
            except BufferError:
                self._producer.poll(0.1)
            else:
                return
