"""Steady production in the background."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.processes.program import Program

_SEEDS = count(1)
"""Each load of a test run has visitors and message ids of its own."""


@dataclass(frozen=True, slots=True)
class Load:
    """A running `signal-kameleoon generate`."""

    program: Program

    def wait(self, seconds: float) -> None:
        """Wait until everything is produced and acknowledged."""
        exit_code = self.program.wait(seconds)
        assert exit_code == 0, self.program.text[-2000:]


@contextmanager
def load(bootstrap_servers: str, topic: str, directory: Path, events: int, rate: float | None = None) -> Iterator[Load]:
    """Produce events to a topic, while the context lasts or until all are produced."""
    seed = next(_SEEDS)
    arguments = ["generate", "--bootstrap-servers", bootstrap_servers, "--topic", topic]
    arguments += ["--events", str(events), "--seed", str(seed)]
    arguments += ["--rate", str(rate)] if rate else []
    program = Program(arguments, os.environ, directory / f"generate-{seed}.log")
    try:
        yield Load(program)
    finally:
        program.end()
