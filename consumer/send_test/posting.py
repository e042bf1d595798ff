"""Sends the event, once, as `run` sends batches."""

import asyncio
import time
from dataclasses import dataclass

from consumer.check.resolving import why_unknown
from consumer.core.failure import unknown_name
from consumer.core.outcome import Transient, TransientReason
from consumer.http_sender import Answer, HttpSender, endpoint_of
from consumer.settings import ApiSettings, first_host


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer, or why there was none, and the time from the first look at the host's name to it."""

    answer: Answer
    seconds: float


def posted(settings: ApiSettings, body: bytes, authorization: str | None = None) -> Exchange:
    """Post a body to the API that is configured. Every failure is an answer without a status."""
    started_at = time.monotonic()
    host = first_host(settings.events_url, settings.api_proxy)
    why = why_unknown(host)
    if why is None:
        answer = asyncio.run(_exchange(settings, body, authorization))
    else:
        failure = unknown_name(host, why, is_proxy=settings.api_proxy is not None)
        answer = Answer(outcome=Transient(reason=TransientReason.CONNECTION, failure=failure))
    return Exchange(answer, time.monotonic() - started_at)


async def _exchange(settings: ApiSettings, body: bytes, authorization: str | None) -> Answer:
    sender = HttpSender(endpoint_of(settings))
    try:
        return await sender.exchange(body, authorization)
    finally:
        await sender.close()
