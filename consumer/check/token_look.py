"""Fetches a token, and shows it to the Data API with an empty array."""

import asyncio

from consumer.authorised_sender import bearer
from consumer.check.api import ask_api
from consumer.check.resolving import why_unknown
from consumer.check.seen import UnknownHost
from consumer.check.token_findings import Shown
from consumer.core.failure import failure_advice, unknown_name
from consumer.core.outcome import Outcome
from consumer.core.token import Fetched, FetchFailure, FetchResult, NotFetched, is_token_refusal
from consumer.settings import Settings, TokenCredentials, first_host
from consumer.token_source import URL_SETTING, TokenSource


def fetch_token(credentials: TokenCredentials) -> FetchResult:
    """Fetch a token, once."""
    host = first_host(credentials.url, credentials.proxy)
    why = why_unknown(host)
    if why is not None:
        failure = unknown_name(host, why, is_proxy=credentials.proxy is not None)
        advice = failure_advice(failure.cause, credentials.url, URL_SETTING)
        return NotFetched(FetchFailure.CONNECTION, failure.words, advice)
    return asyncio.run(TokenSource(credentials).fetch())


def try_token(settings: Settings, credentials: TokenCredentials) -> tuple[NotFetched | Shown, Outcome | UnknownHost]:
    """Fetch a token and post an empty array with it; without it where there is none, or it is refused, as `run` does.

    Returns:
        What became of the token, and what the Data API said at last.
    """
    result = fetch_token(credentials)
    match result:
        case Fetched(text, lifetime_seconds):
            answer = ask_api(settings, bearer(text))
            is_refused = not isinstance(answer, UnknownHost) and is_token_refusal(answer)
            return Shown(answer, lifetime_seconds), ask_api(settings) if is_refused else answer
        case NotFetched():
            return result, ask_api(settings)
