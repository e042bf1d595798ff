"""A consumer in a process of its own, and what it says of itself."""

import re
import signal
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import orjson

from tests.processes.program import Program


class ConsumerProcess(Program):
    """A running `signal-kameleoon run`."""

    def __init__(self, environ: Mapping[str, str], output: Path, streams: int | None = None) -> None:
        super().__init__(["run"], environ, output, streams)
        self._admin_port = int(environ.get("ADMIN_PORT", "0"))

    @property
    def lines(self) -> list[dict[str, object]]:
        """Its log lines so far."""
        return [orjson.loads(line) for line in self.text.splitlines() if line.startswith("{") and line.endswith("}")]

    def said(self, event: str) -> list[dict[str, object]]:
        """Its log lines of one event."""
        return [line for line in self.lines if line["event"] == event]

    def wait_for_event(self, event: str, seconds: float) -> str:
        """Wait until its log has a line of one event, as `wait_for_text` does."""
        return self.wait_for_text(f'"event":"{event}"', seconds)

    def get(self, path: str) -> tuple[int, str]:
        """Ask its admin port; return status and body."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port()}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def _port(self) -> int:
        """The admin port that it was given, or the free one that it says it has taken."""
        if self._admin_port:
            return self._admin_port
        address = re.search(r'"admin":"http://[^:]+:(\d+)"', self.wait_for_event("started", 30))
        assert address is not None
        return int(address[1])

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that have these labels."""
        _, exposition = self.get("/metrics")
        samples = (line.rpartition(" ") for line in exposition.splitlines() if line.startswith(name))
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        return sum(
            float(value)
            for sample, _, value in samples
            if sample.partition("{")[0] == name and all(label in sample for label in wanted)
        )

    def stop(self, seconds: float = 30) -> int:
        """SIGTERM, and wait; return the exit code."""
        self.signal(signal.SIGTERM)
        return self.wait(seconds)
