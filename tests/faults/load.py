"""Steady traffic beside a scenario."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.faults.events import EventWriter

_TICK_SECONDS = 0.05


@contextmanager
def steady(writer: EventWriter, per_second: float) -> Iterator[None]:
    """Write events as long as the context lasts, then wait until Kafka has them all."""
    ended = threading.Event()
    with ThreadPoolExecutor(1, "load") as pool:
        writing = pool.submit(_write, writer, per_second, ended)
        try:
            yield
        finally:
            ended.set()
            writing.result(30)
            writer.flush()


def _write(writer: EventWriter, per_second: float, ended: threading.Event) -> None:
    begun, written = time.monotonic(), 0
    while not ended.wait(_TICK_SECONDS):
        due = int((time.monotonic() - begun) * per_second) - written
        writer.write(due)
        written += due
