"""The consumer beside the floor and beside others, on the same topics of real Kafka, in one run.

usage: python -m tests.benchmarks [--events 1000000] [--rounds 3] [--json NEW.json] [--picture NEW.svg]
                                  [--compare OLD.json]

Kafka, the sandbox (in its cheap mode) and the measured process share the machine. All are measured from their first
delivered event to their last: start-up is no part of the rate. Quote the ratios: machines differ and are noisy.
At the end all is said again, the rounds as tables of Markdown with the median of each round's own ratios.
The peers get virtual environments of their own, which are made at the first run.
"""

import argparse
import sys
import tempfile
from functools import partial
from itertools import product
from pathlib import Path

from tests.benchmarks.cells import cells
from tests.benchmarks.figures import FLOOR, OURS, Measured
from tests.benchmarks.measuring import Bed, measure, measure_floor
from tests.benchmarks.picture import draw
from tests.benchmarks.programs import ours, peer, peer_names
from tests.benchmarks.results import from_json, ratios, results
from tests.benchmarks.steady import measure_latency, measure_outage
from tests.benchmarks.summary import summary
from tests.benchmarks.topics import Filled, TopicSpec, fill
from tests.kafka_broker import running_cluster
from tests.processes import sandbox_process

PEER_SECONDS = 20.0
"""Long enough for a rate; the slowest would take a quarter of an hour for the whole topic."""

LATENCY_RATES = (1_000, 20_000)
LATENCY_LINGERS_MS = (50, 1_000)
LATENCY_SECONDS = 15.0


def main() -> None:
    """Measure everything, print, write, compare."""
    parser = argparse.ArgumentParser(description="the consumer beside the floor and beside others")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write everything to this file")
    parser.add_argument("--picture", type=Path, help="draw rate and CPU of all programs into this file")
    parser.add_argument("--compare", type=Path, help="print the ratios to an older run's JSON")
    options = parser.parse_args()
    old = from_json(options.compare.read_bytes()) if options.compare else None
    print(f"Python {sys.version}")
    measured = Measured()
    with (
        tempfile.TemporaryDirectory() as directory,
        running_cluster() as cluster,
        sandbox_process(Path(directory), "--cheap") as sink,
    ):
        _measure(Bed(cluster.bootstrap_servers, sink), measured, options.events, options.rounds)
    print("", *summary(measured, list(cells(options.events))), sep="\n")
    found = results({"events": options.events, "rounds": options.rounds}, measured)
    if options.json:
        options.json.write_bytes(found.to_json())
    if options.picture:
        draw(measured.programs, options.picture)
    for line in ratios(found, old) if old else ():
        print(line)


def _measure(bed: Bed, measured: Measured, events: int, rounds: int) -> None:
    topics = {spec: fill(bed.bootstrap_servers, spec) for spec in {cell.spec: None for cell in cells(events)}}
    for number in range(1, rounds + 1):
        print(f"round {number}")
        _measure_programs(bed, measured, topics[TopicSpec(records=events)])
        for cell in cells(events):
            bed.sink.set_faults([{"kind": "delay", "seconds": cell.delay_ms / 1000}] if cell.delay_ms else [])
            figures = measure(bed, topics[cell.spec], ours, processes=cell.processes)
            measured.cells.setdefault(cell.name, []).append(figures)
            print(figures.row(cell.name), flush=True)
        bed.sink.clear_faults()
    for rate, linger_ms in product(LATENCY_RATES, LATENCY_LINGERS_MS):
        name = f"{rate:,} events/s, linger {linger_ms:,} ms"
        measured.latencies[name] = measure_latency(bed.bootstrap_servers, rate, linger_ms, LATENCY_SECONDS)
        print(measured.latencies[name].row(name), flush=True)
    measured.outage = measure_outage(bed)
    print(measured.outage.row("a minute without the API"), flush=True)


def _measure_programs(bed: Bed, measured: Measured, filled: Filled) -> None:
    """One after the other; ours between the floor and its own other conditions, since it is compared with both."""
    for name in (*peer_names(), FLOOR, OURS):
        if name == FLOOR:
            figures = measure_floor(bed, filled)
        elif name == OURS:
            figures = measure(bed, filled, ours)
        else:
            figures = measure(bed, filled, partial(peer, name), seconds=PEER_SECONDS)
        measured.programs.setdefault(name, []).append(figures)
        print(figures.row(name), flush=True)


if __name__ == "__main__":
    main()
