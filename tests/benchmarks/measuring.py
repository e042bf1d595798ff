"""Run programs on a full topic and see from outside what they cost, from the first event that the sink has taken."""

import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from tests.benchmarks.figures import Figures
from tests.benchmarks.programs import Program, Running, Task, running
from tests.benchmarks.topics import Filled
from tests.processes import SandboxProcess
from tests.processes.sandbox_process import SITE_CODE

POLL_SECONDS: Final = 0.01
START_SECONDS: Final = 60.0
MEASURED_SHARE: Final = 0.97
"""Of what will be delivered: the last lists of a topic are not full, and wait for company that never comes."""

MOST_SECONDS: Final = 300.0
"""For a whole topic."""


@dataclass(frozen=True, slots=True)
class Bed:
    """Kafka and the sink."""

    bootstrap_servers: str
    sink: SandboxProcess

    def task(self, topic: str) -> Task:
        """What a program is to do, in a group that nobody has used."""
        group = f"bench-{secrets.token_hex(4)}"
        return Task(
            bootstrap_servers=self.bootstrap_servers,
            topic=topic,
            group=group,
            url=self.sink.url,
            site_code=SITE_CODE,
        )


def measure(
    bed: Bed, filled: Filled, make: Callable[[Task], Program], *, processes: int = 1, seconds: float | None = None
) -> Figures:
    """Run a program, in one process or several of a group, until nearly all is delivered or the time is over.

    Rates are in records: what the mapping drops has been read and decided upon as well.

    Args:
        bed: where it runs.
        filled: what it reads.
        make: the program, once its task is known.
        processes: of one group.
        seconds: after which it is stopped, and its rate told from what it has done; None for one that has to finish.

    Raises:
        TimeoutError: it has not delivered anything, or was to finish and did not.
    """
    program = make(bed.task(filled.topic))
    before = bed.sink.statistics()
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        started_at = time.perf_counter()
        members = [stack.enter_context(running(program, _below(directory, n))) for n in range(processes)]
        first = _wait(bed, members, before["events_taken"] + 1, START_SECONDS)
        if first["events_taken"] == before["events_taken"]:
            raise TimeoutError(f"{program.name} has delivered nothing within {START_SECONDS} s")
        first_at, first_cpu = time.perf_counter(), _cpu_seconds(members)
        goal = before["events_taken"] + int(MEASURED_SHARE * filled.deliverable)
        last = _wait(bed, members, goal, seconds or MOST_SECONDS)
        if seconds is None and last["events_taken"] < goal:
            raise TimeoutError(f"{program.name} has not delivered everything within {MOST_SECONDS} s")
        wall, cpu = time.perf_counter() - first_at, _cpu_seconds(members) - first_cpu
        peak_bytes = max(member.peak_memory_bytes for member in members)
    count = (last["events_taken"] - first["events_taken"]) * filled.records / filled.deliverable
    return Figures(
        events_per_second=count / wall,
        cpu_seconds_per_million=cpu / count * 1e6,
        peak_megabytes=peak_bytes / 2**20,
        requests=last["requests"] - before["requests"],
        first_delivery_seconds=first_at - started_at,
    )


def measure_floor(bed: Bed, filled: Filled) -> Figures:
    """Let the floor measure itself, from its first answer to its last."""
    task = bed.task(filled.topic)
    arguments = [task.bootstrap_servers, task.topic, str(filled.records), task.events_url]
    command = [sys.executable, "-m", "tests.benchmarks.floor", *arguments]
    return Figures(**orjson.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=300).stdout))


def _wait(bed: Bed, members: Sequence[Running], events: int, seconds: float) -> dict[str, int]:
    """Wait until the sink has taken so many events, or the time is over; return what it has counted."""
    deadline = time.monotonic() + seconds
    while (statistics := bed.sink.statistics())["events_taken"] < events and time.monotonic() < deadline:
        for member in members:
            member.assert_alive()
        time.sleep(POLL_SECONDS)
    return statistics


def _cpu_seconds(members: Sequence[Running]) -> float:
    return sum(member.cpu_seconds for member in members)


def _below(directory: str, number: int) -> Path:
    place = Path(directory) / str(number)
    place.mkdir()
    return place
