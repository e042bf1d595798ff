"""POST /visit/events that accepts everything and only counts, for benchmarks of the sender."""

import asyncio
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from consumer.sandbox.faults import AnswerStatus, DelayAnswer, Fault
from consumer.sandbox.ledger import Ledger

_MARK: Final = b'"nonce":'
_OVERLAP: Final = len(_MARK) - 1


class CheapApi:
    """The Data API at the least cost: it looks for nothing but the word nonce, and keeps no body.

    It can be slow, or refuse everything: the faults `delay` and `status`, without a condition.
    """

    def __init__(self, accepted_status: int, ledger: Ledger) -> None:
        self._accepted_status = accepted_status
        self._ledger = ledger
        self._delay_seconds = 0.0
        self._refusal: int | None = None
        self.last_body: bytes | None = None

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Replace the faults.

        Raises:
            ValueError: one of them is of another kind, or has a condition; nothing is changed.
        """
        delay_seconds, refusal = 0.0, None
        for fault in faults:
            match fault:
                case DelayAnswer(seconds=seconds) if fault == DelayAnswer(seconds=seconds):
                    delay_seconds += seconds
                case AnswerStatus(status=status) if fault == AnswerStatus(status=status):
                    refusal = refusal or status
                case _:
                    raise ValueError("cheap mode knows only a delay or a status of every answer, without conditions")
        self._delay_seconds, self._refusal = delay_seconds, refusal

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Count a request; accept it, unless everything is refused."""
        total = events = 0
        tail = b""
        while chunk := await request.content.readany():
            total += len(chunk)
            more, tail = count_events(chunk, tail)
            events += more
        status = self._refusal or self._accepted_status
        self._ledger.count_request(status, total)
        if not self._refusal:
            self._ledger.take_unread(events)
        if self._delay_seconds:
            await asyncio.sleep(self._delay_seconds)
        return web.Response(status=status)


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
