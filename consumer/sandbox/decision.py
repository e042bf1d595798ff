"""What a request is answered: a pure function of the request, the options, the state, the time and chance.

Rules:
- What is known from the head of a request is judged before its body, as a gateway would.
- The ordinary answer is found first; a fault takes its place.
- Events are taken when the request arrives and only if the ordinary answer is the accepting one; a delay
  holds back the answer, not the taking. So what a sender repeats after its timeout is a repeat here too, as
  it would be at Kameleoon.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from consumer.sandbox.contents import Contents, EventArray, Malformed, TooLarge
from consumer.sandbox.fault_choice import ArmedFault, DecidingFault, Target, arm, strike
from consumer.sandbox.faults import AnswerStatus, ResetAfterTaking, ResetBeforeTaking
from consumer.sandbox.options import SandboxOptions
from consumer.sandbox.rate_limit import Bucket, admit, full_bucket

BOTS: Final = re.compile(
    "curl|wget|python|aiohttp|httpx|go-http-client|http-client|okhttp|java|postman|bot|crawler|spider|monitor",
    re.IGNORECASE,
)
"""Kameleoon refuses what the IAB list calls a bot.

The list is not public; these are named in Kameleoon's documents, or must be expected on it.
"""

_REGION_OF_HOST: Final = re.compile(r"(?P<region>[a-z]+)-data\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A POST to /visit/events.

    Attributes:
        host: the Host header.
        user_agent: the User-Agent header.
        authorization: the Authorization header.
        is_issued: whether that is a token which the token service has issued, and which has not ended.
        site_code: `siteCode` of the query.
        is_json: whether the query says `json=true`; without it the API expects text lines, which nobody here
            sends.
        contents: what the body holds.
        body_bytes: how large it is.
    """

    host: str
    user_agent: str | None
    authorization: str | None
    is_issued: bool = False
    site_code: str | None
    is_json: bool
    contents: Contents
    body_bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; a refusal says why in `message`."""

    status: int
    message: str = ""
    retry_after: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a request.

    Attributes:
        answer: what to answer; None: reset the connection.
        takes_events: whether the events of the body are taken.
        delay_seconds: how long to hold the answer, or the reset, back.
        drip_seconds: how long the body of the answer is to take.
    """

    answer: Answer | None
    takes_events: bool
    delay_seconds: float
    drip_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ApiState:
    """What earlier requests left behind.

    Attributes:
        armed: the faults in order.
        anonymous: bucket of the requests without a token.
        authorised: bucket of those with the token.
    """

    armed: tuple[ArmedFault, ...]
    anonymous: Bucket
    authorised: Bucket


def initial_state(options: SandboxOptions, now: float) -> ApiState:
    """Give the state before the first request; `now` is a monotonic time in seconds."""
    rates = [_rate(options, is_authorised=False), _rate(options, is_authorised=True)]
    return ApiState(arm(options.faults, now), *(full_bucket(rate or 0.0, now) for rate in rates))


def decide(
    request: ApiRequest, options: SandboxOptions, state: ApiState, now: float, draws: Sequence[float]
) -> tuple[Verdict, ApiState]:
    """Decide on a request.

    Args:
        request: the request.
        options: how the sandbox is set up.
        state: what earlier requests left behind.
        now: when it arrived, monotonic seconds.
        draws: a random number in [0, 1) for each armed fault.

    Returns:
        What becomes of it, and the state for the next request.
    """
    state, wait_seconds = _admitted(request, options, state, now)
    ordinary = next(_refusals(request, options, wait_seconds), Answer(options.accepted_status))
    struck = strike(state.armed, Target(request.contents.nonces, request.body_bytes), now, draws)
    answer, takes_events = _with_fault(ordinary, options, struck.deciding)
    verdict = Verdict(
        answer=answer,
        takes_events=takes_events,
        delay_seconds=struck.delay_seconds,
        drip_seconds=struck.drip_seconds,
    )
    return verdict, ApiState(struck.armed, state.anonymous, state.authorised)


def _with_fault(ordinary: Answer, options: SandboxOptions, fault: DecidingFault | None) -> tuple[Answer | None, bool]:
    accepts = ordinary.status == options.accepted_status
    match fault:
        case None:
            return ordinary, accepts
        case AnswerStatus(status=status, retry_after=retry_after, location=location):
            header = None if retry_after is None else str(retry_after)
            return Answer(status, "a fault that was asked for", header, location), False
        case ResetBeforeTaking():
            return None, False
        case ResetAfterTaking():
            return None, accepts
        case _:
            assert_never(fault)


def _admitted(request: ApiRequest, options: SandboxOptions, state: ApiState, now: float) -> tuple[ApiState, int]:
    is_authorised = _has_token(request, options)
    rate = _rate(options, is_authorised=is_authorised)
    if rate is None:
        return state, 0
    if is_authorised:
        bucket, wait_seconds = admit(state.authorised, rate, now)
        return ApiState(state.armed, state.anonymous, bucket), wait_seconds
    bucket, wait_seconds = admit(state.anonymous, rate, now)
    return ApiState(state.armed, bucket, state.authorised), wait_seconds


def _rate(options: SandboxOptions, *, is_authorised: bool) -> float | None:
    if options.requests_per_second is None:
        return None
    return options.requests_per_second * (options.bearer_factor if is_authorised else 1)


def _has_token(request: ApiRequest, options: SandboxOptions) -> bool:
    if options.refuses_tokens:
        return False
    is_fixed = options.bearer_token is not None and request.authorization == f"Bearer {options.bearer_token}"
    return is_fixed or request.is_issued


def _refusals(request: ApiRequest, options: SandboxOptions, wait_seconds: int) -> Iterator[Answer]:
    yield from _refusals_of_sender(request, options, wait_seconds)
    yield from _refusals_of_address(request, options)
    match request.contents:
        case TooLarge():
            yield Answer(413, f"the body is larger than {options.max_body_bytes} bytes")
        case Malformed(reason=reason):
            yield Answer(400, reason)
        case EventArray():
            return
        case _:
            assert_never(request.contents)


def _refusals_of_sender(request: ApiRequest, options: SandboxOptions, wait_seconds: int) -> Iterator[Answer]:
    if not request.user_agent or BOTS.search(request.user_agent):
        yield Answer(403, "the user agent is a bot's, or missing")
    if request.authorization is not None and not _has_token(request, options):
        yield Answer(401, "the token is not valid")
    if wait_seconds:
        yield Answer(429, "too many requests", str(wait_seconds))


def _refusals_of_address(request: ApiRequest, options: SandboxOptions) -> Iterator[Answer]:
    named = _REGION_OF_HOST.match(request.host)
    if named and named["region"].lower() != options.region:
        yield Answer(404, f"the Data Region is wrong: this project lives in {options.region}")
    if request.site_code != options.site_code:
        yield Answer(404, "the site code is unknown")
    if not request.is_json:
        yield Answer(400, "the query lacks json=true")
