"""A sandbox in a process of its own, with a journal."""

import os
import re
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from consumer.sandbox import JournalEntry, read_journal
from tests.processes.program import Program

SITE_CODE = "f17c21u1ag"


@dataclass(frozen=True, slots=True)
class SandboxProcess:
    """A running `signal-kameleoon sandbox`."""

    program: Program
    url: str
    journal: Path

    def set_faults(self, faults: Sequence[Mapping[str, object]]) -> None:
        """Replace the faults; see `consumer.sandbox.faults` for their form."""
        self._call("/sandbox/faults", "PUT", orjson.dumps(list(faults)))

    def clear_faults(self) -> None:
        """Let everything go well again."""
        self._call("/sandbox/faults", "DELETE", None)

    def statistics(self) -> dict[str, int]:
        """What it has counted so far."""
        found: dict[str, int] = orjson.loads(self._call("/sandbox/statistics", "GET", None))
        return found

    def last_body(self) -> bytes:
        """The newest body whose events it took."""
        return self._call("/sandbox/last-body", "GET", None)

    def requests(self) -> list[JournalEntry]:
        """Every request so far, in order."""
        return list(read_journal(self.journal))

    def _call(self, path: str, method: str, body: bytes | None) -> bytes:
        request = urllib.request.Request(self.url + path, data=body, method=method)  # noqa: S310 - our own loopback URL
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
            found: bytes = answer.read()
        return found


@contextmanager
def sandbox_process(directory: Path, *options: str) -> Iterator[SandboxProcess]:
    """Run a sandbox for as long as the context lasts."""
    journal = directory / "journal.jsonl"
    arguments = ["sandbox", "--site-code", SITE_CODE, "--port", "0", *options]
    if "--cheap" not in options:
        arguments += ["--journal", str(journal)]
    program = Program(arguments, os.environ, directory / "sandbox.log")
    try:
        listens = re.search(r"http://\S+", program.wait_for_text("listens on http", 30))
        assert listens is not None
        yield SandboxProcess(program, listens[0], journal)
    finally:
        program.end()
