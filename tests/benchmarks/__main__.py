"""The consumer beside the floor, on the same topic of real Kafka, in one run.

usage: python -m tests.benchmarks [--events 1000000] [--rounds 3]

Kafka, the sandbox (in its cheap mode) and the measured process share the machine. Both are measured from their first
answered request to their last: start-up is no part of the rate. Quote the ratios: machines differ and are noisy.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import orjson

from consumer.generator import Intent, generate
from consumer.generator.produce import produce_records
from tests.kafka_broker import running_cluster
from tests.processes import Deployment, deployment

DISTINCT_RECORDS = 50_000
"""Generated once and written again and again: filling the topic should not take longer than reading it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one run of one program cost."""

    events_per_second: float
    cpu_seconds_per_million: float
    peak_megabytes: float
    requests: int


@dataclass(frozen=True, slots=True)
class Filled:
    """What lies in the topic."""

    records: int
    deliverable: int


def main() -> None:
    """Fill a topic, measure both programs in turn, print."""
    parser = argparse.ArgumentParser(description="the consumer beside the floor")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"Python {sys.version}")
    ours: list[Figures] = []
    floor: list[Figures] = []
    with (
        tempfile.TemporaryDirectory() as directory,
        running_cluster() as cluster,
        deployment(cluster.bootstrap_servers, Path(directory), 4, "--cheap") as deployed,
    ):
        filled = _fill(deployed, options.events)
        for number in range(1, options.rounds + 1):
            floor.append(_measure_floor(deployed, filled))
            _print_row(f"floor {number}", floor[-1])
            ours.append(_measure_consumer(deployed, filled, number))
            _print_row(f"signal-kameleoon {number}", ours[-1])
    cost = [
        mine.cpu_seconds_per_million / least.cpu_seconds_per_million for mine, least in zip(ours, floor, strict=True)
    ]
    rate = [mine.events_per_second / least.events_per_second for mine, least in zip(ours, floor, strict=True)]
    print(f"ratio to the floor, median of {options.rounds}: CPU {median(cost):.2f}, rate {median(rate):.2f}")


def _fill(deployed: Deployment, events: int) -> Filled:
    now_ms = int(time.time() * 1000)
    # Without the generator's headers, which only a judge reads.
    generated = generate(seed=1, count=DISTINCT_RECORDS, start_ms=now_ms, broken_share=0.0)
    distinct = [replace(record, headers=[]) for record in generated]
    produced = produce_records(
        islice(cycle(distinct), events),
        producer_config={"bootstrap.servers": deployed.bootstrap_servers},
        topic=deployed.topic,
        rate_per_second=None,
        on_progress=lambda _: None,
    )
    size = sum(len(record.value or b"") for record in distinct) / len(distinct)
    print(f"{produced.records:,} events of {size:.0f} bytes on average, 4 partitions, lz4")
    return Filled(produced.records, produced.by_intent[Intent.DELIVER])


def _measure_floor(deployed: Deployment, filled: Filled) -> Figures:
    base, site_code = deployed.environ["KAMELEOON_BASE_URL"], deployed.environ["KAMELEOON_SITE_CODE"]
    url = f"{base}/visit/events?siteCode={site_code}&json=true"
    arguments = [deployed.bootstrap_servers, deployed.topic, str(filled.records), url]
    command = [sys.executable, "-m", "tests.benchmarks.floor", *arguments]
    return Figures(**orjson.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=300).stdout))


def _measure_consumer(deployed: Deployment, filled: Filled, number: int) -> Figures:
    """From the first event that the sandbox took to the last, in records: what is dropped costs too, and counts."""
    before = deployed.sandbox.statistics()
    environ = {"KAFKA_GROUP_ID": f"{deployed.group}-{number}", "START_FROM": "earliest", "BATCH_LINGER_MS": "1000"}
    member = deployed.start_member(**environ)
    deployed.wait_for_deliveries(before["events_taken"] + 1, 60)
    first, first_at, first_cpu = deployed.sandbox.statistics(), time.perf_counter(), member.cpu_seconds
    deployed.wait_for_deliveries(before["events_taken"] + filled.deliverable, 300)
    wall, cpu = time.perf_counter() - first_at, member.cpu_seconds - first_cpu
    peak_bytes = member.peak_memory_bytes
    assert member.stop() == 0, member.text[-2000:]
    after = deployed.sandbox.statistics()
    count = (after["events_taken"] - first["events_taken"]) * filled.records / filled.deliverable
    return Figures(
        events_per_second=count / wall,
        cpu_seconds_per_million=cpu / count * 1e6,
        peak_megabytes=peak_bytes / 2**20,
        requests=after["requests"] - before["requests"],
    )


def _print_row(name: str, figures: Figures) -> None:
    print(
        f"{name:22} {figures.events_per_second:>9,.0f} events/s "
        f"{figures.cpu_seconds_per_million:6.2f} CPU-s per million "
        f"{figures.peak_megabytes:5.0f} MB {figures.requests:6} requests",
        flush=True,
    )


if __name__ == "__main__":
    main()
