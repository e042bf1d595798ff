"""The sandbox as an HTTP server: which path is answered by whom, and how it starts and stops."""

import asyncio
import dataclasses
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

import orjson
from aiohttp import web

from consumer.sandbox.api import DataApi
from consumer.sandbox.cheap_api import CheapApi
from consumer.sandbox.faults import Fault, read_faults
from consumer.sandbox.journal_writer import open_journal
from consumer.sandbox.ledger import Ledger, Statistics
from consumer.sandbox.options import SandboxOptions

# A batch of 1 MB in one or two turns of the event loop; with aiohttp's 64 KiB reading is paused and resumed
# all the time.
_READ_BUFFER_BYTES: Final = 2**21
# Requests whose answer is held back by a fault must not hold back the end.
_SHUTDOWN_SECONDS: Final = 0.5


class Sandbox:
    """A running sandbox; made by `running_sandbox`."""

    def __init__(self, api: DataApi | CheapApi, ledger: Ledger) -> None:
        self._api = api
        self._ledger = ledger
        self.url = ""

    @property
    def statistics(self) -> Statistics:
        """What it has seen so far."""
        return self._ledger.statistics

    @property
    def last_body(self) -> bytes | None:
        """The newest body whose events were taken; None before the first, and in cheap mode."""
        return self._api.last_body if isinstance(self._api, DataApi) else None

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Replace the faults; their windows and counts start now.

        Raises:
            RuntimeError: in cheap mode, which knows none.
        """
        match self._api:
            case DataApi() as api:
                api.set_faults(faults)
            case CheapApi():
                raise RuntimeError("cheap mode knows no faults")

    async def serve(self, request: web.BaseRequest) -> web.Response:
        """Answer any request."""
        match request.path, request.method:
            case "/visit/events", "POST":
                return await self._take(request)
            case "/sandbox/statistics", "GET":
                return _json(200, dataclasses.asdict(self.statistics))
            case "/sandbox/last-body", "GET":
                return web.Response(body=self.last_body or b"", content_type="application/json")
            case "/sandbox/faults", "PUT" | "DELETE":
                return await self._control_faults(request)
            case "/sandbox/statistics" | "/sandbox/last-body" | "/sandbox/faults", _:
                return _json(405, {"message": "the method is not allowed"})
        status = 405 if request.path == "/visit/events" else 404
        self._ledger.count_request(status, 0)
        return _json(status, {"message": "the method is not allowed" if status == 405 else "no such page"})

    async def _take(self, request: web.BaseRequest) -> web.Response:
        try:
            return await self._api.answer(request)
        except (ConnectionError, web.RequestPayloadError):
            # The sender went away in the middle of its request; nobody is left to read an answer.
            return web.Response(status=400)

    async def _control_faults(self, request: web.BaseRequest) -> web.Response:
        if isinstance(self._api, CheapApi):
            return _json(409, {"errors": ["cheap mode knows no faults"]})
        faults = read_faults(await request.read() if request.method == "PUT" else b"[]")
        if isinstance(faults, list):
            return _json(400, {"errors": faults})
        self._api.set_faults(faults)
        return web.Response(status=204)


@asynccontextmanager
async def running_sandbox(options: SandboxOptions) -> AsyncIterator[Sandbox]:
    """Serve on the running event loop for as long as the context lasts.

    Raises:
        OSError: the port is taken, or the journal cannot be opened.
        JournalError: the journal is there and is none.
    """
    ledger = Ledger()
    with open_journal(options.journal_path) as journal:
        api = (
            CheapApi(options.accepted_status, ledger) if options.cheap else DataApi(options, ledger, journal)
        )
        sandbox = Sandbox(api, ledger)
        server = web.Server(sandbox.serve, access_log=None, read_bufsize=_READ_BUFFER_BYTES)
        runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, options.host, options.port).start()
            sandbox.url = f"http://{options.host}:{runner.addresses[0][1]}"
            yield sandbox
        finally:
            await runner.cleanup()


def run_sandbox(options: SandboxOptions, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `announce` gets the base URL once it listens.

    Raises:
        OSError: the port is taken, or the journal cannot be opened.
        JournalError: the journal is there and is none.
    """
    asyncio.run(_serve_until_stopped(options, announce))


async def _serve_until_stopped(options: SandboxOptions, announce: Callable[[str], None]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with running_sandbox(options) as sandbox:
        announce(sandbox.url)
        await stopped.wait()


def _json(status: int, content: object) -> web.Response:
    body = orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS)
    return web.Response(status=status, body=body, content_type="application/json")
