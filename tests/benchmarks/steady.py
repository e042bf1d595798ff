"""A member at a steady rate: how long an event is on its way, and how it comes back from an outage.

An event's way begins with the time that its producer gave the record, and ends when the sandbox has written down that
it took the event, just before the answer leaves. The faithful sandbox reads and keeps every event: its work is in it.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, cycle, takewhile
from pathlib import Path
from statistics import quantiles
from typing import Final, Self

from consumer.generator import INTENT_HEADER, NONCE_HEADER, Intent, generate
from consumer.generator.produce import produce_records
from consumer.generator.record import GeneratedRecord
from tests.benchmarks.figures import Latency, Outage
from tests.benchmarks.measuring import Bed
from tests.benchmarks.programs import Running, ours, running
from tests.benchmarks.topics import deliverable_share, distinct_records
from tests.kafka_broker import create_topic, stored_records
from tests.processes import sandbox_process, wait_until

OUTAGE_LINGER_MS: Final = 50
PRODUCER_LINGER_MS: Final = 5
PARTITIONS: Final = 4
WARM_UP_SECONDS: Final = 5.0
"""What is produced at first is not counted: the group forms, caches fill."""

OUTAGE_RATE: Final = 5_000
OUTAGE_SECONDS: Final = 60.0


def measure_latency(bootstrap_servers: str, rate_per_second: int, linger_ms: int, seconds: float) -> Latency:
    """Produce at a steady rate, and compare the sandbox's journal with the records' times."""
    warm_up_count, count = int(rate_per_second * WARM_UP_SECONDS), int(rate_per_second * (seconds + WARM_UP_SECONDS))
    records = list(generate(seed=1, count=count, start_ms=int(time.time() * 1000), broken_share=0.0))
    due = sum(record.intent is Intent.DELIVER for record in records)
    topic = f"steady-{rate_per_second}-{linger_ms}"
    with tempfile.TemporaryDirectory() as directory, sandbox_process(Path(directory)) as sink:
        bed = Bed(bootstrap_servers, sink)
        with _member(bed, topic, Path(directory), linger_ms) as member:
            cost = _Cost(member)
            timed = chain(records[:warm_up_count], cost.of(records[warm_up_count:]))
            _produce(bed, topic, timed, rate_per_second, lambda _: None)
            wait_until(lambda: sink.statistics()["events_taken"] >= due, 60)
        taken_ms = {nonce: entry.time_seconds * 1000 for entry in sink.requests() for nonce in entry.nonces}
    produced_ms = _production_times(bootstrap_servers, topic)
    waits_ms = [taken_ms[nonce] - at_ms for nonce, at_ms in produced_ms.items() if at_ms >= cost.begun_seconds * 1000]
    permille = quantiles(waits_ms, n=1000)
    return Latency(
        events=len(waits_ms), p50_ms=permille[499], p99_ms=permille[989], p999_ms=permille[998], cores=cost.cores
    )


class _Cost:
    """What a member costs while records are written.

    Attributes:
        begun_seconds: the calendar's time at the first of them.
        cores: CPU seconds in each second, once the last is written.
    """

    def __init__(self, member: Running) -> None:
        self._member = member
        self.begun_seconds = self.cores = 0.0

    def of(self, records: Iterable[GeneratedRecord]) -> Iterator[GeneratedRecord]:
        """Pass them on as they are written."""
        self.begun_seconds, cpu_seconds = time.time(), self._member.cpu_seconds
        yield from records
        self.cores = (self._member.cpu_seconds - cpu_seconds) / (time.time() - self.begun_seconds)


def _production_times(bootstrap_servers: str, topic: str) -> dict[str, int]:
    """When each record that is delivered was produced, in milliseconds since the epoch, by its nonce."""
    records = stored_records(bootstrap_servers, topic)
    headers = ((dict(record.headers), record.timestamp_ms) for record in records)
    return {
        (found[NONCE_HEADER] or b"").decode(): timestamp_ms
        for found, timestamp_ms in headers
        if found[INTENT_HEADER] == Intent.DELIVER.encode()
    }


class _Flow:
    """Records written at a steady rate by a thread, for as long as the context lasts."""

    def __init__(self, bed: Bed, topic: str) -> None:
        self.written = 0
        self._stopped = threading.Event()
        records = takewhile(lambda _: not self._stopped.is_set(), cycle(distinct_records()))
        self._thread = ThreadPoolExecutor(1)
        self._produce = partial(_produce, bed, topic, records, OUTAGE_RATE, self._note)

    def _note(self, written: int) -> None:
        self.written = written

    def __enter__(self) -> Self:
        self._outcome = self._thread.submit(self._produce)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.shutdown()
        self._outcome.result()


def measure_outage(bed: Bed) -> Outage:
    """Let the API refuse everything for a minute while events go on to come."""
    topic, share = "outage", deliverable_share(distinct_records())
    before = bed.sink.statistics()["events_taken"]
    with tempfile.TemporaryDirectory() as directory, _member(bed, topic, Path(directory), OUTAGE_LINGER_MS) as member:
        with _Flow(bed, topic) as flow:

            def behind() -> int:
                return flow.written - int((bed.sink.statistics()["events_taken"] - before) / share)

            time.sleep(WARM_UP_SECONDS)
            bed.sink.set_faults([{"kind": "status", "status": 503}])
            time.sleep(OUTAGE_SECONDS)
            backlog, back_at = behind(), time.monotonic()
            bed.sink.clear_faults()
            # Within a second's worth: the producer tells what it has written a few times a second.
            wait_until(lambda: behind() < OUTAGE_RATE, 120)
            catch_up_seconds = time.monotonic() - back_at
        peak_bytes = member.peak_memory_bytes
    return Outage(backlog=backlog, catch_up_seconds=catch_up_seconds, peak_megabytes=peak_bytes / 2**20)


@contextmanager
def _member(bed: Bed, topic: str, directory: Path, linger_ms: int) -> Iterator[Running]:
    create_topic(bed.bootstrap_servers, topic, PARTITIONS)
    task = replace(bed.task(topic), linger_ms=linger_ms)
    with running(ours(task), directory) as member:
        yield member


def _produce(
    bed: Bed, topic: str, records: Iterable[GeneratedRecord], rate_per_second: int, note: Callable[[int], None]
) -> None:
    produce_records(
        records,
        producer_config={"bootstrap.servers": bed.bootstrap_servers, "linger.ms": PRODUCER_LINGER_MS},
        topic=topic,
        rate_per_second=rate_per_second,
        on_progress=note,
    )
