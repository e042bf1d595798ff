"""The process and what it is started with: its streams, its signals, its first second."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.processes import Deployment, wait_until
from tests.processes.program import COMMAND

EVENT = (
    '{"type":"page","message_id":"m","anonymous_id":"a",'
    '"context":{"page":{"url":"https://e.example/","title":"\N{RIGHTWARDS ARROW} \xdc"}}}\n'
).encode()
NOTHING_SET = {"PATH": os.environ["PATH"]}


def run_shell(line: str, *words: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell with our command as $0."""
    return subprocess.run(
        ["sh", "-c", line, COMMAND, *words], env=NOTHING_SET | environ, capture_output=True, timeout=60, check=False
    )


@pytest.fixture
def event(tmp_path: Path) -> str:
    """A file with one event."""
    path = tmp_path / "event.json"
    path.write_bytes(EVENT)
    return str(path)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_member_whose_streams_were_closed_delivers_and_stops_cleanly(deployed: Deployment, closed: str) -> None:
    """A socket took the number of a closed stream, and libuv aborted when it was closed."""
    deployed.produce(300)
    environ = os.environ | deployed.environ
    member = subprocess.Popen(["sh", "-c", f"exec $0 run {closed}", COMMAND], env=environ, stdout=subprocess.DEVNULL)
    try:
        deployed.wait_until_committed(30)
        streams = [str(Path(f"/proc/{member.pid}/fd/{number}").readlink()) for number in range(3)]
        assert not any(target.startswith(("socket", "anon_inode")) for target in streams)
        member.terminate()
        assert member.wait(30) == 0
    finally:
        member.kill()
        member.wait()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "command", ["transform", "explain", "schema", "check", "run", "dead-letters list", "send-test"]
)
def test_no_command_falls_over_a_closed_stream(command: str, closed: str) -> None:
    """Without settings and without input, each says what is wrong."""
    done = run_shell(f"$0 {command} {closed}")
    assert done.returncode in {0, 2}
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command", ["explain {}", "transform < {}", "schema", "explain --json {}", "check --mapping missing", "--help"]
)
def test_output_that_cannot_be_written_is_one_sentence(command: str, event: str) -> None:
    """The disk is full."""
    done = run_shell(f"$0 {command.format('$1')} > /dev/full", event)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"cannot be written: No space left on device" in done.stderr


@pytest.mark.parametrize("command", ["run", "check", "explain missing", "transform --mapping missing", "--no-such"])
def test_a_stderr_that_cannot_be_written_is_no_crash(command: str) -> None:
    """What is wrong cannot be said, but the exit code tells."""
    assert run_shell(f"$0 {command} > /dev/full 2>&1").returncode == (2 if command == "run" else 1)


@pytest.mark.parametrize("command", ["explain {}", "schema", "transform < {}"])
def test_a_reader_that_has_seen_enough_is_no_failure(command: str, event: str) -> None:
    """`head` closes its end."""
    done = run_shell(f"$0 {command.format('$1')} | true", event)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("command", ["explain {}", "explain --json {}", "transform < {}", "--help", "explain --help"])
def test_an_encoding_that_lacks_letters_is_no_failure(command: str, encoding: str, event: str) -> None:
    """They are escaped."""
    done = run_shell(f"$0 {command.format('$1')}", event, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_a_stop_in_the_first_second_is_clean(deployed: Deployment, number: signal.Signals, seconds: float) -> None:
    """Whatever has been imported by then; nothing has begun."""
    member = deployed.start_member()
    wait_until(lambda: _handles(member.pid, signal.SIGHUP), 10)
    time.sleep(seconds)
    member.signal(number)
    assert member.wait(30) == 0
    assert "Traceback" not in member.text


PID_1 = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"]
HAS_NAMESPACES = subprocess.run([*PID_1, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not HAS_NAMESPACES, reason="needs user namespaces")
@pytest.mark.parametrize("command", ["run", "sandbox"])
def test_pid_1_does_not_ignore_sigterm(deployed: Deployment, command: str) -> None:
    """Without a handler the kernel throws a container's SIGTERM away."""
    environ: Mapping[str, str] = os.environ | deployed.environ
    outer = subprocess.Popen([*PID_1, COMMAND, command], env=environ, stdout=subprocess.DEVNULL)
    try:
        inner = _only_child(outer.pid)
        wait_until(lambda: _handles(inner, signal.SIGTERM), 10)
        os.kill(inner, signal.SIGTERM)
        assert outer.wait(10) in {0, 128 + signal.SIGTERM}
    finally:
        outer.kill()
        outer.wait()


def test_signals_are_handled_before_anything_large_is_imported() -> None:
    """As early as Python lets us."""
    script = "import sys, consumer.__main__; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"asyncio", "typer", "rich", "pydantic", "confluent_kafka", "logging"} & set(eval(done.stdout))  # noqa: S307


def _only_child(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    wait_until(lambda: bool(children.read_text().split()), 10)
    return int(children.read_text().split()[0])


def _handles(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler for a signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    mask = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(mask, 16) >> (number - 1) & 1)
