"""One request to the Data API over real TCP, whatever the other side does with it."""

import asyncio
import socket
import time
from dataclasses import replace

import pytest

from consumer.core.failure import Failure, FailureCause
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.http_sender import SHOWN_MAX_BYTES, USER_AGENT, Answer, Endpoint, HttpSender
from tests.integration.http_behaviours import (
    answers_100_mb,
    drips_its_body,
    drips_its_head,
    refuses_and_goes_on_without_reading,
    refuses_before_reading,
    resets_after_reading,
    resets_before_reading,
    resets_inside_the_head,
    silent,
)
from tests.integration.http_peer import Behaviour, Connection, Peer, answering, peer

BODY = b'[{"nonce":"a","eventType":"PAGE"}]'
LARGE_BODY = b"[" + b" " * 999_998 + b"]"  # as large as a batch may be
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

RESET = Transient(reason=TransientReason.CONNECTION, is_ambiguous=True)
NOT_CONNECTED = Transient(reason=TransientReason.CONNECTION)
TIMED_OUT = Transient(reason=TransientReason.TIMEOUT, is_ambiguous=True)


def endpoint(url: str, timeout_seconds: float, connect_seconds: float = 3.0) -> Endpoint:
    """Say where to, and for how long."""
    return Endpoint(url=url, request_timeout_seconds=timeout_seconds, connect_timeout_seconds=connect_seconds)


def without_why(outcome: Outcome) -> Outcome:
    """The outcome alone; `test_http_failure` is about the reasons."""
    return replace(outcome, failure=None) if isinstance(outcome, Transient) else outcome


def posted(
    *behaviours: Behaviour, count: int = 1, body: bytes = BODY, timeout_seconds: float = 5.0
) -> tuple[list[Outcome], Peer]:
    """Post to a server that behaves so; give the outcomes and what the server has seen."""

    async def story() -> tuple[list[Outcome], Peer]:
        async with peer(*behaviours) as server:
            sender = HttpSender(endpoint(server.url, timeout_seconds))
            try:
                return [without_why(await sender.post(body)) for _ in range(count)], server
            finally:
                await sender.close()

    return asyncio.run(story())


async def exchanged(url: str) -> Answer:
    """One exchange with the server at an address."""
    sender = HttpSender(endpoint(url, 5.0))
    try:
        return await sender.exchange(BODY)
    finally:
        await sender.close()


async def exchanged_for(answer: bytes) -> Answer:
    """One exchange with a server that answers so."""
    async with peer(answering(answer)) as server:
        return await exchanged(server.url)


# --- what goes over the wire


def test_a_request_is_what_the_specification_says() -> None:
    """One POST to the address as configured, the bytes as given, no redirect, no compression of the body."""
    outcomes, server = posted(answering(OK))
    assert outcomes == [Delivered(200)]
    ((first_line, headers, body),) = server.requests
    assert first_line == "POST /visit/events?siteCode=abc&json=true HTTP/1.1"
    assert body == BODY
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == USER_AGENT
    assert headers["content-length"] == str(len(BODY))
    assert "cookie" not in headers
    assert "authorization" not in headers


def test_an_answered_connection_is_used_again() -> None:
    """A hand-shake with the API for every batch would cost more than the batch."""
    outcomes, server = posted(answering(OK, OK, OK), count=3)
    assert outcomes == [Delivered(200)] * 3
    assert (server.connections, len(server.requests)) == (1, 3)


def test_cookies_are_not_kept() -> None:
    """A load balancer's cookie would tie this process to one of its machines."""
    with_cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    _, server = posted(answering(with_cookie, OK), count=2)
    assert ["cookie" in headers for _, headers, _ in server.requests] == [False, False]


def test_neither_proxy_nor_credentials_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a setting of ours changes nothing."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    outcomes, _ = posted(answering(OK))
    assert outcomes == [Delivered(200)]


# --- answers


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", Delivered(204)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", Delivered(200)),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\njunk", Delivered(200)),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", Delivered(200)),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, Delivered(200)),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", Refused(RefusedReason.NOT_FOUND, 404)),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
            Refused(RefusedReason.REDIRECTED, 302),
        ),
        (
            b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
            Transient(reason=TransientReason.RATE_LIMITED, status=429, retry_after_seconds=7.0),
        ),
        (
            b"HTTP/1.1 503 Away\r\nRetry-After: Mon, 01 Jan 99999999999999 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n",
            Transient(reason=TransientReason.SERVER_ERROR, status=503),
        ),
    ],
)
def test_the_status_line_decides(answer: bytes, outcome: Outcome) -> None:
    """A body that breaks off, cannot be read or is compressed changes nothing; a redirect is not followed."""
    outcomes, server = posted(answering(answer))
    assert outcomes == [outcome]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 2",
        b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 99999999999999999999 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x00\xff" * 10,
    ],
)
def test_an_answer_that_is_no_http_leaves_open_what_was_taken(answer: bytes) -> None:
    """No outcome is made up: neither a status nor an exception."""
    outcomes, server = posted(answering(answer))
    assert outcomes == [RESET]
    assert len(server.requests) == 1


def test_an_answer_of_100_mb_is_taken_by_its_status_and_costs_its_connection() -> None:
    """It is not read; the next request opens another connection."""
    began = time.monotonic()
    outcomes, server = posted(answers_100_mb, answering(OK), count=2)
    assert outcomes == [Delivered(200), Delivered(200)]
    assert server.connections == 2
    assert time.monotonic() - began < 1.0


def test_an_answer_whose_body_never_ends_is_taken_by_its_status() -> None:
    """The rest of it may take a second, well before the request's time-out."""
    began = time.monotonic()
    outcomes, server = posted(drips_its_body, answering(OK), count=2, timeout_seconds=30.0)
    assert outcomes == [Delivered(200), Delivered(200)]
    assert server.connections == 2
    assert time.monotonic() - began < 5.0


def test_a_body_that_outlasts_the_request_is_taken_by_its_status() -> None:
    """The request's own time-out may end first."""
    outcomes, _ = posted(drips_its_body, timeout_seconds=0.3)
    assert outcomes == [Delivered(200)]


@pytest.mark.parametrize("behaviour", [refuses_before_reading, refuses_and_goes_on_without_reading])
def test_a_refusal_that_comes_before_the_body_was_sent_counts(behaviour: Behaviour) -> None:
    """A server need not read what it will not take, and nobody waits for it to."""
    began = time.monotonic()
    outcomes, _ = posted(behaviour, body=LARGE_BODY)
    assert outcomes == [Refused(RefusedReason.TOO_LARGE, 413)]
    assert time.monotonic() - began < 3.0


def test_a_person_is_shown_headers_and_the_beginning_of_the_body() -> None:
    """And the same outcome; of an answer that breaks off, what came."""
    long = b"HTTP/1.1 429 Slow\r\nretry-after: 7\r\nContent-Length: 9000\r\n\r\n" + b"x" * 9_000
    limited = asyncio.run(exchanged_for(long))
    broken = asyncio.run(exchanged_for(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"))
    assert limited.outcome == Transient(reason=TransientReason.RATE_LIMITED, status=429, retry_after_seconds=7.0)
    assert (limited.status, limited.headers["Retry-After"], limited.body) == (429, "7", b"x" * SHOWN_MAX_BYTES)
    assert (broken.outcome, broken.status, broken.body) == (Delivered(200), 200, b"{")


def test_a_person_is_told_why_there_is_no_answer() -> None:
    """In the client's words."""
    answer = asyncio.run(exchanged("http://127.0.0.1:1/"))
    why = Failure(FailureCause.CONNECTION_REFUSED, "Connection refused: Connect call failed ('127.0.0.1', 1)")
    assert (answer.outcome, answer.status, answer.body) == (replace(NOT_CONNECTED, failure=why), None, b"")


# --- no answer


@pytest.mark.parametrize("behaviour", [resets_before_reading, resets_after_reading, resets_inside_the_head])
def test_a_reset_without_a_status_line_leaves_open_what_was_taken(behaviour: Behaviour) -> None:
    """On a connection of its own, so it is no stale one."""
    outcomes, server = posted(behaviour)
    assert outcomes == [RESET]
    assert server.connections == 1


@pytest.mark.parametrize("behaviour", [silent, drips_its_head])
def test_no_status_line_in_time_is_a_timeout(behaviour: Behaviour) -> None:
    """However busily the other side sends; the API may have taken the batch."""
    outcomes, server = posted(behaviour, timeout_seconds=0.3)
    assert outcomes == [TIMED_OUT]
    assert len(server.requests) == 1


def test_a_refused_connection_is_the_one_failure_that_is_not_ambiguous() -> None:
    """Nothing was sent."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can take the port meanwhile
        assert _post_to(f"http://127.0.0.1:{bound.getsockname()[1]}/") == NOT_CONNECTED


def test_a_name_that_does_not_resolve_is_not_ambiguous_either() -> None:
    """`.invalid` never resolves (RFC 6761)."""
    assert _post_to("http://data.kameleoon.invalid/") == NOT_CONNECTED


def test_a_connection_that_takes_too_long_is_not_ambiguous() -> None:
    """The listener's queue is full, so that the hand-shake never ends; the connect time-out is shorter."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)  # noqa: FBT003 - the socket module's own signature
            filler.connect_ex(listener.getsockname())
        assert _post_to(f"http://127.0.0.1:{listener.getsockname()[1]}/", connect_seconds=0.2) == NOT_CONNECTED


# --- kept connections


def test_a_kept_connection_that_breaks_says_so() -> None:
    """Servers close idle ones without telling: the caller repeats it at once, and it succeeds on a new one."""

    async def answers_once_then_resets(connection: Connection) -> None:
        await connection.request()
        await connection.send(OK)
        await connection.request()
        connection.reset()

    outcomes, server = posted(answers_once_then_resets, answering(OK), count=3)
    stale = Transient(reason=TransientReason.CONNECTION, is_ambiguous=True, on_reused_connection=True)
    assert outcomes == [Delivered(200), stale, Delivered(200)]
    assert (server.connections, len(server.requests)) == (2, 3)


def test_a_request_goes_out_once() -> None:
    """Repeating is the lane's business, which counts it."""
    _, server = posted(resets_after_reading)
    assert len(server.requests) == 1


def _post_to(url: str, connect_seconds: float = 3.0) -> Outcome:
    async def story() -> Outcome:
        sender = HttpSender(endpoint(url, 5.0, connect_seconds))
        try:
            return without_why(await sender.post(BODY))
        finally:
            await sender.close()

    return asyncio.run(story())
