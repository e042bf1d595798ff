"""Accepts connections of strangers without letting them take what deliveries need.

Rules:
- So many at once, and no more: when another one comes, the oldest ends. A probe takes milliseconds, so the oldest is
  one that never asks, or never reads.
- Each ends after some seconds, whatever it is at: half a request holds nothing for longer.
- When descriptors are short, the reserve is used: health is still answered.

The event loop's own servers cannot be used: uvloop's closes its listening socket for good when descriptors are short,
asyncio's accepts nothing meanwhile.
"""

import asyncio
import errno
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from consumer.descriptors import SHORTAGE, reserved_descriptors
from consumer.telemetry import Drop

MOST_CONNECTIONS: Final = 50
CONNECTION_SECONDS: Final = 10.0
"""All of a connection: the head of its request, and the time until it has read the answer."""

BACKLOG: Final = 128
SWEEP_SECONDS: Final = 0.5
REST_SECONDS: Final = 0.1
"""How long nothing is accepted when even the reserve is used up."""

_GONE: Final = frozenset({errno.ECONNABORTED, errno.EAGAIN, errno.EINTR, errno.EPROTO})


@dataclass(frozen=True, slots=True)
class _Connection:
    transport: asyncio.Transport
    ends_at: float


class Acceptor:
    """Accepts on listening sockets until it is closed."""

    def __init__(
        self, make_protocol: Callable[[], asyncio.BaseProtocol], on_dropped: Callable[[Drop, str], None]
    ) -> None:
        """`on_dropped` is told why a connection was ended, and whose it was."""
        self._loop = asyncio.get_running_loop()
        self._make_protocol = make_protocol
        self._on_dropped = on_dropped
        self._listening: list[socket.socket] = []
        self._opening: set[asyncio.Task[None]] = set()
        self._connections: deque[_Connection] = deque()
        self._sweeping = self._loop.call_later(SWEEP_SECONDS, self._sweep)

    async def listen(self, host: str, port: int) -> int:
        """Listen on every address of a host; return the port.

        Raises:
            OSError: the port is taken, or the address is not ours.
        """
        found = await self._loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
            listening = socket.create_server(address, family=family, backlog=BACKLOG)
            listening.settimeout(0)
            self._listening.append(listening)
            self._loop.add_reader(listening, self._accept, listening)
        return int(self._listening[0].getsockname()[1])

    def close(self) -> None:
        """Listen no more, and end all connections."""
        self._sweeping.cancel()
        for listening in self._listening:
            self._loop.remove_reader(listening)
            listening.close()
        self._listening.clear()
        for task in self._opening:
            task.cancel()
        for connection in self._connections:
            connection.transport.abort()

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(BACKLOG):
            try:
                accepted = _accepted(listening)
            except OSError as failure:
                if failure.errno not in _GONE:
                    self._rest(listening)
                return
            task = self._loop.create_task(self._open(accepted))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open(self, accepted: socket.socket) -> None:
        try:
            transport, _ = await self._loop.connect_accepted_socket(self._make_protocol, accepted)
        except OSError:
            accepted.close()  # it has gone meanwhile
            return
        self._connections.append(_Connection(transport, self._loop.time() + CONNECTION_SECONDS))
        if len(self._connections) > MOST_CONNECTIONS:
            self._connections = deque(c for c in self._connections if not c.transport.is_closing())
        while len(self._connections) > MOST_CONNECTIONS:
            self._end_oldest(Drop.TOO_MANY)

    def _sweep(self) -> None:
        while self._connections and self._connections[0].ends_at <= self._loop.time():
            self._end_oldest(Drop.TOO_SLOW)
        self._sweeping = self._loop.call_later(SWEEP_SECONDS, self._sweep)

    def _end_oldest(self, why: Drop) -> None:
        transport = self._connections.popleft().transport
        if not transport.is_closing():
            peer = transport.get_extra_info("peername")
            self._on_dropped(why, str(peer[0]) if peer else "unknown")
            transport.abort()

    def _rest(self, listening: socket.socket) -> None:
        """Accept nothing for a moment: a socket that is ready and cannot be accepted would be asked without end."""
        if self._connections:
            self._end_oldest(Drop.TOO_MANY)
        self._loop.remove_reader(listening)
        self._loop.call_later(REST_SECONDS, self._go_on, listening)

    def _go_on(self, listening: socket.socket) -> None:
        if listening in self._listening:
            self._loop.add_reader(listening, self._accept, listening)


def _accepted(listening: socket.socket) -> socket.socket:
    """The next connection.

    Raises:
        OSError: there is none, or even the reserve of descriptors is used up.
    """
    try:
        return listening.accept()[0]
    except OSError as failure:
        if failure.errno not in SHORTAGE:
            raise
    with reserved_descriptors():
        return listening.accept()[0]
