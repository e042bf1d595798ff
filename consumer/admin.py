"""The admin port: `/livez`, `/readyz` and `/metrics`, GET only.

Live says that both threads turn, and nothing of lag, Kafka or Kameleoon: a restart mends neither. Ready says that
this member has joined, is not draining, and was not refused by the API before it ever took anything, so that a
rollout with a wrong site code stops at its first pod.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from consumer.stopping import CannotStart

METRICS_CONTENT_TYPE: Final = "text/plain; version=1.0.0; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """What the admin port asks; each is called on the event loop.

    Attributes:
        why_not_live: None, or why this process should be restarted.
        why_not_ready: None, or why this member does not work yet, or any more.
        metrics: Prometheus' text format.
    """

    why_not_live: Callable[[], str | None]
    why_not_ready: Callable[[], str | None]
    metrics: Callable[[], bytes]


@asynccontextmanager
async def admin_server(host: str, port: int, probes: Probes) -> AsyncIterator[str]:
    """Serve for as long as the context lasts; yields the base URL.

    Raises:
        CannotStart: the port is taken, or the address is not ours.
    """
    runner = web.AppRunner(_app(probes), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise CannotStart(
                f"the admin port cannot listen on {host}:{port}: {error.strerror}. Set ADMIN_HOST and ADMIN_PORT."
            ) from error
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _app(probes: Probes) -> web.Application:
    async def livez(_request: web.Request) -> web.Response:
        return _verdict(probes.why_not_live())

    async def readyz(_request: web.Request) -> web.Response:
        return _verdict(probes.why_not_ready())

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=probes.metrics(), headers={"Content-Type": METRICS_CONTENT_TYPE})

    app = web.Application()
    for path, handler in {"/livez": livez, "/readyz": readyz, "/metrics": metrics}.items():
        app.router.add_get(path, handler, allow_head=False)
    return app


def _verdict(why_not: str | None) -> web.Response:
    return web.Response(text="ok\n") if why_not is None else web.Response(status=503, text=f"{why_not}\n")
