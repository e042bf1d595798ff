"""aiokafka and aiohttp: the batches of all partitions are posted concurrently, then their offsets are committed.

usage: python aiokafka_batches.py BOOTSTRAP_SERVERS TOPIC GROUP URL
"""

# The library is not installed where types are checked.
# mypy: disable-error-code="import-not-found"

import asyncio
import contextlib
import signal
import sys

import aiohttp
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from tests.benchmarks.peers.mapping import vendor_event

LIST_SIZE = 500


async def post(session: aiohttp.ClientSession, url: str, messages: list[ConsumerRecord[bytes, bytes]]) -> None:
    """Post the events of one partition's batch, in lists of up to 500."""
    events = [event for message in messages if (event := vendor_event(message.value or b"")) is not None]
    for start in range(0, len(events), LIST_SIZE):
        async with session.post(url, json=events[start : start + LIST_SIZE]) as answer:
            answer.raise_for_status()


async def main(servers: str, topic: str, group: str, url: str) -> None:
    """Consume, post and commit until ended."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=servers, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        async with aiohttp.ClientSession() as session:
            while True:
                batches = await consumer.getmany(timeout_ms=1000)
                if batches:
                    await asyncio.gather(*(post(session, url, messages) for messages in batches.values()))
                    await consumer.commit({tp: messages[-1].offset + 1 for tp, messages in batches.items()})
    finally:
        await consumer.stop()


async def until_ended(servers: str, topic: str, group: str, url: str) -> None:
    """Run `main` until SIGTERM."""
    task = asyncio.create_task(main(servers, topic, group, url))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


if __name__ == "__main__":
    asyncio.run(until_ended(*sys.argv[1:5]))
