"""What became of the token. It only raises a limit, so that nothing here is a problem.

Where an account wants a token, the Data API's own finding says so: it is the 401 to the request without one.
"""

from dataclasses import dataclass
from typing import Final

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.seen import UnknownHost
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason
from consumer.core.token import FetchFailure, NotFetched

SUBJECT: Final = "token"
_WITHOUT: Final = "`run` goes on without a token, within the lower rate limit, and tries again every 5 minutes"


@dataclass(frozen=True, slots=True)
class Shown:
    """A token was fetched, and this is what the Data API said to it; `UnknownHost`: it could not be asked."""

    outcome: Outcome | UnknownHost
    lifetime_seconds: float


def token_finding(seen: NotFetched | Shown, token_url: str) -> Finding:
    """Whether there is a token, and whether the Data API takes it."""
    match seen:
        case NotFetched(failure, detail, advice):
            mend = _sentence(advice) if advice else _mend(failure)
            return finding.warning(SUBJECT, f"none from {token_url}: {detail}", f"{mend}; {_WITHOUT}")
        case Shown(Delivered() | Refused(RefusedReason.REJECTED), lifetime_seconds):  # the latter for the empty array
            return finding.ok(
                SUBJECT, f"fetched from {token_url} for {lifetime_seconds:.0f} s, and the Data API takes it"
            )
        case Shown(Refused(RefusedReason.UNAUTHORISED, status)):
            mend = f"Ask Kameleoon whether the token's account may use this project; {_WITHOUT}"
            return finding.warning(SUBJECT, f"fetched from {token_url}, but the Data API answers {status} to it", mend)
        case Shown():
            unseen = "whether the Data API takes it could not be seen: it did not take the request for another reason"
            return finding.not_provable(SUBJECT, f"fetched from {token_url}; {unseen}", "Check again when it answers")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _mend(failure: FetchFailure) -> str:
    match failure:
        case FetchFailure.REFUSED:
            return "Compare KAMELEOON_CLIENT_ID and KAMELEOON_CLIENT_SECRET with your profile in the Kameleoon app"
        case FetchFailure.CONNECTION | FetchFailure.TIMEOUT:
            return "See that firewalls and the proxy (KAMELEOON_PROXY, else HTTPS_PROXY) let HTTPS out to it"
        case FetchFailure.SERVER_ERROR:
            return "Nothing at once; if it stays so, ask Kameleoon"
        case FetchFailure.UNREADABLE:
            return "Check KAMELEOON_TOKEN_URL: this is not Kameleoon's token service"
