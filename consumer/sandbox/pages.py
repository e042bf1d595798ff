"""Which path is answered by whom: the Data API's one endpoint, and the pages that steer the sandbox."""

import dataclasses
from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web

from consumer.sandbox.api import DataApi
from consumer.sandbox.cheap_api import CheapApi
from consumer.sandbox.faults import read_faults
from consumer.sandbox.ledger import Ledger
from consumer.sandbox.token_api import TokenApi
from consumer.sandbox.told import Seen, Tell

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Pages:
    """Answers any request to the sandbox.

    Unknown paths and methods are answered and counted as the Data API would; /sandbox pages are not counted.
    """

    def __init__(
        self, api: DataApi | CheapApi, tokens: TokenApi | None, ledger: Ledger, tell: Tell | None = None
    ) -> None:
        self._api = api
        self._tokens = tokens
        self._ledger = ledger
        self._tell = tell

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        if request.path == "/visit/events" and request.method == "POST":
            return await _whole(self._api.answer, request)  # it tells of the request itself, and more
        response = await self._serve_other(request)
        if self._tell and not (request.path.startswith("/sandbox/") and request.method == "GET"):
            self._tell(Seen(method=request.method, path=request.path, status=response.status))
        return response

    async def _serve_other(self, request: web.BaseRequest) -> web.StreamResponse:
        match request.path, request.method:
            case "/sandbox/statistics", "GET":
                return _json(200, dataclasses.asdict(self._ledger.statistics))
            case "/sandbox/last-body", "GET":
                return web.Response(body=self._api.last_body or b"", content_type="application/json")
            case "/sandbox/faults", "PUT" | "DELETE":
                return await self._replace_faults(request, self._api)
            case "/sandbox/statistics" | "/sandbox/last-body" | "/sandbox/faults", _:
                return _refusal(405)
        return self._refuse(request) if self._tokens is None else await self._serve_tokens(request, self._tokens)

    async def _serve_tokens(self, request: web.BaseRequest, tokens: TokenApi) -> web.StreamResponse:
        """Answer what is about tokens."""
        match request.path, request.method:
            case "/oauth/token", "POST":
                return await _whole(tokens.answer, request)
            case "/sandbox/token-faults", "PUT" | "DELETE":
                return await self._replace_faults(request, tokens)
            case "/sandbox/tokens", "DELETE":
                tokens.revoke()
                return web.Response(status=204)
            case "/oauth/token" | "/sandbox/token-faults" | "/sandbox/tokens", _:
                return _refusal(405)
        return self._refuse(request)

    def _refuse(self, request: web.BaseRequest) -> web.Response:
        status = 405 if request.path == "/visit/events" else 404
        self._ledger.count_request(status, 0)
        return _refusal(status)

    async def _replace_faults(self, request: web.BaseRequest, of: DataApi | CheapApi | TokenApi) -> web.Response:
        faults = read_faults(await request.read() if request.method == "PUT" else b"[]")
        if isinstance(faults, list):
            return _json(400, {"errors": faults})
        try:
            of.set_faults(faults)
        except ValueError as error:
            return _json(409, {"errors": [str(error)]})
        return web.Response(status=204)


async def _whole(answer: Answer, request: web.BaseRequest) -> web.StreamResponse:
    try:
        return await answer(request)
    except (ConnectionError, web.RequestPayloadError):
        # The sender went away in the middle of its request; nobody is left to read an answer.
        return _refusal(400)


def _refusal(status: int) -> web.Response:
    return web.Response(status=status)


def _json(status: int, content: object) -> web.Response:
    body = orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS)
    return web.Response(status=status, body=body, content_type="application/json")
