"""The sandbox as an HTTP server: how it starts, what its user holds, how it stops."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from consumer.sandbox.api import DataApi
from consumer.sandbox.cheap_api import CheapApi
from consumer.sandbox.faults import Fault
from consumer.sandbox.journal_writer import open_journal
from consumer.sandbox.ledger import Ledger, Statistics
from consumer.sandbox.options import SandboxOptions
from consumer.sandbox.pages import Pages
from consumer.sandbox.token_api import TokenApi
from consumer.sandbox.told import Tell

# Requests whose answer is held back by a fault must not hold back the end.
_SHUTDOWN_SECONDS: Final = 0.5


class Sandbox:
    """A running sandbox, in this process; made by `running_sandbox`.

    Attributes:
        url: base URL that it listens at, without a path.
        tokens: the token service; None without credentials for it.
    """

    def __init__(self, url: str, api: DataApi | CheapApi, tokens: TokenApi | None, ledger: Ledger) -> None:
        self.url = url
        self.tokens = tokens
        self._api = api
        self._ledger = ledger

    @property
    def statistics(self) -> Statistics:
        """What it has seen so far."""
        return self._ledger.statistics

    @property
    def last_body(self) -> bytes | None:
        """The newest body whose events were taken; None before the first, and in cheap mode."""
        return self._api.last_body

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Replace the faults; their windows and counts start now.

        Raises:
            ValueError: in cheap mode, one that it does not know.
        """
        self._api.set_faults(faults)


@asynccontextmanager
async def running_sandbox(options: SandboxOptions, tell: Tell | None = None) -> AsyncIterator[Sandbox]:
    """Serve on the running event loop for as long as the context lasts.

    Args:
        options: how it is set up.
        tell: told of each request, except those that only look; in cheap mode of none that holds events.

    Raises:
        OSError: the port is taken, or the journal cannot be opened.
        JournalError: the journal is there and is none.
    """
    ledger = Ledger()
    with open_journal(options.journal_path) as journal:
        api = CheapApi(options.accepted_status, ledger) if options.cheap else DataApi(options, ledger, journal, tell)
        tokens = TokenApi(options, api) if options.client_id and isinstance(api, DataApi) else None
        server = web.Server(Pages(api, tokens, ledger, tell).serve, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, options.host, options.port).start()
            yield Sandbox(f"http://{options.host}:{runner.addresses[0][1]}", api, tokens, ledger)
        finally:
            await runner.cleanup()


def run_sandbox(options: SandboxOptions, announce: Callable[[str], None], tell: Tell | None = None) -> None:
    """Serve until SIGTERM or SIGINT; `announce` gets the base URL once it listens. For the main thread only.

    `tell` is told of requests as by `running_sandbox`.

    Raises:
        OSError: the port is taken, or the journal cannot be opened.
        JournalError: the journal is there and is none.
    """
    asyncio.run(_serve_until_stopped(options, announce, tell))


async def _serve_until_stopped(options: SandboxOptions, announce: Callable[[str], None], tell: Tell | None) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with running_sandbox(options, tell) as sandbox:
        announce(sandbox.url)
        await stopped.wait()
