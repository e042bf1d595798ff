"""The floor: the least work that takes Signal events from Kafka to an HTTP sink. A yardstick, not a design to copy.

It consumes, decodes with msgspec only what it reads, builds page views and conversions without a single check, posts
one body per chunk and partition, and stores offsets after the 200. No accounting, spellings, retries, dead letters,
metrics, drain or memory bound. The consumer's cost is told as a ratio to this one's, measured in the same run on the
same topic: machines differ, the ratio stays.

usage: python -m tests.benchmarks.floor BOOTSTRAP TOPIC RECORDS URL
Prints one JSON object: events per second, CPU seconds per million records, peak memory, requests.
"""

import asyncio
import collections
import gc
import os
import sys
import threading
import time

import aiohttp
import msgspec
import orjson
import uvloop
from confluent_kafka import Consumer, TopicPartition

from tests.peak_memory import peak_memory_bytes

CHUNK, WAITING_CHUNKS = 2000, 64


class Page(msgspec.Struct, gc=False):
    """What is read of `context.page`."""

    url: str | None = None
    title: str | None = None


class Context(msgspec.Struct, gc=False):
    """What is read of `context`."""

    page: Page | None = None


class Properties(msgspec.Struct, gc=False):
    """What is read of `properties`."""

    kameleoon_goal_id: int | None = None
    revenue: float | None = None


class Event(msgspec.Struct, gc=False):
    """What is read of an event."""

    type: str
    messageId: str  # noqa: N815 - the name on the wire, without the cost of renaming
    anonymousId: str | None = None  # noqa: N815 - as above
    event: str | None = None
    context: Context | None = None
    properties: Properties | None = None


class PageView(msgspec.Struct, gc=False):
    """A vendor event."""

    nonce: str
    eventType: str  # noqa: N815 - as above
    visitorCode: str | None  # noqa: N815 - as above
    href: str | None
    title: str | None


class Conversion(msgspec.Struct, gc=False, omit_defaults=True):
    """A vendor event."""

    nonce: str
    eventType: str  # noqa: N815 - as above
    visitorCode: str | None  # noqa: N815 - as above
    goalId: int | None = None  # noqa: N815 - as above
    revenue: float | None = None
    negative: bool = False


decode = msgspec.json.Decoder(Event).decode
encode = msgspec.json.Encoder().encode
CONVERSIONS = {"Order Completed": False, "Signed Up": False, "Order Refunded": True}


def body_part(value: bytes | None) -> bytes | None:
    """One record's vendor event, or None for an event that is not mapped."""
    event = decode(value or b"")
    if event.type == "page" and event.context and (page := event.context.page):
        return encode(PageView(event.messageId, "PAGE", event.anonymousId, page.url, page.title))
    if event.event in CONVERSIONS and (found := event.properties):
        negative = CONVERSIONS[event.event]
        goal = found.kameleoon_goal_id
        return encode(Conversion(event.messageId, "CONVERSION", event.anonymousId, goal, found.revenue, negative))
    return None


class Floor:
    """The two threads and what they share."""

    def __init__(self, session: aiohttp.ClientSession, servers: str, topic: str, url: str) -> None:
        self.loop, self.session = asyncio.get_running_loop(), session
        self.servers, self.topic, self.url = servers, topic, url
        self.queues: dict[int, asyncio.Queue[tuple[bytes, int, int]]] = {}
        self.tasks: list[asyncio.Task[None]] = []
        self.answered: collections.deque[tuple[int, int]] = collections.deque()
        self.waiting = self.done = self.requests = 0
        self.stop = threading.Event()

    def kafka_thread(self) -> None:
        """Consume until stopped."""
        consumer = Consumer(
            {
                "bootstrap.servers": self.servers,
                "group.id": f"floor-{time.time()}",
                "auto.offset.reset": "earliest",
                "enable.auto.offset.store": False,
                "queued.max.messages.kbytes": 65536,
                "fetch.queue.backoff.ms": 10,
                "log_level": 0,
            }
        )
        consumer.subscribe([self.topic])
        while not self.stop.is_set():
            self.turn(consumer)
        consumer.close()

    def turn(self, consumer: Consumer) -> None:
        """Consume, transform, hand over, store offsets."""
        parts: dict[int, list[bytes]] = {}
        counts: dict[int, int] = {}
        ends: dict[int, int] = {}
        for message in consumer.consume(CHUNK, 0.05):
            partition, offset = message.partition() or 0, message.offset() or 0
            if partition not in parts:
                parts[partition], counts[partition] = [], 0
            part = body_part(message.value())
            if part is not None:
                parts[partition].append(part)
            counts[partition] += 1
            ends[partition] = offset + 1
        for partition, found in parts.items():
            while self.waiting > WAITING_CHUNKS and not self.stop.is_set():
                time.sleep(0.001)
            self.waiting += 1
            body = b"[" + b",".join(found) + b"]"
            self.loop.call_soon_threadsafe(self.hand_over, partition, body, ends[partition], counts[partition])
        if self.answered:
            offsets = [TopicPartition(self.topic, *self.answered.popleft()) for _ in range(len(self.answered))]
            consumer.store_offsets(offsets=offsets)

    def hand_over(self, partition: int, body: bytes, end: int, count: int) -> None:
        """Queue a body for its partition."""
        if partition not in self.queues:
            self.queues[partition] = asyncio.Queue()
            self.tasks.append(asyncio.ensure_future(self.post_all(partition)))
        self.queues[partition].put_nowait((body, end, count))

    async def post_all(self, partition: int) -> None:
        """Post the bodies of a partition, one after the other."""
        headers = {"Content-Type": "application/json", "User-Agent": "floor/1"}
        while True:
            body, end, count = await self.queues[partition].get()
            async with self.session.post(self.url, data=body, headers=headers) as answer:
                await answer.read()
                answer.raise_for_status()
            self.answered.append((partition, end))
            self.waiting -= 1
            self.requests += 1
            self.done += count


async def main(servers: str, topic: str, records: int, url: str) -> None:
    """Run from the first answer to the last record, and print the figures."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        floor = Floor(session, servers, topic, url)
        thread = threading.Thread(target=floor.kafka_thread)
        thread.start()
        while not floor.done:  # noqa: ASYNC110 - the yardstick stays as plain as it was when its figures were taken
            await asyncio.sleep(0.005)
        first, at, cpu = floor.done, time.perf_counter(), time.process_time()
        while floor.done < records:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
        wall, cpu, count = time.perf_counter() - at, time.process_time() - cpu, floor.done - first
        figures = {
            "events_per_second": count / wall,
            "cpu_seconds_per_million": cpu / count * 1e6,
            # Not ru_maxrss, which survives exec(2): it would be the memory of the process that started this one.
            "peak_megabytes": peak_memory_bytes(os.getpid()) / 2**20,
            "requests": floor.requests,
        }
        print(orjson.dumps(figures).decode(), flush=True)
        floor.stop.set()
        await asyncio.to_thread(thread.join)


if __name__ == "__main__":
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
