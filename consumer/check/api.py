"""Asks the Data API: an empty array is posted, which is no event."""

import asyncio
from dataclasses import replace
from typing import Final

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.resolving import why_unknown
from consumer.check.seen import UnknownHost
from consumer.core.advice import Configured, advice
from consumer.core.failure import api_failure_advice, unknown_name
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.http_sender import HttpSender, endpoint_of
from consumer.settings import Settings, first_host

API: Final = "Data API"
ANSWER_SECONDS: Final = 8.0
_NO_EVENTS: Final = b"[]"


def ask_api(settings: Settings, authorization: str | None = None) -> Outcome | UnknownHost:
    """Post an empty array as `run` posts events."""
    host = first_host(settings.events_url, settings.api_proxy)
    why = why_unknown(host)
    if why is not None:
        return UnknownHost(unknown_name(host, why, is_proxy=settings.api_proxy is not None))
    return asyncio.run(_post_nothing(settings, authorization))


async def _post_nothing(settings: Settings, authorization: str | None) -> Outcome:
    endpoint = endpoint_of(settings)
    seconds = min(endpoint.request_timeout_seconds, ANSWER_SECONDS)
    sender = HttpSender(replace(endpoint, request_timeout_seconds=seconds))
    try:
        return await sender.post(_NO_EVENTS, authorization)
    finally:
        await sender.close()


def api_finding(outcome: Outcome | UnknownHost, configured: Configured) -> Finding:
    """What the answer says, and what it does not."""
    url = configured.url
    match outcome:
        case Delivered(status):
            seen = (
                f"{url} answered {status} to an empty array: region, site code and user agent are not refused. "
                "That says nothing of events: the API does not look at them before it answers"
            )
            return finding.ok(API, seen)
        case Refused(RefusedReason.REJECTED, status):
            # The documented API answers before it looks at the body; an empty one may be all that is wrong.
            seen = f"{url} answered {status} to an empty array: it takes none, or the address is wrong"
            mend = "Check KAMELEOON_SITE_CODE and KAMELEOON_BASE_URL; if both are right, events may still be taken"
            return finding.warning(API, seen, mend)
        case Refused(status=status) as refused:
            return finding.problem(API, f"{url} answered {status}", _sentence(advice(refused, configured)))
        case Transient() as transient:
            return _not_now(transient, url)
        case UnknownHost(failure):
            mend = f"{_sentence(api_failure_advice(failure.cause, url))}; {_PATIENCE}"
            return finding.warning(API, failure.words, mend)


def _not_now(transient: Transient, url: str) -> Finding:
    """No reason to hold a consumer back: it copes with it by itself."""
    match transient.reason:
        case TransientReason.RATE_LIMITED:
            mend = (
                f"Nothing at once, {_PATIENCE}; if it stays so, set MAX_REQUESTS_PER_SECOND or ask Kameleoon for more"
            )
            return finding.warning(API, f"{url} answered {transient.status}: too many requests", mend)
        case TransientReason.SERVER_ERROR:
            mend = f"Nothing at once, {_PATIENCE}; if it stays so, ask Kameleoon"
            return finding.warning(API, f"{url} answered {transient.status}: it fails at the moment", mend)
        case TransientReason.TIMEOUT | TransientReason.CONNECTION:
            mend = f"{_sentence(api_failure_advice(transient.cause, url))}; {_PATIENCE}"
            why = f": {transient.failure.words}" if transient.failure else ""
            return finding.warning(API, f"{url} does not answer{why}", mend)


_PATIENCE: Final = "`run` repeats without limit"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
