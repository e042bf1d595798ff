"""A raw TCP server that notes what it receives and then does exactly what a test says."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from typing_extensions import override


@dataclass(slots=True)
class Connection:
    """One accepted connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> tuple[str, dict[str, str], bytes]:
        """Read one request: its first line, its headers by lower-case name, its body.

        Raises:
            asyncio.IncompleteReadError: the client closes instead.
        """
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        return first, headers, await self.reader.readexactly(int(headers["content-length"]))

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """End with RST instead of FIN."""
        self.writer.transport.abort()


Behaviour = Callable[[Connection], Awaitable[None]]


@dataclass(slots=True)
class Peer:
    """The server.

    Attributes:
        url: where it listens.
        connections: how many it has accepted.
        requests: first line, headers and body of each request that a behaviour took with `answering`.
    """

    url: str
    connections: int = 0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@asynccontextmanager
async def peer(*behaviours: Behaviour) -> AsyncIterator[Peer]:
    """Serve: each connection gets the next behaviour, the last one again and again."""
    running: set[asyncio.Task[None]] = set()
    remaining = list(behaviours)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        running.add(task)
        state.connections += 1
        behave = remaining.pop(0) if len(remaining) > 1 else remaining[0]
        connection = _Noting(reader, writer, state)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await behave(connection)
        writer.close()

    listener = socket.create_server(("127.0.0.1", 0))
    # So small that a body which nobody reads cannot hide in the kernel's buffers.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    server = await asyncio.start_server(serve, sock=listener)
    state = Peer(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/visit/events?siteCode=abc&json=true")
    try:
        yield state
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@dataclass(slots=True)
class _Noting(Connection):
    noted_by: Peer

    @override
    async def request(self) -> tuple[str, dict[str, str], bytes]:
        received = await Connection.request(self)
        self.noted_by.requests.append(received)
        return received


def answering(*answers: bytes) -> Behaviour:
    """Answer one request after the other with these bytes, then close."""

    async def behave(connection: Connection) -> None:
        for answer in answers:
            await connection.request()
            await connection.send(answer)

    return behave
