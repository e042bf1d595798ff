"""Plays the failure policy on real Kafka with real processes, and prints a table of what it took.

usage: python -m tests.failures [--short] [--at-once 3] [name ...]

Without names all scenarios are played, several at once, each against a topic and a sandbox of its own. Ends with exit
code 1 when one of them did not hold.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tests.failures.catalogue import SCENARIOS
from tests.failures.played import Played
from tests.failures.stage import FULL, SHORT, Stage
from tests.kafka_broker import running_cluster

HEAD = ("scenario", "held", "requests", "refused", "dead letters", "delivered", "repeats", "recovered")
WIDTHS = (20, 5, 9, 8, 13, 10, 8, 10)


def main() -> int:
    """Play, print, judge."""
    options = _options()
    has_held = True
    _print(HEAD)
    with tempfile.TemporaryDirectory() as directory, running_cluster() as cluster:
        stage = Stage(cluster, Path(directory), SHORT if options.short else FULL)
        for name, played in _play(stage, options.names or list(SCENARIOS), options.at_once):
            _print(_row(name, played))
            for broken in played.broken:
                print(f"    {broken}", flush=True)
            has_held &= played.has_held
    return int(not has_held)


def _play(stage: Stage, names: Sequence[str], at_once: int) -> Iterator[tuple[str, Played]]:
    with ThreadPoolExecutor(at_once) as pool:
        playing = {pool.submit(_played, stage, name): name for name in names}
        for future in as_completed(playing):
            yield playing[future], future.result()


def _played(stage: Stage, name: str) -> Played:
    try:
        return SCENARIOS[name](stage)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other scenarios are played all the same
        return Played(None, (f"{type(failure).__name__}: {failure}",))


def _row(name: str, played: Played) -> Sequence[str]:
    held = "yes" if played.has_held else "NO"
    if (figures := played.figures) is None:
        return (name, held)
    recovered = "" if figures.recovered_seconds is None else f"{figures.recovered_seconds:.1f} s"
    counts = (figures.requests, figures.refused, figures.dead_letters, figures.delivered, figures.repeats)
    return (name, held, *(f"{count:,}" for count in counts), recovered)


def _print(cells: Sequence[str]) -> None:
    name, *others = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False))
    print(name, *(cell.strip().rjust(len(cell)) for cell in others), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.failures", description="plays the failure policy")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(SCENARIOS)}")
    parser.add_argument("--short", action="store_true", help="faults of a few seconds instead of a minute")
    parser.add_argument("--at-once", type=int, default=3, help="how many are played at the same time")
    options = parser.parse_args()
    if unknown := set(options.names) - set(SCENARIOS):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
