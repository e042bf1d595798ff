"""Everything that a benchmark found, as JSON, with what it was found on; and the ratios of two of them.

Absolute figures of two machines, or of one machine at two hours, tell little: compare what ran beside the same floor.
"""

import os
import platform
import sysconfig
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

import confluent_kafka
import msgspec
import psutil

from tests.benchmarks.figures import Figures, Measured

PACKAGES: Final = ("aiohttp", "confluent-kafka", "msgspec", "orjson", "prometheus-client", "signal-kameleoon", "uvloop")

Measure = Callable[[Figures], float]

COMPARED: Final[Mapping[str, Measure]] = {
    "rate": lambda figures: figures.events_per_second,
    "CPU": lambda figures: figures.cpu_seconds_per_million,
    "memory": lambda figures: figures.peak_megabytes,
}
"""What two runs are compared by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A run of the benchmark.

    Attributes:
        machine: what it ran on.
        interpreter: which Python and whose build of it: one without optimisation by profile is 10 to 35 % slower, and
            none says so of itself.
        versions: of the packages that do the work.
        settings: of the run.
    """

    machine: Mapping[str, str | int]
    interpreter: Mapping[str, str]
    versions: Mapping[str, str]
    settings: Mapping[str, str | int]
    measured: Measured

    def to_json(self) -> bytes:
        """Write it for people and for `from_json`."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def results(settings: Mapping[str, str | int], measured: Measured) -> Results:
    """Put what was measured together with the machine, the interpreter and the versions of this process."""
    return Results(
        machine={
            "cpu": _cpu_name(),
            "cores": os.cpu_count() or 0,
            "memory_mib": psutil.virtual_memory().total // 2**20,
            "system": platform.platform(),
        },
        interpreter={
            "version": platform.python_version(),
            "compiler": platform.python_compiler(),
            "build": " ".join(platform.python_build()),
            "flags": sysconfig.get_config_var("OPT") or "",
        },
        versions={"librdkafka": confluent_kafka.libversion()[0], **{name: version(name) for name in PACKAGES}},
        settings=settings,
        measured=measured,
    )


def from_json(text: bytes) -> Results:
    """Read what `to_json` wrote.

    Raises:
        msgspec.DecodeError: it is something else.
    """
    return msgspec.json.decode(text, type=Results)


def ratios(new: Results, old: Results) -> Iterator[str]:
    """Say, for each program and condition that both have, how the medians of the new run stand to those of the old."""
    newer, older = new.measured, old.measured
    yield from _ratios_of_figures(newer.programs, older.programs)
    yield from _ratios_of_figures(newer.cells, older.cells)
    for name in filter(older.latencies.__contains__, newer.latencies):
        yield f"{name:36} p99 {newer.latencies[name].p99_ms / older.latencies[name].p99_ms:.2f}"


def _ratios_of_figures(new: Mapping[str, Sequence[Figures]], old: Mapping[str, Sequence[Figures]]) -> Iterator[str]:
    for name in filter(old.__contains__, new):  # in the order of the run
        words = (
            f"{word} {median(map(of, new[name])) / median(map(of, old[name])):.2f}" for word, of in COMPARED.items()
        )
        yield f"{name:36} " + "  ".join(words)


def _cpu_name() -> str:
    """The name that Linux gives the processor; `platform.processor` is empty on Debian."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
