"""A process of ours with its output in a file."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from tests.peak_memory import peak_memory_bytes

COMMAND = str(Path(sys.executable).with_name("signal-kameleoon"))
"""The console command of the environment that runs the tests."""


class Program:
    """One run of `signal-kameleoon`."""

    def __init__(
        self, arguments: Sequence[str], environ: Mapping[str, str], output: Path, streams: int | None = None
    ) -> None:
        """Start it; what it writes goes to the file, or to another descriptor where one is given."""
        self.output = output
        with output.open("wb") as file:
            self._process = subprocess.Popen(
                [COMMAND, *arguments],
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=streams or file,
                stderr=streams or file,
            )
        self.started_at = time.time()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    @property
    def text(self) -> str:
        """What it wrote so far, to stdout and stderr."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    @property
    def cpu_seconds(self) -> float:
        """User and system time of all its threads so far."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)

    @property
    def peak_memory_bytes(self) -> int:
        """The most memory that it had resident so far."""
        return peak_memory_bytes(self.pid)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    def wait(self, seconds: float) -> int:
        """Wait for the end; return the exit code.

        Raises:
            TimeoutError: it still runs; the message holds the end of its output.
        """
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"still runs after {seconds} s: {self.text[-2000:]}") from None

    def wait_for_text(self, text: str, seconds: float) -> str:
        """Wait until it has written a text; return all that it wrote.

        Raises:
            TimeoutError: it did not, or has ended; the message holds the end of its output.
        """
        deadline = time.monotonic() + seconds
        while text not in (written := self.text):
            if time.monotonic() > deadline or self.exit_code is not None:
                raise TimeoutError(f"{text!r} was not written within {seconds} s: {self.text[-2000:]}")
            time.sleep(0.02)
        return written

    def end(self) -> None:
        """End it, whatever state it is in."""
        if self.exit_code is None:
            self.kill()
