"""Which token a request carries, when another one is fetched, and what becomes of one that the Data API refuses.

A token only raises the Data API's rate limit; requests without one are taken as well. So nothing here ever holds a
delivery up for long, and whatever goes wrong ends in requests without a token. The times are those of Kameleoon's own
SDKs: a token counts as ended 60 s early, is renewed with 30 min left, and after a failure there is silence for 5 min.

| what happens                                    | what follows                                                      |
|-------------------------------------------------|-------------------------------------------------------------------|
| no token yet, or the one there is ends soon     | one fetch, however many need it; only the very first is waited for |
| a fetch fails                                   | the token that is left, or none; the next fetch after 5 min       |
| 401 to a token                                  | another one is fetched, and the request repeated                  |
| 401 again within 5 min                          | requests without a token; the next fetch after 5 min              |

Times are monotonic seconds.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Final, assert_never

import msgspec

from consumer.core.outcome import Outcome, Refused, RefusedReason

FETCH_WAIT_SECONDS: Final = 3.0
"""The longest that a request waits for a token: before the very first one, and after a refusal."""

SILENCE_SECONDS: Final = 300.0
"""After a failed fetch, or a second refused token, nothing is fetched for so long."""

_EARLY_END_SECONDS: Final = 60.0
_RENEWAL_SECONDS: Final = 1_800.0


class FetchFailure(StrEnum):
    """Why a fetch brought no token."""

    REFUSED = "refused"
    """The token service does not take the credentials, or the request."""
    SERVER_ERROR = "server_error"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A token as it was issued, good for so long from the moment that it was asked for."""

    text: str = field(repr=False)
    lifetime_seconds: float


@dataclass(frozen=True, slots=True)
class NotFetched:
    """No token.

    Attributes:
        detail: for a person; holds nothing of the credentials or of the answer's body.
        advice: what to do, where more is known of it than the failure says; else empty.
    """

    failure: FetchFailure
    detail: str
    advice: str = ""


FetchResult = Fetched | NotFetched


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its times."""

    text: str = field(repr=False)
    renew_at: float
    ends_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenState:
    """All that is known.

    Attributes:
        token: the newest one that was not refused; it may have ended.
        asked_at: when the fetch on its way was begun; None when there is none.
        quiet_until: before then no fetch is begun.
        refused_at: when a token was refused last.
        is_new: no fetch has ended yet.
    """

    token: Token | None = None
    asked_at: float | None = None
    quiet_until: float = float("-inf")
    refused_at: float = float("-inf")
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class OldToken:
    """A token was refused that nobody uses any more: another request has found out before."""


@dataclass(frozen=True, slots=True)
class FetchAnother:
    """The token may have been revoked: another one may be taken."""


@dataclass(frozen=True, slots=True)
class GoWithout:
    """Nothing to try before then: requests go without a token."""

    until: float


Refusal = OldToken | FetchAnother | GoWithout


def usable(state: TokenState, now: float) -> str | None:
    """The token to send; None when there is none that holds."""
    return state.token.text if state.token and now < state.token.ends_at else None


def is_fetch_due(state: TokenState, now: float) -> bool:
    """Whether a token has to be fetched now; never while one is being fetched."""
    is_wanted = state.token is None or now >= state.token.renew_at
    return is_wanted and state.asked_at is None and now >= state.quiet_until


def fetch_begun(state: TokenState, now: float) -> TokenState:
    """A fetch is on its way."""
    return replace(state, asked_at=now)


def first_wait_seconds(state: TokenState, now: float) -> float:
    """How long a new request waits for the fetch on its way: for the very first one only, counted from its begin."""
    if not state.is_new or state.asked_at is None:
        return 0.0
    return max(0.0, state.asked_at + FETCH_WAIT_SECONDS - now)


def fetch_ended(state: TokenState, result: FetchResult, now: float) -> TokenState:
    """The fetch on its way has ended."""
    asked_at = now if state.asked_at is None else state.asked_at
    ended = replace(state, asked_at=None, is_new=False)
    match result:
        case Fetched():
            return replace(ended, token=_token(result, asked_at))
        case NotFetched():
            return replace(ended, quiet_until=now + SILENCE_SECONDS)
        case _:
            assert_never(result)


def is_token_refusal(outcome: Outcome) -> bool:
    """Whether the answer to a request that carried a token speaks against the token."""
    return isinstance(outcome, Refused) and outcome.reason is RefusedReason.UNAUTHORISED


def refused(state: TokenState, text: str, now: float) -> tuple[TokenState, Refusal]:
    """The Data API has answered 401 to a request with this token.

    Returns:
        The state without it, and what follows.
    """
    if state.token is None or state.token.text != text:
        return state, OldToken()
    dropped = replace(state, token=None, refused_at=now)
    if now < state.refused_at + SILENCE_SECONDS:
        until = now + SILENCE_SECONDS
        return replace(dropped, quiet_until=until), GoWithout(until)
    return dropped, GoWithout(state.quiet_until) if now < state.quiet_until else FetchAnother()


def read_answer(status: int, body: bytes) -> FetchResult:
    """Read an answer of the token service (RFC 6749, 5.1).

    Args:
        status: HTTP status.
        body: all of it; only that of a 200 is looked at.
    """
    if status >= 500 or status == 429:
        return NotFetched(FetchFailure.SERVER_ERROR, f"it answered {status}")
    if status != 200:
        advice = _ANOTHER_ADDRESS if status in _NOT_A_TOKEN_SERVICE or 300 <= status < 400 else ""
        return NotFetched(FetchFailure.REFUSED, f"it answered {status}", advice)
    try:
        issued = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return NotFetched(FetchFailure.UNREADABLE, "it answered 200 without an access_token and expires_in to be used")
    return Fetched(issued.access_token, issued.expires_in)


_NOT_A_TOKEN_SERVICE: Final = {404, 405, 410}
"""RFC 6749, 5.2, has 400 and 401 for credentials that are refused."""

_ANOTHER_ADDRESS: Final = "check KAMELEOON_TOKEN_URL: this is not the address of Kameleoon's token service"


class _Issued(msgspec.Struct, frozen=True):
    # What stands in a header must not end it; one that is longer would be refused as too large, whatever it says.
    access_token: Annotated[str, msgspec.Meta(pattern=r"\A[!-~]+\Z", max_length=4096)]
    expires_in: Annotated[float, msgspec.Meta(ge=1, le=1e9)] = 7_200.0


_DECODER: Final = msgspec.json.Decoder(_Issued, strict=False)


def _token(fetched: Fetched, asked_at: float) -> Token:
    """Give a token its times; one that lives for less than the usual margins has margins in proportion."""
    lifetime = fetched.lifetime_seconds
    return Token(
        fetched.text,
        renew_at=asked_at + lifetime - min(_RENEWAL_SECONDS, lifetime / 2),
        ends_at=asked_at + lifetime - min(_EARLY_END_SECONDS, lifetime / 4),
    )
