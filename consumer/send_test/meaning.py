"""What the answer means for the event that was sent. By the specification's chapter on troubleshooting."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from consumer.core.advice import Configured, advice
from consumer.core.failure import api_failure_advice
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason


class Fate(StrEnum):
    """Where the event is, as far as the answer says."""

    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A verdict in a few words, and sentences that explain it and say what to do."""

    fate: Fate
    verdict: str
    sentences: tuple[str, ...]


def meaning(outcome: Outcome, configured: Configured, *, has_token: bool = False) -> Meaning:
    """Say what an outcome means and what to do about it.

    Args:
        outcome: of the one request.
        configured: the settings that it may speak against.
        has_token: the request carried a token.
    """
    match outcome:
        case Delivered():
            return Meaning(Fate.TAKEN, "Kameleoon took the request.", _TAKEN)
        case Refused(reason=RefusedReason.UNAUTHORISED) if has_token:
            return Meaning(Fate.NOT_TAKEN, "Kameleoon refused the token.", (_WITH_CREDENTIALS,))
        case Refused():
            return Meaning(Fate.NOT_TAKEN, "The event was refused.", _mending(outcome, configured))
        case Transient():
            return _not_now(outcome, configured.url)
        case _:
            assert_never(outcome)


_TAKEN: Final = (
    "Site code and Data Region were not refused, and the way to Kameleoon is open.",
    (
        "That proves neither the goal nor the visitor: Kameleoon answers before it looks at the event, and reports "
        "nothing back. So look once with your own eyes, as described below."
    ),
)


def _mending(refused: Refused, configured: Configured) -> tuple[str, ...]:
    """The advice that `run` gives, and what it leaves open when a person sent one event."""
    change = _sentence(advice(refused, configured))
    match refused.reason:
        case RefusedReason.NOT_FOUND:
            return change, _WHERE_THEY_STAND, _ADDRESS_SETTINGS
        case RefusedReason.REJECTED:
            both = (
                "The event above has both fields. If it is what you meant to send, something between this machine and "
            )
            return change, f"{both}Kameleoon changes requests: ask who runs it."
        case RefusedReason.TOO_LARGE:  # of one event; the advice is about batches
            return ("One event is larger than the API, or something on the way to it, takes: send less of it.",)
        case _:
            return (change,)


def _not_now(transient: Transient, url: str) -> Meaning:
    way_out = _sentence(api_failure_advice(transient.cause, url))
    again = f"{_again(transient)} `run` repeats by itself."
    match transient.reason:
        case TransientReason.RATE_LIMITED:
            why = f"This address has exceeded the Data API's rate limit. {again}"
            return Meaning(Fate.NOT_TAKEN, "Kameleoon did not take the event this time.", (why, _JWT))
        case TransientReason.SERVER_ERROR:
            why = f"It has a difficulty of its own at the moment. {again} If it stays so, ask Kameleoon."
            return Meaning(Fate.UNKNOWN, "Kameleoon did not confirm that it took the event.", (why,))
        case TransientReason.TIMEOUT if not transient.is_ambiguous:
            return Meaning(Fate.NOT_TAKEN, _NOT_REACHED, ("There was no connection in time.", way_out))
        case TransientReason.TIMEOUT:
            why = f"No answer came within REQUEST_TIMEOUT_MS. {again}"
            return Meaning(Fate.UNKNOWN, _NO_ANSWER, (why, way_out))
        case TransientReason.CONNECTION if transient.is_ambiguous:
            return Meaning(Fate.UNKNOWN, _NO_ANSWER, (f"{_BROKEN_OFF} {again}", way_out))
        case TransientReason.CONNECTION:
            return Meaning(Fate.NOT_TAKEN, _NOT_REACHED, ("There was no connection.", way_out))
        case _:
            assert_never(transient.reason)


_WHERE_THEY_STAND: Final = (
    "The site code stands in the Kameleoon app under Setup > Project; your Kameleoon contact knows the region."
)
_ADDRESS_SETTINGS: Final = (
    "Correct KAMELEOON_REGION or KAMELEOON_SITE_CODE, then send again. While KAMELEOON_BASE_URL is set, it alone says "
    "which region is asked: correct it instead of KAMELEOON_REGION, or unset it."
)
_WITH_CREDENTIALS: Final = (
    "`run` fetches another one and goes on without if that is refused too. To see what the API says without a token, "
    "unset KAMELEOON_CLIENT_ID and KAMELEOON_CLIENT_SECRET, and send again. Then ask Kameleoon whether the account of "
    "these credentials may use this project."
)
_NOT_REACHED: Final = "The event did not reach Kameleoon."
_NO_ANSWER: Final = "Nobody knows whether Kameleoon took the event: it was sent, and no answer came."
_BROKEN_OFF: Final = "The connection broke off before an answer that can be read."
_JWT: Final = (
    "For sustained high volume, ask Kameleoon about an authenticated (JWT) connection, which raises the limit."
)


def _again(transient: Transient) -> str:
    if transient.retry_after_seconds:
        return f"Send again in {transient.retry_after_seconds:.0f} s, as it asks (Retry-After);"
    return "Send again in a minute;"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
