"""What somebody sees who looks on, and what the command says when it cannot start."""

import asyncio
import os
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from consumer.sandbox import ResetAfterTaking, SandboxOptions, Seen, running_sandbox
from consumer.sandbox.faults import read_faults
from consumer.sandbox_help import SANDBOX_HELP
from tests.integration.sandbox.client import SITE_CODE, body_with, client_of
from tests.processes.program import COMMAND, Program


def test_every_request_is_told_with_what_it_held_and_why_it_was_refused() -> None:
    """Pages that only look are not."""
    told: list[Seen] = []

    async def story() -> None:
        options = SandboxOptions(site_code=SITE_CODE)
        async with running_sandbox(options, told.append) as sandbox, client_of(sandbox.url) as client:
            await client.post(body_with("a", "b"))
            await client.post(body_with("a"), query="siteCode=other&json=true")
            await client.call("GET", "/sandbox/statistics")
            await client.call("GET", "/elsewhere")
            await client.call("DELETE", "/sandbox/faults")
            sandbox.set_faults([ResetAfterTaking(next_requests=1)])
            with pytest.raises(OSError, match=r"reset|disconnected|Can not write"):
                await client.post(body_with("c"))

    asyncio.run(story())
    size = len(body_with("a"))
    assert [(seen.method, seen.path, seen.status, seen.note) for seen in told] == [
        ("POST", "/visit/events", 200, f"2 events, {len(body_with('a', 'b'))} B"),
        ("POST", "/visit/events", 404, f"1 event, {size} B: the site code is unknown"),
        ("GET", "/elsewhere", 404, ""),
        ("DELETE", "/sandbox/faults", 204, ""),
        ("POST", "/visit/events", None, f"1 event, {size} B: taken, not answered"),
    ]
    assert told[0].body == body_with("a", "b")


def post_to(announcement: str, body: bytes) -> None:
    """Post to the sandbox that has said where it listens."""

    async def story() -> None:
        async with client_of(announcement.rsplit(maxsplit=1)[-1]) as client:
            await client.post(body, query="siteCode=sandbox&json=true")

    asyncio.run(story())


def next_line(terminal: int) -> str:
    """What is written to a terminal, up to the end of a line."""
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(terminal, 1)
    return line.decode()


def test_bodies_are_printed_where_they_are_asked_for(tmp_path: Path) -> None:
    """Into a file too; what they hold steers no terminal."""
    program = Program(["sandbox", "--port", "0", "--print"], os.environ, tmp_path / "log")
    try:
        post_to(program.wait_for_text("\n", 30), '[{"nonce":"a\\u001b\u202e","eventType":"PAGE"}]'.encode())
        text = program.wait_for_text("]", 10)
    finally:
        program.end()
    assert "200    POST /visit/events  1 event," in text
    assert '    "nonce": "a\\u001b\\u202e",\n' in text


def test_a_terminal_gets_a_line_for_each_request_and_a_file_does_not(tmp_path: Path) -> None:
    """Whoever watches sees that something arrives."""
    ours, theirs = os.openpty()
    watched = Program(["sandbox", "--port", "0"], os.environ, tmp_path / "watched", streams=theirs)
    written = Program(["sandbox", "--port", "0"], os.environ, tmp_path / "written")
    try:
        post_to(next_line(ours), body_with("a"))
        assert "200    POST /visit/events  1 event," in next_line(ours)
        post_to(written.wait_for_text("\n", 30), body_with("a"))
        assert len(written.text.splitlines()) == 1
    finally:
        watched.end()
        written.end()
        os.close(ours)
        os.close(theirs)


def refused(*options: str) -> subprocess.CompletedProcess[str]:
    """Try to start one, which does not."""
    return subprocess.run([COMMAND, "sandbox", *options], capture_output=True, text=True, check=False, timeout=30)


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    """With what to do."""
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        done = refused("--port", str(port))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines() == [
        f"cannot listen at 127.0.0.1:{port}: Address already in use",
        "-> Give another --port; 0 takes a free one",
    ]


@pytest.mark.parametrize(
    ("options", "exit_code", "named"),
    [
        (["--port", "99999"], 2, "--port Input should be less than or equal to 65535"),
        (["--site-code", "a-b"], 2, "--site-code"),
        (["--requests-per-second", "-1"], 2, "--requests-per-second"),
        (["--client-id", "x"], 2, "both a client id and a client secret"),
        (["--host", "nowhere.invalid"], 3, "cannot listen at nowhere.invalid:8080: "),
        (["--host", "nowhere.invalid"], 3, "-> Give another --host"),
        (["--host", "192.0.2.1"], 3, "-> Give another --host"),
        (["--journal", "/nowhere/journal"], 3, "the journal /nowhere/journal cannot be opened: No such file"),
        (["--journal", __file__], 2, "names a file that is no journal"),
    ],
)
def test_wrong_options_are_sentences(options: Sequence[str], exit_code: int, named: str) -> None:
    """No traceback; exit codes as everywhere."""
    done = refused(*options)
    assert (done.returncode, done.stdout) == (exit_code, "")
    assert named in done.stderr
    assert "another --port" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_faults_in_the_help_can_be_set() -> None:
    """Whoever copies them is to see each kind strike."""
    text = SANDBOX_HELP.partition("-d '")[2].partition("'")[0]
    faults = read_faults(text.encode())
    assert isinstance(faults, tuple)
    assert len({type(fault) for fault in faults}) == 5
    assert max(map(len, SANDBOX_HELP.splitlines())) <= 78, "a terminal of 80 columns wraps it"
