"""TLS before an API that speaks none, with a certificate that can be exchanged while it runs."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from tests.kafka_broker.ports import free_ports


@dataclass(frozen=True, slots=True)
class Front:
    """Listens at `url`; clients trust it by the file of its authority."""

    url: str
    authority: Path
    _ca: trustme.CA
    _context: ssl.SSLContext

    def present(self, valid_for: timedelta) -> None:
        """Present, from the next connection on, a certificate that is valid for so long; negative: not any more."""
        now = datetime.now(UTC)
        issued = self._ca.issue_cert("localhost", not_before=now - timedelta(days=30), not_after=now + valid_for)
        issued.configure_cert(self._context)


@contextmanager
def tls_front(directory: Path, upstream_port: int) -> Iterator[Front]:
    """Pass all that comes over TLS on to a port of this machine."""
    (port,) = free_ports(1)
    ca, context, authority = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), directory / "authority.pem"
    ca.cert_pem.write_to_path(str(authority))
    front = Front(f"https://localhost:{port}", authority, ca, context)
    front.present(timedelta(days=1))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="tls", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(_serve(port, upstream_port, context), loop).result(10)
        yield front
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _serve(port: int, upstream_port: int, context: ssl.SSLContext) -> None:
    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", upstream_port)
        await asyncio.gather(_copy(reader, forth), _copy(back, writer), return_exceptions=True)

    await asyncio.start_server(pass_on, "localhost", port, ssl=context)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    finally:
        writer.close()
