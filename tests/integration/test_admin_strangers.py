"""What strangers do to the admin port, and what a lack of descriptors does: health is answered all the same."""

import asyncio
import os
import resource
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvloop

from consumer.acceptor import MOST_CONNECTIONS
from consumer.admin import SHORT_OF_DESCRIPTORS, Probes, admin_server
from consumer.descriptors import RESERVED, raise_descriptor_limit
from tests.unit.consumer.telemetry.voices import Voice, voice

HOST = "127.0.0.1"
HALF = b"GET /metrics HTTP/1.1\r\nHost: x\r\nX-a: "
WHOLE = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
LONG_SECONDS = 10.0
ALL_WELL = Probes(why_not_live=lambda: None, why_not_ready=lambda: None, metrics=lambda: b"signal_kameleoon_x 1\n")
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}

Story = Callable[["Port"], Awaitable[None]]


class Port:
    """An admin port, and who connects to it."""

    def __init__(self, url: str, said: Voice, clients: ExitStack) -> None:
        self.said = said
        self._port = int(url.rpartition(":")[2])
        self._clients = clients

    def connect(self, data: bytes = b"") -> socket.socket:
        """Connect, and send something. The kernel does so, whatever the port's process is at."""
        client = self._clients.enter_context(socket.create_connection((HOST, self._port)))
        client.settimeout(0)
        client.send(data)
        return client

    def dropped(self, reason: str) -> float:
        """How many connections were ended for this reason."""
        return self.said.value("admin_connections_dropped_total", reason=reason) or 0.0


async def answer_of(client: socket.socket) -> bytes:
    """All that a client gets until its connection ends."""
    loop, read = asyncio.get_running_loop(), b""
    async with asyncio.timeout(LONG_SECONDS):
        try:
            while piece := await loop.sock_recv(client, 65_536):
                read += piece
        except ConnectionError:
            return read
    return read


@contextmanager
def descriptors_used_up() -> Iterator[None]:
    """Let nothing more be opened below the soft limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken: list[int] = []
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (max(int(path.name) for path in Path("/proc/self/fd").iterdir()) + 5, hard)
    )
    try:
        while True:
            try:
                taken.append(os.open(os.devnull, os.O_RDONLY))
            except OSError:
                break
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in taken:
            os.close(descriptor)


@pytest.fixture(params=list(LOOPS.values()), ids=list(LOOPS))
def play(request: pytest.FixtureRequest) -> Callable[[Story], None]:
    """Let a story happen at an admin port, on either event loop."""

    def run(story: Story) -> None:
        async def whole() -> None:
            said = voice()
            with ExitStack() as clients:
                async with admin_server(HOST, 0, ALL_WELL, said.telemetry) as url:
                    await story(Port(url, said, clients))

        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(whole())

    return run


def test_half_requests_do_not_keep_a_probe_out(play: Callable[[Story], None]) -> None:
    """The oldest goes when another one comes; what they cost is bounded."""

    async def story(port: Port) -> None:
        strangers = []
        for _ in range(4 * MOST_CONNECTIONS):
            strangers.append(port.connect(HALF))
            await asyncio.sleep(0)
        assert (await answer_of(port.connect(WHOLE))).endswith(b"ok\n")
        assert await answer_of(strangers[0]) == b""
        assert port.dropped("too_many") >= 3 * MOST_CONNECTIONS
        (line,) = port.said.lines()
        assert (line["reason"], line["peer"]) == ("too_many", HOST)

    play(story)


def test_half_a_request_ends_in_time(play: Callable[[Story], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """However slowly it goes on."""
    monkeypatch.setattr("consumer.acceptor.CONNECTION_SECONDS", 0.0)
    monkeypatch.setattr("consumer.acceptor.SWEEP_SECONDS", 0.05)

    async def story(port: Port) -> None:
        assert await answer_of(port.connect(HALF)) == b""
        assert await answer_of(port.connect()) == b""
        assert port.dropped("too_slow") == 2

    play(story)


@pytest.mark.parametrize(
    "data",
    [
        b"planted\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nX: " + b"planted" * 2_000 + b"\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nplanted planted: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01planted",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nplanted",
    ],
    ids=["word", "long", "header", "tls", "http2"],
)
def test_bad_requests_are_counted_and_one_line_says_nothing_of_what_they_hold(
    play: Callable[[Story], None], data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A scanner makes thousands in a second."""

    async def story(port: Port) -> None:
        for _ in range(20):
            answer = await answer_of(port.connect(data))
            assert answer.startswith(b"HTTP/1.0 400")
            assert b"planted" not in answer
        assert port.dropped("bad_request") == 20
        (line,) = port.said.lines()
        assert line["reason"] == "bad_request"
        assert "planted" not in str(line)

    play(story)
    assert caplog.records == []


def test_a_connection_serves_one_request(play: Callable[[Story], None]) -> None:
    """What was sent behind it is not looked at."""

    async def story(port: Port) -> None:
        assert (await answer_of(port.connect(WHOLE * 100))).count(b"HTTP/1.1 200") == 1

    play(story)


def test_a_body_that_does_not_come_holds_nothing(play: Callable[[Story], None]) -> None:
    """A gigabyte is promised, and a little of it sent."""

    async def story(port: Port) -> None:
        head = b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nxxxx"
        assert (await answer_of(port.connect(head))).startswith(b"HTTP/1.1 405")

    play(story)


def test_health_is_answered_while_descriptors_are_short_and_says_so(play: Callable[[Story], None]) -> None:
    """And afterwards, as before."""

    async def story(port: Port) -> None:
        probes = [port.connect(WHOLE) for _ in range(3)]
        scrape = port.connect(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        with descriptors_used_up():
            for probe in probes:
                assert (await answer_of(probe)).endswith(f"ok\n{SHORT_OF_DESCRIPTORS}\n".encode())
            assert b" 200 OK" in await answer_of(scrape)
        assert [line["event"] for line in port.said.lines()] == ["file descriptors are short"]
        assert (await answer_of(port.connect(WHOLE))).endswith(b"\r\n\r\nok\n")

    play(story)


def test_the_soft_limit_becomes_the_hard_one_without_the_reserve() -> None:
    """Images and shells start with 1,024, and the hard limit is often a thousand times as much."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before[1] // 2, before[1]))
        raise_descriptor_limit()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (before[1] - RESERVED, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
