"""Does random harm to a deployment of four members on three brokers for as long as it is told, and judges the end.

usage: python -m tests.faults.soak [--minutes 30] [--seed 1] [--protocol classic]

Prints a line a minute: what was written and taken so far, how long the slowest recovery took, memory and descriptors of
the two members that nobody ends, and the harm that was done. Ends with exit code 1 when anything did not hold: lost,
repeated beyond what is lawful, out of order; or when those members' memory grew by more than 5 MB between the second
third of the time and the last.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from tests.faults.harms import HARMS, Victims
from tests.faults.scene import Setting
from tests.faults.stage import FULL, Stage, logs_in
from tests.faults.watch import Sample
from tests.kafka_broker import running_cluster

MEMBERS: Final = 4
STEADY: Final = 2
SOAKED: Final = Setting(
    members=MEMBERS,
    backlog=10_000,
    most_late=100,  # probes and what they overtake
    recovers_within_seconds=90.0,
)
MOST_GROWTH_BYTES: Final = 5_000_000
MOST_DESCRIPTORS_MORE: Final = 16


def main() -> int:
    """Soak, print, judge."""
    options = _options()
    print(f"{options.minutes:g} minutes, protocol {options.protocol}, seed {options.seed}", flush=True)
    with logs_in(options.logs) as directory, running_cluster(3) as cluster:
        stage = Stage(cluster, directory, FULL, options.seed)
        with stage.scene(SOAKED, KAFKA_GROUP_PROTOCOL=options.protocol) as scene:
            scene.begin()
            _soak(Victims(scene, tuple(scene.members[:STEADY]), cluster), 60 * options.minutes)
    figures = scene.played.figures
    assert figures is not None
    print(
        f"{figures.records:,} records, {figures.delivered:,} delivered, {figures.dead_letters:,} dead letters, "
        f"lost {figures.lost}, {figures.repeats:,} repeats of {figures.allowed_repeats:,} allowed, "
        f"{figures.requests:,} requests, slowest recovery {figures.recovered_seconds or 0.0:.1f} s"
    )
    for broken in scene.played.broken:
        print(f"    {broken}")
    print("held" if scene.played.has_held else "DID NOT HOLD")
    return int(not scene.played.has_held)


def _soak(victims: Victims, seconds: float) -> None:
    scene = victims.scene
    begun_at, said_at, done = time.monotonic(), time.monotonic(), list[str]()
    while (now := time.monotonic()) < begun_at + seconds:
        if now >= said_at + 60:
            said_at += 60
            _say(victims, round((said_at - begun_at) / 60), done)
            done.clear()
        name = victims.chance.choice(list(HARMS))
        done.append(name)
        HARMS[name](victims)
        scene.recover()
        victims.wait(0.5, 3.0)
    _judge_memory(victims, begun_at, seconds)


def _say(victims: Victims, minute: int, done: Sequence[str]) -> None:
    scene = victims.scene
    latest = [samples[-1] for samples in _samples(victims, 0.0)]
    memory = " ".join(f"{sample.rss_bytes / 1e6:.1f}" for sample in latest)
    descriptors = " ".join(str(sample.descriptors) for sample in latest)
    taken = scene.deployed.sandbox.statistics()["events_taken"]
    print(
        f"{minute:3} min: {scene.writer.written:,} written, {taken:,} taken, {len(scene.members)} members, slowest "
        f"recovery {scene.recovered_seconds or 0.0:.1f} s, {memory} MB, {descriptors} descriptors; {', '.join(done)}",
        flush=True,
    )


def _judge_memory(victims: Victims, begun_at: float, seconds: float) -> None:
    """Compare the last third with the one before: the first is for what every process gathers at its beginning."""
    for samples in _samples(victims, begun_at + seconds / 3):
        middle = sum(sample.at < begun_at + 2 * seconds / 3 for sample in samples)
        halves = samples[:middle], samples[middle:]
        memory = [median(sample.rss_bytes for sample in half) for half in halves]
        descriptors = [median(sample.descriptors for sample in half) for half in halves]
        print(
            f"a steady member: {memory[0] / 1e6:.1f} MB, then {memory[1] / 1e6:.1f} MB; "
            f"{descriptors[0]:g} descriptors, then {descriptors[1]:g}"
        )
        victims.scene.expect(memory[1] - memory[0] <= MOST_GROWTH_BYTES, f"memory grew from {memory[0]} to {memory[1]}")
        grown = descriptors[1] - descriptors[0]
        victims.scene.expect(grown <= MOST_DESCRIPTORS_MORE, f"{grown:g} descriptors more")


def _samples(victims: Victims, since: float) -> list[list[Sample]]:
    """The looks at each steady member since a time, monotonic seconds."""
    of = victims.scene.watch.samples
    return [[sample for sample in of[member.pid] if sample.at >= since] for member in victims.steady]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description="random harm, judged at the end")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1, help="decides which harm is done, when and to whom")
    parser.add_argument("--logs", type=Path, help="a folder that keeps what every process wrote")
    parser.add_argument("--protocol", choices=["classic", "consumer"], default="classic")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
