"""Runs a stage until everything that was produced is committed, and shows how it goes on.

Rules:
- The end is what Kafka says: the generator is done, and on every partition the committed offset is the end offset.
- The generator begins when the group has joined: so the rate is that of both, and nothing piles up before.
- The first Ctrl-C stops the generator only: what is in Kafka by then is delivered and balanced. The second ends all.
- Whatever happens, the generator's thread and the consumer have ended when `deliver_all` returns or raises.
"""

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from consumer.demo.counters import Counters
from consumer.demo.feed import Feed
from consumer.demo.pacing import room
from consumer.demo.progress import Progress, first_look, looked
from consumer.demo.report import retries_of
from consumer.demo.screen import Show
from consumer.demo.stage import TOPIC, Stage
from consumer.generator.produce import Produced

LOOK_SECONDS: Final = 0.05
"""Half a commit interval: the generator learns soon that there is room, and the end is seen at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A run that came to its end: what the topic took, and how it went."""

    produced: Produced
    progress: Progress


async def deliver_all(stage: Stage, show: Show) -> Delivery:
    """Produce and consume until all is committed, or nothing moves any more; then stop the consumer cleanly.

    Raises:
        Stop: the consumer could not go on; alone or in a group.
        NotAcknowledgedError: the generator could not write.
    """
    consuming = asyncio.create_task(stage.consumer.run())
    try:
        with _interrupts_stop(stage.feed):
            await _until_joined(stage, show, consuming)
            delivery = await _feed(stage, show, consuming)
    finally:
        stage.consumer.stop()
        await asyncio.wait({consuming})
    consuming.result()
    return delivery


async def _until_joined(stage: Stage, show: Show, consuming: asyncio.Task[None]) -> None:
    """Wait for the first commit of each partition: where it starts is committed as soon as it is assigned."""
    while not consuming.done():
        committed, ends = await asyncio.to_thread(_look, stage)
        if committed.keys() == ends.keys():
            return
        show(_counters(stage, first_look(time.monotonic()), is_joined=False))
        await asyncio.sleep(LOOK_SECONDS)


async def _feed(stage: Stage, show: Show, consuming: asyncio.Task[None]) -> Delivery:
    progress = first_look(time.monotonic())
    feeding = asyncio.create_task(asyncio.to_thread(stage.feed.run))
    try:
        while not (consuming.done() or progress.is_stalled):
            is_fed = feeding.done()  # before the look: what is written after it must not be missed
            committed, ends = await asyncio.to_thread(_look, stage)
            stage.feed.room = room(ends, committed)
            progress = looked(progress, time.monotonic(), committed=sum(committed.values()), written=stage.feed.written)
            show(_counters(stage, progress, is_joined=True))
            if is_fed and committed == ends:
                break
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        stage.feed.stop()
        await asyncio.wait({feeding})
    return Delivery(produced=feeding.result(), progress=progress)


def _look(stage: Stage) -> tuple[dict[int, int], dict[int, int]]:
    """Committed offsets, then end offsets, so that no partition looks emptier than it is."""
    return stage.offsets.committed(TOPIC), stage.offsets.ends(TOPIC)


def _counters(stage: Stage, progress: Progress, *, is_joined: bool) -> Counters:
    statistics, summary = stage.sandbox.statistics, stage.telemetry.summary
    return Counters(
        planned=stage.options.events,
        produced=stage.feed.written,
        committed=progress.committed,
        delivered=statistics.unique_nonces,
        dropped=summary.dropped,
        dead_lettered=summary.dead_lettered.total(),
        is_joined=is_joined,
        retries=retries_of(statistics),
        last_status=summary.last_status,
        rate_per_second=progress.rate_per_second,
    )


@contextmanager
def _interrupts_stop(feed: Feed) -> Iterator[None]:
    loop = asyncio.get_running_loop()

    def on_interrupt() -> None:
        feed.stop()
        loop.remove_signal_handler(signal.SIGINT)

    loop.add_signal_handler(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
