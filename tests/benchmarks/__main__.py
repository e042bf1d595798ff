"""The consumer beside the floor, on the same topic of real Kafka, in one run.

usage: python -m tests.benchmarks [--events 1000000] [--rounds 3] [--json NEW.json] [--compare OLD.json]

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
from tests.benchmarks.figures import Figures
from tests.benchmarks.results import from_json, ratios, results
from tests.kafka_broker import running_cluster
from tests.processes import Deployment, deployment

FLOOR, OURS = "floor", "signal-kameleoon"
PARTITIONS = 4
DISTINCT_RECORDS = 50_000
"""Generated once and written again and again: filling the topic should not take longer than reading it."""


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
    parser.add_argument("--json", type=Path, help="write everything to this file")
    parser.add_argument("--compare", type=Path, help="print the ratios to an older such file")
    options = parser.parse_args()
    old = from_json(options.compare.read_bytes()) if options.compare else None
    print(f"Python {sys.version}")
    figures = _measure(options.events, options.rounds)
    _print_ratio_to_floor(figures)
    found = results({"events": options.events, "partitions": PARTITIONS, "compression": "lz4"}, figures)
    if options.json:
        options.json.write_bytes(found.to_json())
    for line in ratios(found, old) if old else ():
        print(line)


def _measure(events: int, rounds: int) -> dict[str, list[Figures]]:
    figures: dict[str, list[Figures]] = {FLOOR: [], OURS: []}
    with (
        tempfile.TemporaryDirectory() as directory,
        running_cluster() as cluster,
        deployment(cluster.bootstrap_servers, Path(directory), PARTITIONS, "--cheap") as deployed,
    ):
        filled = _fill(deployed, events)
        for number in range(1, rounds + 1):
            figures[FLOOR].append(_measure_floor(deployed, filled))
            figures[OURS].append(_measure_consumer(deployed, filled, number))
            for name, rows in figures.items():
                print(rows[-1].row(f"{name} {number}"), flush=True)
    return figures


def _print_ratio_to_floor(figures: dict[str, list[Figures]]) -> None:
    pairs = list(zip(figures[OURS], figures[FLOOR], strict=True))
    cost = median(mine.cpu_seconds_per_million / least.cpu_seconds_per_million for mine, least in pairs)
    rate = median(mine.events_per_second / least.events_per_second for mine, least in pairs)
    print(f"ratio to the floor, median of {len(pairs)}: CPU {cost:.2f}, rate {rate:.2f}")


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
    print(f"{produced.records:,} events of {size:.0f} bytes on average, {PARTITIONS} partitions, lz4")
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


if __name__ == "__main__":
    main()
