"""Why a request has no answer, over real sockets: on asyncio's event loop, as `check` does, and on uvloop, as `run`."""

import asyncio
import datetime as dt
import os
import resource
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
import trustme
import uvloop

from consumer.core.failure import Failure, FailureCause
from consumer.core.outcome import Transient, TransientReason
from consumer.http_sender import Endpoint, HttpSender
from tests.integration.http_behaviours import resets_before_reading, silent
from tests.integration.http_peer import answering, peer

Run = Callable[[Coroutine[Any, Any, Transient]], Transient]
Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
AUTHORITY = trustme.CA()
PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """Both event loops raise exceptions of their own."""
    chosen: Run = request.param
    return chosen


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine knows the authority, as with SSL_CERT_FILE, which is read when aiohttp is imported."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", context)


async def post_to(url: str, connect_seconds: float = 3.0, request_seconds: float = 5.0) -> Transient:
    """Post, and give what came instead of an answer."""
    endpoint = Endpoint(url=url, request_timeout_seconds=request_seconds, connect_timeout_seconds=connect_seconds)
    sender = HttpSender(endpoint)
    try:
        outcome = await sender.post(b'[{"nonce":"planted"}]')
    finally:
        await sender.close()
    assert isinstance(outcome, Transient)
    return outcome


@asynccontextmanager
async def tls_server(certificate: trustme.LeafCert) -> AsyncIterator[str]:
    """A server that shows this certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)

    async def close(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}/"


def post_over_tls(run: Run, certificate: trustme.LeafCert) -> Failure:
    """Why a server with this certificate gives no answer."""

    async def story() -> Transient:
        async with tls_server(certificate) as url:
            return await post_to(url)

    outcome = run(story())
    assert (outcome.reason, outcome.is_ambiguous) == (TransientReason.CONNECTION, False)
    assert outcome.failure
    return outcome.failure


def test_an_unknown_authority(run: Run) -> None:
    """Something inspects TLS, or the image has no certificates."""
    failure = post_over_tls(run, AUTHORITY.issue_cert("localhost"))
    assert failure == Failure(FailureCause.UNKNOWN_AUTHORITY, "unable to get local issuer certificate")


@pytest.mark.usefixtures("trusted")
def test_a_certificate_that_has_expired(run: Run) -> None:
    """Or a clock that is wrong."""
    expired = AUTHORITY.issue_cert("localhost", not_before=PAST, not_after=PAST + dt.timedelta(days=1))
    assert post_over_tls(run, expired) == Failure(FailureCause.CERTIFICATE_EXPIRED, "certificate has expired")


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host(run: Run) -> None:
    """A proxy or DNS leads elsewhere."""
    failure = post_over_tls(run, AUTHORITY.issue_cert("elsewhere.example"))
    assert failure.cause is FailureCause.CERTIFICATE_OF_ANOTHER
    assert "localhost" in failure.words


def test_a_tls_handshake_that_takes_too_long(run: Run) -> None:
    """Nothing was sent, whichever time limit ends first."""

    async def story(connect_seconds: float, request_seconds: float) -> Transient:
        async with peer(silent) as server:  # it takes the connection, and never says hello
            return await post_to(server.url.replace("http:", "https:"), connect_seconds, request_seconds)

    for connect_seconds, request_seconds in ((0.2, 5.0), (5.0, 0.2)):
        outcome = run(story(connect_seconds, request_seconds))
        words = "no connection, TLS handshake included, within 0.2 s"
        assert outcome.failure == Failure(FailureCause.CONNECT_TIMEOUT, words)
        assert not outcome.is_ambiguous


def test_no_answer_in_time(run: Run) -> None:
    """The API may have taken it."""

    async def story() -> Transient:
        async with peer(silent) as server:
            return await post_to(server.url, request_seconds=0.2)

    outcome = run(story())
    assert (outcome.reason, outcome.is_ambiguous) == (TransientReason.TIMEOUT, True)
    assert outcome.failure == Failure(FailureCause.ANSWER_TIMEOUT, "no answer within 0.2 s")


def test_https_to_a_port_of_plain_http(run: Run) -> None:
    """The wrong scheme."""

    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def story() -> Transient:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        async with server:
            return await post_to(f"https://localhost:{server.sockets[0].getsockname()[1]}/")

    outcome = run(story())
    assert outcome.failure
    assert outcome.failure.cause is FailureCause.TLS


def test_plain_http_to_a_port_of_https(run: Run) -> None:
    """The wrong scheme, the other way round: the server closes, or answers in TLS."""

    async def story() -> Transient:
        async with tls_server(AUTHORITY.issue_cert("localhost")) as url:
            return await post_to(url.replace("https:", "http:"))

    outcome = run(story())
    assert outcome.failure
    assert outcome.failure.cause in {FailureCause.CONNECTION_CLOSED, FailureCause.NOT_HTTP}


def test_an_answer_that_is_not_http_is_not_quoted_where_it_could_be_logged(run: Run) -> None:
    """It may hold anything, the event itself among it."""

    async def story() -> Transient:
        async with peer(answering(b"SSH-2.0 planted\r\n\r\n")) as server:
            return await post_to(server.url)

    failure = run(story()).failure
    assert failure
    assert (failure.cause, failure.words) == (FailureCause.NOT_HTTP, "what was answered is not HTTP")
    assert failure.quoted.startswith("Bad status line: ")
    assert "SSH-2.0 planted" in failure.quoted
    assert "400" not in failure.quoted, "the status that aiohttp makes up"
    assert len(failure.quoted.splitlines()) == 1


def test_a_connection_that_is_closed_before_an_answer(run: Run) -> None:
    """By a proxy or a load balancer."""

    async def story() -> Transient:
        async with peer(resets_before_reading) as server:
            return await post_to(server.url)

    outcome = run(story())
    assert outcome.failure
    assert (outcome.failure.cause, outcome.is_ambiguous) == (FailureCause.CONNECTION_CLOSED, True)


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("http://127.0.0.1:1/", FailureCause.CONNECTION_REFUSED),
        ("http://255.255.255.255:80/", FailureCause.UNREACHABLE),
        ("http://data.kameleoon.invalid/", FailureCause.UNKNOWN_NAME),
        ("http://a..b/", FailureCause.UNKNOWN_NAME),
    ],
)
def test_an_address_that_leads_nowhere(run: Run, url: str, cause: FailureCause) -> None:
    """`.invalid` never resolves (RFC 6761)."""
    outcome = run(post_to(url))
    assert outcome.failure
    assert (outcome.failure.cause, outcome.is_ambiguous) == (cause, False)
    assert outcome.failure.words


@contextmanager
def no_descriptors_left() -> Iterator[None]:
    """As in a process that has reached its limit of open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = [os.open(os.devnull, os.O_RDONLY)]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (held[0] + 1, hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        os.close(held[0])


@pytest.mark.parametrize("host", ["127.0.0.1", "data.kameleoon.invalid"])
def test_no_file_descriptors(run: Run, host: str) -> None:
    """Of which a look-up by DNS needs one, too."""

    async def story() -> Transient:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            with no_descriptors_left():
                return await post_to(f"http://{host}:{port}/")

    outcome = run(story())
    assert outcome.failure == Failure(FailureCause.NO_FILE_DESCRIPTORS, "Too many open files")
    assert not outcome.is_ambiguous
