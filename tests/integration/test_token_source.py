"""Tokens over real HTTP: from the sandbox's service to its Data API, and from peers that misbehave."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

import pytest

from consumer.authorised_sender import AuthorisedSender
from consumer.core.outcome import Delivered
from consumer.core.token import Fetched, FetchFailure, FetchResult, NotFetched
from consumer.http_sender import USER_AGENT, Endpoint, HttpSender
from consumer.sandbox import AnswerStatus, Sandbox, SandboxOptions, running_sandbox
from consumer.sandbox.token_api import TokenApi
from consumer.settings import TokenCredentials
from consumer.settings.kafka_properties import SecretText
from consumer.token_source import TokenSource
from tests.integration.http_behaviours import answers_100_mb, resets_after_reading, silent
from tests.integration.http_peer import Behaviour, Peer, answering, peer
from tests.integration.sandbox.client import SITE_CODE, body_with
from tests.unit.consumer.telemetry.voices import Voice, voice

NOTHING = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
SECRET = "planted&secret=1"
Act = Callable[[AuthorisedSender, Sandbox, TokenApi], Awaitable[None]]


def endpoint(url: str) -> Endpoint:
    """Say where events go."""
    return Endpoint(url=url, request_timeout_seconds=5.0, connect_timeout_seconds=3.0)


def credentials(url: str, secret: str = SECRET) -> TokenCredentials:
    """Credentials for the service at an address."""
    return TokenCredentials("me", SecretText(secret), url)


def fetched(*behaviours: Behaviour, fetch_seconds: float = 5.0) -> tuple[FetchResult, Peer]:
    """Fetch from a server that behaves so; give the result and what the server has seen."""

    async def story() -> tuple[FetchResult, Peer]:
        async with peer(*behaviours) as server:
            return await TokenSource(credentials(server.url), fetch_seconds).fetch(), server

    return asyncio.run(story())


def played(act: Act, *, secret: str = SECRET, refuses_tokens: bool = False, lifetime_seconds: int = 7200) -> Voice:
    """Let a sender act on a sandbox; give what it has said."""
    options = SandboxOptions(
        site_code=SITE_CODE,
        client_id="me",
        client_secret=SECRET,
        refuses_tokens=refuses_tokens,
        token_lifetime_seconds=lifetime_seconds,
    )
    said = voice()

    async def story() -> None:
        async with running_sandbox(options) as sandbox:
            assert sandbox.tokens is not None
            url = f"{sandbox.url}/visit/events?siteCode={SITE_CODE}&json=true"
            poster = HttpSender(endpoint(url))
            source = TokenSource(credentials(f"{sandbox.url}/oauth/token", secret))
            sender = AuthorisedSender(poster, source, said.telemetry.tokens, time.monotonic)
            try:
                await act(sender, sandbox, sandbox.tokens)
            finally:
                await sender.close()

    asyncio.run(story())
    assert "planted" not in said.stream.getvalue()
    return said


def events(said: Voice) -> list[object]:
    """What was logged."""
    return [line["event"] for line in said.lines()]


# --- with the sandbox


def test_many_posts_share_one_token_which_the_api_takes() -> None:
    """One request to the service, none refused."""

    async def act(sender: AuthorisedSender, sandbox: Sandbox, tokens: TokenApi) -> None:
        bodies = [body_with(str(number)) for number in range(10)]
        assert await asyncio.gather(*map(sender.post, bodies)) == [Delivered(200)] * 10
        assert tokens.requests == 1
        assert sandbox.statistics.requests_by_status == {200: 10}

    said = played(act)
    assert events(said) == ["token fetched"]
    assert said.lines()[0]["lifetime_seconds"] == 7200


def test_a_revoked_token_is_replaced_within_the_post() -> None:
    """One request more to each."""

    async def act(sender: AuthorisedSender, sandbox: Sandbox, tokens: TokenApi) -> None:
        assert await sender.post(body_with("a")) == Delivered(200)
        tokens.revoke()
        assert await sender.post(body_with("b")) == Delivered(200)
        assert tokens.requests == 2
        assert sandbox.statistics.requests_by_status == {200: 2, 401: 1}
        assert sandbox.statistics.repeats == 0

    assert events(played(act)) == ["token fetched", "token refused: fetching another one", "token fetched"]


def test_tokens_that_the_api_refuses_end_in_delivery_without() -> None:
    """Two refusals, then none: the service is left in peace."""

    async def act(sender: AuthorisedSender, sandbox: Sandbox, tokens: TokenApi) -> None:
        for nonce in "abc":
            assert await sender.post(body_with(nonce)) == Delivered(200)
        assert tokens.requests == 2
        assert sandbox.statistics.requests_by_status == {200: 3, 401: 2}

    said = played(act, refuses_tokens=True)
    assert events(said)[-1] == "tokens refused"
    assert said.value("tokens_refused_total") == 2.0


@pytest.mark.parametrize("secret", [SECRET, "wrong"])
def test_without_a_token_delivery_goes_on(secret: str) -> None:
    """The service is down, or does not take the secret: asked once, and said once."""

    async def act(sender: AuthorisedSender, sandbox: Sandbox, tokens: TokenApi) -> None:
        if secret == SECRET:
            tokens.set_faults([AnswerStatus(status=503)])
        for nonce in "ab":
            assert await sender.post(body_with(nonce)) == Delivered(200)
        assert tokens.requests == 1
        assert sandbox.statistics.requests_by_status == {200: 2}

    said = played(act, secret=secret)
    (line,) = said.lines()
    assert line["event"] == "token service failed"
    assert line["error"] == ("it answered 503" if secret == SECRET else "it answered 401")
    assert said.value("token_requests_total", result="server_error" if secret == SECRET else "refused") == 1.0


def test_tokens_are_renewed_before_they_end() -> None:
    """Ten posts a second while tokens of a second come and go: none is refused."""

    async def act(sender: AuthorisedSender, sandbox: Sandbox, tokens: TokenApi) -> None:
        for number in range(25):
            assert await sender.post(body_with(str(number))) == Delivered(200)
            await asyncio.sleep(0.1)
        assert tokens.requests >= 4
        assert sandbox.statistics.requests_by_status == {200: 25}

    assert set(events(played(act, lifetime_seconds=1))) == {"token fetched"}


# --- with peers of the test


def test_an_authorization_is_sent_with_its_own_request_only() -> None:
    """The next one goes without."""

    async def story() -> Peer:
        async with peer(answering(NOTHING, NOTHING)) as server:
            sender = HttpSender(endpoint(server.url))
            try:
                assert [await sender.post(b"[]", "Bearer a"), await sender.post(b"[]")] == [Delivered(200)] * 2
                return server
            finally:
                await sender.close()

    server = asyncio.run(story())
    assert [headers.get("authorization") for _, headers, _ in server.requests] == ["Bearer a", None]


def test_the_request_is_what_official_clients_send() -> None:
    """A form with id and secret, under our own name."""
    body = b'{"access_token":"a","expires_in":7200}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    result, server = fetched(answering(answer))
    assert result == Fetched("a", 7200.0)
    ((first_line, headers, form),) = server.requests
    assert first_line.startswith("POST ")
    assert headers["user-agent"] == USER_AGENT
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert form == b"grant_type=client_credentials&client_id=me&client_secret=planted%26secret%3D1"


def test_a_redirect_is_not_followed() -> None:
    """It could lead the secret anywhere."""
    result, server = fetched(answering(b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"))
    assert isinstance(result, NotFetched)
    assert (result.failure, result.detail) == (FetchFailure.REFUSED, "it answered 302")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (answers_100_mb, FetchFailure.UNREADABLE),
        (resets_after_reading, FetchFailure.CONNECTION),
        (answering(b"planted nonsense\r\n\r\n"), FetchFailure.CONNECTION),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), FetchFailure.CONNECTION),
    ],
    ids=["too long", "reset", "no status line", "too short"],
)
def test_whatever_the_service_does_it_is_a_result(behaviour: Behaviour, failure: FetchFailure) -> None:
    """In few words, which quote nothing of what came, and with little of it read."""
    result, _ = fetched(behaviour)
    assert isinstance(result, NotFetched)
    assert result.failure is failure
    assert "planted" not in result.detail


def test_nobody_listens() -> None:
    """The reason is named."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = asyncio.run(TokenSource(credentials(f"http://127.0.0.1:{port}/oauth/token")).fetch())
    assert isinstance(result, NotFetched)
    assert result.failure is FetchFailure.CONNECTION
    assert "Connect call failed" in result.detail
    assert result.advice.startswith(f"nothing listens at 127.0.0.1:{port}")


def test_a_service_that_never_answers_is_given_up() -> None:
    """After 10 s; after a tenth of one here."""
    result, _ = fetched(silent, fetch_seconds=0.1)
    advice = "127.0.0.1 is slow: if it stays so, ask who runs it"
    assert result == NotFetched(FetchFailure.TIMEOUT, "no answer within 0.1 s", advice)
