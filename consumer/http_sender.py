"""One request to the Data API. Every failure of the HTTP client becomes an outcome here, and nowhere else."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from typing_extensions import override

from consumer.core.outcome import Outcome, Transient, TransientReason, classify
from consumer.http_failure import Attempt, FrozenError, Patience, Stage, failure_of, tracing
from consumer.settings import ApiSettings, Proxy, Settings
from consumer.version import VERSION

USER_AGENT: Final = f"signal-kameleoon/{VERSION}"
"""Our own: Kameleoon answers 403 to what it knows as bots, library defaults among them."""

HEADERS: Final[Mapping[str, str]] = {"Content-Type": "application/json", "User-Agent": USER_AGENT}
"""What we say of every request ourselves; the HTTP client adds Host, Content-Length, Accept and Accept-Encoding."""

SHOWN_MAX_BYTES: Final = 2_048
"""What is kept of an answer's body, for a person to look at."""

ANSWER_MAX_BYTES: Final = 64 * 1024
"""What is read of an answer, so that its connection can be used again. A longer one costs its connection."""

ANSWER_READ_SECONDS: Final = 1.0
"""How long the rest of an answer may take, once its status is known. The status decides; the body changes nothing."""

WRITTEN_WITHIN_SECONDS: Final = 1.0
"""Beside the time that a connection may take: how long after the decision to send a body it may still be written. More
than that, and this process was frozen in between: what it was to send may belong to another by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where requests go, through which proxy, and for how long they may take."""

    url: str
    request_timeout_seconds: float
    connect_timeout_seconds: float
    proxy: Proxy | None = None


def endpoint_of(settings: Settings | ApiSettings) -> Endpoint:
    """The Data API as it is configured."""
    return Endpoint(
        url=settings.events_url,
        request_timeout_seconds=settings.request_timeout_seconds,
        connect_timeout_seconds=settings.connect_timeout_seconds,
        proxy=settings.api_proxy,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a request, as far as a person may want to see it.

    Attributes:
        outcome: what it means.
        status: HTTP status, or None when there was no answer.
        headers: as they came, found by names in any case.
        body: its first bytes, at most SHOWN_MAX_BYTES.
    """

    outcome: Outcome
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class HttpSender:
    """A session to the Data API: kept connections, no redirects, nothing from the environment but what settings say."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._url = endpoint.url
        self._has_proxy = endpoint.proxy is not None
        self._patience = Patience(endpoint.connect_timeout_seconds, endpoint.request_timeout_seconds)
        self._written_within_seconds = endpoint.connect_timeout_seconds + WRITTEN_WITHIN_SECONDS
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),  # the lanes limit themselves: one request per partition
            timeout=aiohttp.ClientTimeout(
                total=endpoint.request_timeout_seconds, sock_connect=endpoint.connect_timeout_seconds
            ),
            headers=HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            proxy=endpoint.proxy.url if endpoint.proxy else None,
            trace_configs=[tracing()],
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def post(self, body: bytes, authorization: str | None = None) -> Outcome:
        """Send a JSON array of events, with an `Authorization` header if one is given, and say what came of it."""
        return (await self.exchange(body, authorization)).outcome

    async def exchange(self, body: bytes, authorization: str | None = None) -> Answer:
        """Send a JSON array of events, with an `Authorization` header if one is given, and give the answer.

        A server closes idle connections without telling: a failure on a reused one is `on_reused_connection`, and the
        caller repeats it at once.
        """
        attempt = Attempt(has_proxy=self._has_proxy)
        try:
            async with self._session.post(
                self._url,
                data=_TimelyBody(body, time.monotonic() + self._written_within_seconds),
                headers={"Authorization": authorization} if authorization else None,
                allow_redirects=False,
                trace_request_ctx=attempt,
            ) as response:
                headers = response.headers
                outcome = classify(response.status, headers.get("Retry-After"), time.time(), headers.get("Date"))
                seen = await _read_rest(response)
                return Answer(outcome=outcome, status=response.status, headers=headers, body=seen)
        except (aiohttp.ClientError, ConnectionError, TimeoutError, ValueError) as exception:
            # ValueError: what aiohttp raises for some status lines that cannot be parsed. Only a received answer has
            # a status: the one in such an exception is aiohttp's own invention.
            return Answer(outcome=self._unanswered(exception, attempt))

    def _unanswered(self, exception: Exception, attempt: Attempt) -> Transient:
        """Only a failed connect, or a body that was not written at all, proves that the API has not taken it."""
        is_timeout = isinstance(exception, TimeoutError) and not isinstance(exception, aiohttp.ConnectionTimeoutError)
        return Transient(
            reason=TransientReason.TIMEOUT if is_timeout else TransientReason.CONNECTION,
            is_ambiguous=attempt.stage is Stage.CONNECTED and not isinstance(exception, FrozenError),
            on_reused_connection=attempt.is_reused and not is_timeout,
            failure=failure_of(exception, attempt, self._patience),
        )


class _TimelyBody(aiohttp.BytesPayload):
    """A body that is not written after its time, monotonic seconds."""

    def __init__(self, body: bytes, not_after: float) -> None:
        super().__init__(body, content_type=HEADERS["Content-Type"])
        self._not_after = not_after

    @override
    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        if time.monotonic() > self._not_after:
            raise FrozenError("not sent: this process stood still in between")
        await super().write_with_length(writer, content_length)


async def _read_rest(response: aiohttp.ClientResponse) -> bytes:
    """Read a short answer to its end; a longer, slower or broken one costs its connection and nothing else.

    Returns:
        Its first bytes.
    """
    size, seen = 0, b""
    try:
        async with asyncio.timeout(ANSWER_READ_SECONDS):
            while size <= ANSWER_MAX_BYTES and (piece := await response.content.readany()):
                size += len(piece)
                seen += piece[: SHOWN_MAX_BYTES - len(seen)]
    except (TimeoutError, aiohttp.ClientError, ConnectionError):
        response.close()
        return seen
    if size > ANSWER_MAX_BYTES:
        response.close()
    return seen
