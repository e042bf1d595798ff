"""One request to Kameleoon's token service. Every failure of the HTTP client becomes a result here.

OAuth 2.0's client credentials, as Kameleoon's own SDKs send them (RFC 6749, 4.4): id and secret in the form.
"""

import asyncio
from typing import Final

import aiohttp

from consumer.core.failure import failure_advice
from consumer.core.token import FetchFailure, FetchResult, NotFetched, read_answer
from consumer.http_failure import Attempt, Patience, failure_of, tracing
from consumer.http_sender import ANSWER_MAX_BYTES, USER_AGENT
from consumer.settings import TokenCredentials, reread_token_credentials

FETCH_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 3.0
URL_SETTING: Final = "KAMELEOON_TOKEN_URL"


class TokenSource:
    """A way to the token service: no redirects, nothing from the environment but what settings say."""

    def __init__(self, credentials: TokenCredentials, fetch_seconds: float = FETCH_SECONDS) -> None:
        self._fetch_seconds = fetch_seconds
        self._credentials = credentials

    async def fetch(self) -> FetchResult:
        """Ask for a token. What the result says of a failure holds nothing of the credentials."""
        self._credentials = await asyncio.to_thread(_as_they_are_now, self._credentials)
        attempt = Attempt(has_proxy=self._credentials.proxy is not None)
        try:
            return await self._ask(attempt)
        except (aiohttp.ClientError, ConnectionError, TimeoutError, ValueError) as exception:
            why = failure_of(exception, attempt, Patience(CONNECT_SECONDS, self._fetch_seconds))
            failure = FetchFailure.TIMEOUT if isinstance(exception, TimeoutError) else FetchFailure.CONNECTION
            return NotFetched(failure, why.words, failure_advice(why.cause, self._credentials.url, URL_SETTING))

    async def _ask(self, attempt: Attempt) -> FetchResult:
        credentials = self._credentials
        form = {
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
        }
        # Asked once in an hour and a half: a connection that is kept would be closed by then.
        async with (
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._fetch_seconds, sock_connect=CONNECT_SECONDS),
                headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                trace_configs=[tracing()],
                proxy=credentials.proxy.url if credentials.proxy else None,
            ) as session,
            session.post(credentials.url, data=form, allow_redirects=False, trace_request_ctx=attempt) as response,
        ):
            body = await _at_most(response, ANSWER_MAX_BYTES)
            return read_answer(response.status, body)


def _as_they_are_now(credentials: TokenCredentials) -> TokenCredentials:
    """Read those again that lie in files: a secret that was rotated must not be tried for ever.

    A file that cannot be used now leaves them as they were; whoever watches it says so.
    """
    try:
        return reread_token_credentials(credentials)
    except ValueError:
        return credentials


async def _at_most(response: aiohttp.ClientResponse, limit_bytes: int) -> bytes:
    """The body, cut off behind the limit: what is longer is no token, and cannot be read as one."""
    body = bytearray()
    while len(body) <= limit_bytes and (piece := await response.content.readany()):
        body += piece
    return bytes(body[:limit_bytes])
