"""POST /visit/events over aiohttp: reads the request, lets `decision` decide, does what it says."""

import asyncio
import random
import socket
import struct
import time
from collections.abc import Mapping, Sequence

from aiohttp import web
from aiohttp.streams import StreamReader

from consumer.sandbox.contents import TooLarge, read_contents
from consumer.sandbox.decision import Answer, ApiRequest, ApiState, Verdict, decide, initial_state
from consumer.sandbox.fault_choice import arm
from consumer.sandbox.faults import Fault
from consumer.sandbox.journal_writer import JournalWriter
from consumer.sandbox.ledger import Ledger
from consumer.sandbox.options import SandboxOptions
from consumer.sandbox.told import Seen, Tell

_DRIP_SECONDS = 0.5
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class DataApi:
    """The faithful Data API.

    Rules:
    - Decision, ledger and the hand-over to the journal happen without an await between them, so all three
      have the same order.
    - An answer leaves only after its line in the journal is on disk.

    Attributes:
        last_body: the newest body whose events were taken.
        issued: `Authorization` headers with tokens of the token service, and their ends in monotonic seconds.
    """

    def __init__(
        self, options: SandboxOptions, ledger: Ledger, journal: JournalWriter | None, tell: Tell | None = None
    ) -> None:
        self._options = options
        self._ledger = ledger
        self._journal = journal
        self._tell = tell
        self._random = random.Random(options.seed)  # noqa: S311 - chooses faults, guards no secret
        self._state = initial_state(options, time.monotonic())
        self.last_body: bytes | None = None
        self.issued: Mapping[str, float] = {}

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Replace the faults; their windows and counts start now."""
        armed = arm(faults, time.monotonic())
        self._state = ApiState(armed, self._state.anonymous, self._state.authorised)

    async def answer(self, http_request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request, or reset its connection."""
        body, body_bytes = await _read_body(http_request.content, self._options.max_body_bytes)
        request = self._as_value(http_request, body, body_bytes)
        verdict = self._decide(request)
        status = verdict.answer.status if verdict.answer else None
        self._ledger.count_request(status, body_bytes)
        if verdict.takes_events:
            self._ledger.take(request.contents.nonces)
            self.last_body = body
        if self._tell:
            note = _note(request, verdict)
            self._tell(Seen(method="POST", path=http_request.path, status=status, note=note, body=body))
        await self._record(status, verdict, request.contents.nonces)
        if verdict.delay_seconds:
            await asyncio.sleep(verdict.delay_seconds)
        if verdict.answer is None:
            reset(http_request)
            return web.Response()  # aiohttp wants one; it cannot leave any more
        if verdict.drip_seconds:
            return await _drip(http_request, verdict.answer, verdict.drip_seconds)
        return _response(verdict.answer)

    def _as_value(self, request: web.BaseRequest, body: bytes | None, body_bytes: int) -> ApiRequest:
        query = request.rel_url.query
        authorization = request.headers.get("Authorization")
        return ApiRequest(
            host=request.headers.get("Host", ""),
            user_agent=request.headers.get("User-Agent"),
            authorization=authorization,
            is_issued=time.monotonic() < self.issued.get(authorization or "", 0.0),
            site_code=query.get("siteCode"),
            is_json=query.get("json") == "true",
            contents=TooLarge() if body is None else read_contents(body),
            body_bytes=body_bytes,
        )

    def _decide(self, request: ApiRequest) -> Verdict:
        draws = [self._random.random() for _ in self._state.armed]
        verdict, self._state = decide(request, self._options, self._state, time.monotonic(), draws)
        return verdict

    async def _record(self, status: int | None, verdict: Verdict, nonces: Sequence[str]) -> None:
        if self._journal:
            await self._journal.record(
                time_seconds=time.time(), status=status, taken=verdict.takes_events, nonces=tuple(nonces)
            )


def _note(request: ApiRequest, verdict: Verdict) -> str:
    count = len(request.contents.nonces)
    held = f"{count:,} {'event' if count == 1 else 'events'}, {request.body_bytes:,} B"
    why = verdict.answer.message if verdict.answer else "taken, not answered" if verdict.takes_events else "not taken"
    waits = f"; {verdict.delay_seconds:g} s late" if verdict.delay_seconds else ""
    return f"{held}{f': {why}' if why else ''}{waits}"


async def _read_body(content: StreamReader, max_bytes: int) -> tuple[bytes | None, int]:
    """Read a body to its end and count it; one that is too large is dropped on the way, and None."""
    chunks: list[bytes] = []
    total = 0
    # Reading on spares the sender a broken pipe, on which it could not tell 413 from a lost connection.
    while chunk := await content.readany():
        total += len(chunk)
        if total <= max_bytes:
            chunks.append(chunk)
        else:
            chunks.clear()
    return (b"".join(chunks) if total <= max_bytes else None), total


def _response(answer: Answer) -> web.Response:
    named = {"Retry-After": answer.retry_after, "Location": answer.location}
    headers = {name: value for name, value in named.items() if value is not None}
    if not answer.message:
        return web.Response(status=answer.status, headers=headers)
    return web.json_response({"message": answer.message}, status=answer.status, headers=headers)


async def _drip(request: web.BaseRequest, answer: Answer, seconds: float) -> web.StreamResponse:
    """Answer with a body of blanks, one at a time."""
    response = web.StreamResponse(status=answer.status)
    await response.prepare(request)
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        await response.write(b" ")
        await asyncio.sleep(_DRIP_SECONDS)
    await response.write_eof()
    return response


def reset(request: web.BaseRequest) -> None:
    """Close so that the peer sees a reset, not an orderly end: so TCP understands to linger for 0 s."""
    transport = request.transport
    if transport is None or transport.is_closing():
        return  # the peer was faster
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
