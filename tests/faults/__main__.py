"""Plays faults on real Kafka with real processes, and prints a table of what they cost.

usage: python -m tests.faults [--common | --policy] [--seeds 3] [--seed 1] [--short] [--at-once 2] [--logs DIR]
                                [name ...]

Without names every scenario is played, some at once, each against a topic and a sandbox of its own. Ends with exit code
1 when one of them did not hold. The same seed does the same harm again.
"""

import argparse
import sys
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from tests.faults.catalogue import FAULTS, MOST_COMMON, POLICY, SCENARIOS
from tests.faults.played import Played
from tests.faults.stage import FULL, SHORT, Stage, logs_in
from tests.kafka_broker import running_cluster

HEAD = (
    "scenario",
    "seed",
    "held",
    "records",
    "delivered",
    "letters",
    "lost",
    "repeats",
    "allowed",
    "requests",
    "refused",
    "recovered",
)
WIDTHS = (20, 5, 5, 9, 10, 8, 5, 8, 9, 9, 8, 10)


def main() -> int:
    """Play, print, judge."""
    options = _options()
    names = options.names or list(_group(options))
    plays = [(name, options.seed + number) for name in names for number in range(options.seeds)]
    has_held = True
    _print(HEAD)
    with logs_in(options.logs) as directory, running_cluster() as cluster:
        stage = Stage(cluster, directory, SHORT if options.short else FULL)
        for name, seed, played in _play(stage, plays, options.at_once):
            _print(_row(name, seed, played))
            for broken in played.broken:
                print(f"    {broken}", flush=True)
            has_held &= played.has_held
    return int(not has_held)


def _play(stage: Stage, plays: Sequence[tuple[str, int]], at_once: int) -> Iterator[tuple[str, int, Played]]:
    with ThreadPoolExecutor(at_once) as pool:
        playing = {pool.submit(_played, replace(stage, seed=seed), name): (name, seed) for name, seed in plays}
        for future in as_completed(playing):
            yield *playing[future], future.result()


def _played(stage: Stage, name: str) -> Played:
    try:
        return SCENARIOS[name](stage)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other scenarios are played all the same
        where = traceback.extract_tb(failure.__traceback__)[-1]
        return Played(None, (f"{type(failure).__name__}: {failure} ({Path(where.filename).name}:{where.lineno})",))


def _row(name: str, seed: int, played: Played) -> Sequence[str]:
    held = "yes" if played.has_held else "NO"
    if (figures := played.figures) is None:
        return (name, str(seed), held)
    counts = (
        figures.records,
        figures.delivered,
        figures.dead_letters,
        figures.lost,
        figures.repeats,
        figures.allowed_repeats,
        figures.requests,
        figures.refused,
    )
    recovered = "" if figures.recovered_seconds is None else f"{figures.recovered_seconds:.1f} s"
    return (name, str(seed), held, *(f"{count:,}" for count in counts), recovered)


def _print(cells: Sequence[str]) -> None:
    name, *others = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False))
    print(name, *(cell.strip().rjust(len(cell)) for cell in others), flush=True)


def _group(options: argparse.Namespace) -> Sequence[str]:
    if options.common:
        return MOST_COMMON
    return tuple(POLICY) if options.policy else tuple(FAULTS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="plays faults, and judges the end")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(SCENARIOS)}")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--common", action="store_true", help="only the ten most common faults")
    group.add_argument("--policy", action="store_true", help="only the stories of the failure policy")
    parser.add_argument("--seed", type=int, default=1, help="decides what is left to chance")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds each is played with")
    parser.add_argument("--short", action="store_true", help="shorter faults")
    parser.add_argument("--logs", type=Path, help="a folder that keeps what every process wrote")
    parser.add_argument("--at-once", type=int, default=2, help="how many are played at the same time")
    options = parser.parse_args()
    if unknown := set(options.names) - set(SCENARIOS):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
