"""A sender whose requests carry a token while there is one. `consumer.core.token` decides; here it is done.

Rules:
- One fetch is on its way at a time, in a task of its own; requests that need a token share it.
- A request waits for a fetch only before the very first one, and when its own token was refused: 3 s at most.
- Whoever calls `post` never learns of tokens: it gets the outcome of the last request, the one without a token if
  tokens were refused.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from consumer.core.outcome import Outcome
from consumer.core.token import (
    FETCH_WAIT_SECONDS,
    FetchResult,
    TokenState,
    fetch_begun,
    fetch_ended,
    first_wait_seconds,
    is_fetch_due,
    is_token_refusal,
    refused,
    usable,
)
from consumer.telemetry import TokenHappenings


class Poster(Protocol):
    """Posts a body with an `Authorization` header, or without one."""

    async def post(self, body: bytes, authorization: str | None = None) -> Outcome:
        """Send a JSON array of events."""

    async def close(self) -> None:
        """Close all connections."""


class Source(Protocol):
    """Where tokens come from."""

    async def fetch(self) -> FetchResult:
        """Ask for a token, and never raise."""


class AuthorisedSender:
    """Posts with a token while there is one that the Data API takes."""

    def __init__(
        self, poster: Poster, source: Source, telemetry: TokenHappenings, monotonic: Callable[[], float]
    ) -> None:
        self._poster = poster
        self._source = source
        self._telemetry = telemetry
        self._monotonic = monotonic
        self._state = TokenState()
        self._fetching: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Close all connections."""
        if self._fetching:
            self._fetching.cancel()
            await asyncio.wait({self._fetching})
        await self._poster.close()

    async def post(self, body: bytes) -> Outcome:
        """Send a JSON array of events and say what came of it.

        Ends after three requests: a refused token is followed by another one at most once.
        """
        token = await self._token()
        outcome = await self._poster.post(body, bearer(token))
        if token and is_token_refusal(outcome):
            token = await self._instead_of(token)
            outcome = await self._poster.post(body, bearer(token))
            if token and is_token_refusal(outcome):
                self._note_refusal(token)
                outcome = await self._poster.post(body)
        return outcome

    async def _token(self) -> str | None:
        self._fetch_if_due()
        await self._wait_for_fetch(first_wait_seconds(self._state, self._monotonic()))
        return usable(self._state, self._monotonic())

    async def _instead_of(self, token: str) -> str | None:
        self._note_refusal(token)
        self._fetch_if_due()
        if usable(self._state, self._monotonic()) is None:
            await self._wait_for_fetch(FETCH_WAIT_SECONDS)
        return usable(self._state, self._monotonic())

    def _note_refusal(self, token: str) -> None:
        now = self._monotonic()
        self._state, refusal = refused(self._state, token, now)
        self._telemetry.refused(refusal, now)

    def _fetch_if_due(self) -> None:
        now = self._monotonic()
        if self._fetching and self._fetching.done():
            self._fetching.result()  # an exception that nobody expected ends the program, as any other does
        if is_fetch_due(self._state, now):
            self._state = fetch_begun(self._state, now)
            self._fetching = asyncio.create_task(self._fetch())

    async def _fetch(self) -> None:
        result = await self._source.fetch()
        now = self._monotonic()
        self._state = fetch_ended(self._state, result, now)
        self._telemetry.fetch_ended(result, is_token_left=usable(self._state, now) is not None)

    async def _wait_for_fetch(self, seconds: float) -> None:
        if self._fetching and seconds:
            await asyncio.wait({self._fetching}, timeout=seconds)


def bearer(token: str | None) -> str | None:
    """The `Authorization` header for a token."""
    return None if token is None else f"Bearer {token}"
