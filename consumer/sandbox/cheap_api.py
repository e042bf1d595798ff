"""POST /visit/events that accepts everything and only counts, for benchmarks of the sender."""

from typing import Final

from aiohttp import web

from consumer.sandbox.ledger import Ledger

_MARK: Final = b'"nonce":'


class CheapApi:
    """The Data API at the least cost: it looks for nothing but the word nonce."""

    def __init__(self, accepted_status: int, ledger: Ledger) -> None:
        self._accepted_status = accepted_status
        self._ledger = ledger
        self.last_body: bytes | None = None

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Count a request and accept it."""
        total = events = 0
        tail = b""
        while chunk := await request.content.readany():
            total += len(chunk)
            # A mark that lies across two chunks is found with the end of the first before the second.
            events += chunk.count(_MARK) + (tail + chunk[: len(_MARK) - 1]).count(_MARK)
            tail = chunk[1 - len(_MARK) :]
        self._ledger.count_request(self._accepted_status, total)
        self._ledger.take_unread(events)
        return web.Response(status=self._accepted_status)
