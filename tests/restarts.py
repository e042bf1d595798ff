"""Ends the only consumer again and again under load, on real Kafka, and prints what that cost.

usage: python -m tests.restarts [--times 20] [--rate 5000] [--protocol classic] [--clean]

Each end comes 0.3 to 3 s after the successor's first delivery: by `kill -9`, or with `--clean` by SIGTERM. Prints for
each how long after the signal and after its own start the successor delivered again, and how many events were repeated
beside what may be: none after a clean end; after a kill the events posted in the last 0.3 s before it, plus one batch
per partition. Ends with exit code 1 when anything was lost, or a bound was passed.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from consumer.sandbox import JournalEntry
from tests.kafka_broker import running_cluster
from tests.processes import Deployment, deployment, load

PARTITIONS = 4
UNCOMMITTED_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Restart:
    """When a consumer was ended, and when its successor was started and delivered."""

    ended_at: float
    successor_started_at: float
    successor_delivered_at: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one restart cost: events repeated, and how many may be."""

    repeated: int
    allowed: int


def main() -> int:
    """Run, print, judge."""
    options = _options()
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    how = "SIGTERM" if options.clean else "kill -9"
    print(f"{options.times} times {how}, {options.rate:.0f} events/s, protocol {options.protocol}, seed {seed}")
    with (
        tempfile.TemporaryDirectory() as directory,
        running_cluster() as cluster,
        deployment(cluster.bootstrap_servers, Path(directory), PARTITIONS) as deployed,
    ):
        deployed.environ["KAFKA_GROUP_PROTOCOL"] = options.protocol
        restarts = _restart_often(deployed, options, random.Random(seed))
        deployed.wait_until_committed(120)
        return _report(deployed, restarts, is_clean=options.clean)


def _restart_often(deployed: Deployment, options: argparse.Namespace, chance: random.Random) -> list[Restart]:
    restarts: list[Restart] = []
    with load(deployed.bootstrap_servers, deployed.topic, deployed.directory, 10**9, options.rate):
        member = deployed.start_member()
        _wait_for_delivery(deployed)
        while len(restarts) < options.times:
            time.sleep(chance.uniform(0.3, 3.0))
            deployed.look()
            ended_at = time.time()
            if options.clean:
                assert member.stop() == 0, member.text[-2000:]
            else:
                member.kill()
            member = deployed.start_member()
            restarts.append(Restart(ended_at, member.started_at, _wait_for_delivery(deployed)))
            print(f"{len(restarts)}: {_took(restarts[-1])}", flush=True)
    return restarts


def _wait_for_delivery(deployed: Deployment) -> float:
    """Wait until the API has taken something more; return when."""
    before = deployed.sandbox.statistics()["events_taken"]
    deployed.wait_for_deliveries(before + 1, 120)
    return time.time()


def _took(restart: Restart) -> str:
    after_end = restart.successor_delivered_at - restart.ended_at
    after_start = restart.successor_delivered_at - restart.successor_started_at
    return f"delivered again {after_end:.1f} s after the signal, {after_start:.1f} s after its start"


def _report(deployed: Deployment, restarts: Sequence[Restart], *, is_clean: bool) -> int:
    report, requests = deployed.judge(), deployed.sandbox.requests()
    born = [0.0, *(restart.ended_at for restart in restarts)]
    lives = [[request for request in requests if request.taken and request.time_seconds > at] for at in born]
    costs = [_cost(life, restart) for life, restart in zip(lives, restarts, strict=False)]
    if is_clean:
        costs = [Cost(cost.repeated, 0) for cost in costs]
    for number, cost in enumerate(costs, start=1):
        print(f"{number}: {cost.repeated} repeated, at most {cost.allowed} allowed")
    slowest = max(restarts, key=lambda restart: restart.successor_delivered_at - restart.ended_at)
    print(f"lost {len(report.lost)}, {report.records} records, {report.delivered} delivered, repeats {report.repeats}")
    print(f"slowest: {_took(slowest)}")
    print(f"violations: {', '.join(report.violations) or 'none'}")
    return int(bool(report.violations) or any(cost.repeated > cost.allowed for cost in costs))


def _cost(requests: Sequence[JournalEntry], restart: Restart) -> Cost:
    """How many of the events that one life delivered were delivered again, by whichever successor."""
    # What was on the wire at the end is journaled a moment later, and long before the successor posts anything.
    before = [request for request in requests if request.time_seconds <= restart.successor_started_at]
    after = [request for request in requests if request.time_seconds > restart.successor_started_at]
    taken = {nonce for request in before for nonce in request.nonces}
    repeated = {nonce for request in after for nonce in request.nonces if nonce in taken}
    recent = [request for request in before if request.time_seconds > restart.ended_at - UNCOMMITTED_SECONDS]
    largest = max((len(request.nonces) for request in before), default=0)
    return Cost(len(repeated), sum(len(request.nonces) for request in recent) + PARTITIONS * largest)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="ends the only consumer again and again under load")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--rate", type=float, default=5_000.0)
    parser.add_argument("--protocol", choices=["classic", "consumer"], default="classic")
    parser.add_argument("--clean", action="store_true", help="by SIGTERM instead of kill -9")
    parser.add_argument("--seed", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
