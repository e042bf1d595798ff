"""POST /visit/events that accepts everything and only counts, for benchmarks of the sender."""

from typing import Final

from aiohttp import web

from consumer.sandbox.ledger import Ledger

_MARK: Final = b'"nonce":'
_OVERLAP: Final = len(_MARK) - 1


class CheapApi:
    """The Data API at the least cost: it looks for nothing but the word nonce, and keeps no body."""

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
            more, tail = count_events(chunk, tail)
            events += more
        self._ledger.count_request(self._accepted_status, total)
        self._ledger.take_unread(events)
        return web.Response(status=self._accepted_status)


def count_events(chunk: bytes, tail: bytes) -> tuple[int, bytes]:
    """Count the events that end their nonce's name in a chunk of a body.

    Args:
        chunk: the next part of the body, cut anywhere.
        tail: what this function returned for the part before; empty for the first.

    Returns:
        The count, and the bytes that the next part's mark may begin with.
    """
    across = (tail + chunk[:_OVERLAP]).count(_MARK)
    return across + chunk.count(_MARK), (tail + chunk[-_OVERLAP:])[-_OVERLAP:]
