"""The admin port: `/livez`, `/readyz` and `/metrics`, GET and HEAD only.

Live says that both threads turn, and nothing of lag, Kafka or Kameleoon: a restart mends neither. Ready says that
this member has joined, is not draining, and was not refused by the API before it ever took anything, so that a
rollout with a wrong site code stops at its first pod.

A connection serves one request: whoever asks next comes with another one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import web
from typing_extensions import override

from consumer.acceptor import Acceptor
from consumer.descriptors import are_descriptors_short, reserved_descriptors
from consumer.stopping import CannotStart
from consumer.telemetry import Drop, Telemetry

METRICS_CONTENT_TYPE: Final = "text/plain; version=1.0.0; charset=utf-8"
SHORT_OF_DESCRIPTORS: Final = "file descriptors are short: see the log"
_METHODS: Final = ("GET", "HEAD")


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
async def admin_server(host: str, port: int, probes: Probes, telemetry: Telemetry) -> AsyncIterator[str]:
    """Serve for as long as the context lasts; yields the base URL.

    Raises:
        CannotStart: the port is taken, or the address is not ours.
    """
    server = web.Server(_Pages(probes, telemetry).answer)
    acceptor = Acceptor(lambda: _Connection(server, telemetry), telemetry.admin.dropped)
    try:
        try:
            port = await acceptor.listen(host, port)
        except OSError as error:
            raise CannotStart(
                f"the admin port cannot listen on {host}:{port}: {error.strerror}. Set ADMIN_HOST and ADMIN_PORT."
            ) from error
        yield f"http://{host}:{port}"
    finally:
        acceptor.close()
        await server.shutdown()


class _Pages:
    """What is answered."""

    def __init__(self, probes: Probes, telemetry: Telemetry) -> None:
        self._probes = probes
        self._telemetry = telemetry
        self._pages: Mapping[str, Callable[[], web.Response]] = {
            "/livez": lambda: self._verdict(probes.why_not_live()),
            "/readyz": lambda: self._verdict(probes.why_not_ready()),
            "/metrics": self._metrics,
        }

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer a request, and let its connection end."""
        page = self._pages.get(request.path)
        if page is None:
            response = web.Response(status=404, text="there are /livez, /readyz and /metrics\n")
        elif request.method not in _METHODS:
            response = web.Response(status=405, headers={"Allow": ", ".join(_METHODS)})
        else:
            response = page()
        response.force_close()
        return response

    def _verdict(self, why_not: str | None) -> web.Response:
        lines = ["ok" if why_not is None else why_not]
        if are_descriptors_short():
            self._telemetry.admin.descriptors_short()
            lines.append(SHORT_OF_DESCRIPTORS)
        return web.Response(status=200 if why_not is None else 503, text="\n".join([*lines, ""]))

    def _metrics(self) -> web.Response:
        with reserved_descriptors():  # what is told of the process itself is read from files
            body = self._probes.metrics()
        return web.Response(body=body, headers={"Content-Type": METRICS_CONTENT_TYPE})


class _Connection(web.RequestHandler):
    """A connection whose faults are counted: aiohttp would log each, with what the stranger has sent."""

    __slots__ = ("_telemetry",)

    def __init__(self, server: web.Server, telemetry: Telemetry) -> None:
        # Without lingering: a body that was promised and does not come holds nothing.
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # as AppRunner passes it
            lingering_time=0,
        )
        self._telemetry = telemetry

    @override
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if status == 400:
            self._telemetry.admin.dropped(Drop.BAD_REQUEST, request.remote or "unknown")
        else:
            self._telemetry.admin.failed(exc)
        response = web.Response(status=status, text=f"{HTTPStatus(status).phrase}\n")
        response.force_close()
        return response

    @override
    def log_exception(self, *args: object, **kw: object) -> None:
        """Called for what goes wrong outside of an answer: with what the stranger sends on."""
        self._telemetry.admin.dropped(Drop.BAD_REQUEST, "unknown")
