"""Records of every size at once: tiny ones, some of a megabyte, and batches of a few kB that inflate to tens of MB."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final

import orjson
from confluent_kafka import Producer

from consumer.generator import INTENT_HEADER, NONCE_HEADER, Intent
from tests.faults.played import Played
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage

LARGE_BYTES: Final = 900_000
"""A little less than Kafka's default for a topic, 1 MiB."""

RECORDS_OF_A_BOMB: Final = 25
KEYS: Final = 50_000
HEADERS: Final = 500

MIXED: Final = Setting(most_memory_bytes=420_000_000, recovers_within_seconds=45.0)
"""BUFFER_MAX_BYTES (64 MiB), the client's queue (16 MiB, which one fetch may exceed by what it inflates to: a bomb of
23 MB for each of four partitions), a body of 1 MB for each partition, beside 120 MB for the program."""


def size_mix(stage: Stage) -> Played:
    """All of them are delivered, in order, in requests within the limit, and memory stays bounded."""
    with stage.scene(MIXED) as scene:
        scene.begin()
        writer = _LargeWriter(scene)
        with scene.harm():
            ends_at = time.monotonic() + stage.lengths.fault_seconds
            while time.monotonic() < ends_at:
                writer.write_some()
                time.sleep(0.5)
        writer.flush()
        scene.recover()
        too_large = [request for request in scene.deployed.sandbox.requests() if request.status == 413]
        scene.expect(not too_large, f"{len(too_large)} requests were too large")
    return scene.played


@dataclass(slots=True)
class _LargeWriter:
    """Writes what is unusual to every partition in turn."""

    scene: Scene
    _numbers: "count[int]" = field(default_factory=count)
    _plain: Producer = field(init=False)
    _squeezing: Producer = field(init=False)

    def __post_init__(self) -> None:
        servers = {"bootstrap.servers": self.scene.deployed.bootstrap_servers, "enable.idempotence": True}
        limits = {"message.max.bytes": 100_000_000, "batch.size": 100_000_000, "linger.ms": 1_000}
        self._plain = Producer(servers)
        compression = {"compression.type": self.scene.chance.choice(["gzip", "zstd"])}
        self._squeezing = Producer({**servers, **limits, **compression})

    def write_some(self) -> None:
        """Write one of each kind, and a bomb."""
        number = next(self._numbers)
        keys = dict.fromkeys((f"key-{key}" for key in range(KEYS)), 1)
        for title, more in (("t" * LARGE_BYTES, {}), ("Shop", {"padding": "p" * LARGE_BYTES}), ("Shop", keys)):
            self._produce(self._plain, title, more, number, HEADERS)
        for _ in range(RECORDS_OF_A_BOMB):
            self._produce(self._squeezing, "Shop", {"padding": "b" * LARGE_BYTES}, number, 0)

    def flush(self) -> None:
        """Wait until all is acknowledged."""
        for producer in (self._plain, self._squeezing):
            assert producer.flush(60) == 0

    def _produce(self, producer: Producer, title: str, more: Mapping[str, object], number: int, headers: int) -> None:
        nonce = f"large-{next(self._numbers)}"
        page = {"url": "https://shop.example/", "title": title}
        event = {"type": "page", "messageId": nonce, "anonymousId": "a", "context": {"page": page}, "more": more}
        meant = [(INTENT_HEADER, Intent.DELIVER.encode()), (NONCE_HEADER, nonce.encode())]
        producer.produce(
            self.scene.deployed.topic,
            orjson.dumps(event),
            partition=number % self.scene.setting.partitions,
            headers=[*meant, *((f"header-{header}", None) for header in range(headers))],
        )
        producer.poll(0)
