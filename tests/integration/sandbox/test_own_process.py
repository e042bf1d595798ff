"""The sandbox as a process of its own, as `signal-kameleoon sandbox` runs it."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from consumer.sandbox import SandboxOptions, read_journal, run_sandbox
from tests.integration.sandbox.client import SITE_CODE, body_with, client_of

PROGRAM = f"""
import sys
from pathlib import Path
from consumer.sandbox import SandboxOptions, run_sandbox
options = SandboxOptions(site_code={SITE_CODE!r}, journal_path=Path(sys.argv[1]))
run_sandbox(options, lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


@contextmanager
def sandbox_process(journal_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a sandbox process; give it and the address that it announced."""
    command = [sys.executable, "-c", PROGRAM, str(journal_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


async def post(url: str, nonce: str) -> int:
    """Post one event."""
    async with client_of(url) as client:
        return await client.post(body_with(nonce))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_announces_its_address_and_stops_when_told(tmp_path: Path, number: signal.Signals) -> None:
    """In order, with exit code 0."""
    with sandbox_process(tmp_path / "journal") as (process, url):
        assert asyncio.run(post(url, "a")) == 200
        process.send_signal(number)
        rest, _ = process.communicate(timeout=10)
        assert rest == "stopped\n"
        assert process.returncode == 0


def test_a_killed_sandbox_has_everything_it_answered_in_its_journal(tmp_path: Path) -> None:
    """And its successor goes on in the same file."""
    path = tmp_path / "journal"
    for nonce in ["a", "b"]:
        with sandbox_process(path) as (process, url):
            assert asyncio.run(post(url, nonce)) == 200
            process.kill()
    assert [(entry.sequence, entry.nonces) for entry in read_journal(path)] == [(1, ("a",)), (2, ("b",))]


def test_a_port_that_is_taken_is_an_error_of_the_system() -> None:
    """For the command line to put into words."""
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        options = SandboxOptions(site_code=SITE_CODE, port=occupant.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            run_sandbox(options, print)
