"""Kills the only consumer again and again under load, on real Kafka, and prints what that cost.

usage: python -m tests.kill_nine [--kills 20] [--rate 5000] [--protocol classic]

Each kill comes 0.3 to 3 s after the successor's first delivery. Prints per kill how long the successor took to deliver
again, and how many events it repeated beside what it may repeat: the events posted in the last 0.3 s before the kill,
plus one batch per partition. Ends with exit code 1 when anything was lost, or a bound was passed.
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
class Kill:
    """One kill: when, and when its successor was started and delivered."""

    at: float
    successor_started_at: float
    successor_delivered_at: float


def main() -> int:
    """Run, print, judge."""
    options = _options()
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    print(f"seed {seed}, {options.kills} kills, {options.rate:.0f} events/s, protocol {options.protocol}")
    with (
        tempfile.TemporaryDirectory() as directory,
        running_cluster() as cluster,
        deployment(cluster.bootstrap_servers, Path(directory), PARTITIONS) as deployed,
    ):
        deployed.environ["KAFKA_GROUP_PROTOCOL"] = options.protocol
        kills = _kill_often(deployed, options.kills, options.rate, random.Random(seed))
        deployed.wait_until_committed(120)
        return _report(deployed, kills)


def _kill_often(deployed: Deployment, count: int, rate: float, chance: random.Random) -> list[Kill]:
    kills: list[Kill] = []
    with load(deployed.bootstrap_servers, deployed.topic, deployed.directory, 10**9, rate):
        member = deployed.start_member()
        _wait_for_delivery(deployed, member.started_at)
        while len(kills) < count:
            time.sleep(chance.uniform(0.3, 3.0))
            deployed.look()
            killed_at = time.time()
            member.kill()
            member = deployed.start_member()
            kills.append(Kill(killed_at, member.started_at, _wait_for_delivery(deployed, member.started_at)))
            print(
                f"kill {len(kills)}: delivered again {kills[-1].successor_delivered_at - member.started_at:.1f} s later"
            )
    return kills


def _wait_for_delivery(deployed: Deployment, since: float) -> float:
    """Wait until the API has taken something of this member; return when."""
    before = deployed.sandbox.statistics()["events_taken"]
    deployed.wait_for_deliveries(before + 1, 120)
    return max(time.time(), since)


def _report(deployed: Deployment, kills: Sequence[Kill]) -> int:
    report, requests = deployed.judge(), deployed.sandbox.requests()
    lives = zip([0.0, *(kill.at for kill in kills)], kills, strict=False)
    costs = [
        _cost([request for request in requests if request.time_seconds > born_at], kill) for born_at, kill in lives
    ]
    for number, (repeated, allowed) in enumerate(costs, start=1):
        print(f"kill {number}: {repeated} repeated, at most {allowed} allowed")
    print(report.text)
    slowest = max(kill.successor_delivered_at - kill.successor_started_at for kill in kills)
    print(f"lost {len(report.lost)}, repeats {report.repeats}, slowest successor {slowest:.1f} s")
    return int(bool(report.violations) or any(repeated > allowed for repeated, allowed in costs))


def _cost(requests: Sequence[JournalEntry], kill: Kill) -> tuple[int, int]:
    """How many events the successors repeated of what this life had delivered, and how many they may repeat."""
    # What was on the wire at the kill is journaled a moment later, and long before the successor posts anything.
    before = [request for request in requests if request.taken and request.time_seconds <= kill.successor_started_at]
    after = [request for request in requests if request.taken and request.time_seconds > kill.successor_started_at]
    taken = {nonce for request in before for nonce in request.nonces}
    repeated = {nonce for request in after for nonce in request.nonces if nonce in taken}
    recent = [request for request in before if request.time_seconds > kill.at - UNCOMMITTED_SECONDS]
    largest = max(len(request.nonces) for request in before)
    return len(repeated), sum(len(request.nonces) for request in recent) + PARTITIONS * largest


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rate", type=float, default=5_000.0)
    parser.add_argument("--protocol", choices=["classic", "consumer"], default="classic")
    parser.add_argument("--seed", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
