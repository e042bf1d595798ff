"""What is said of the token."""

import pytest

from consumer.check.finding import State
from consumer.check.seen import UnknownHost
from consumer.check.token_findings import Shown, token_finding
from consumer.core.failure import unknown_name
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.core.token import FetchFailure, NotFetched

URL = "https://api.example/oauth/token"


@pytest.mark.parametrize("outcome", [Delivered(200), Refused(RefusedReason.REJECTED, 400)])
def test_a_token_that_the_api_takes_is_well(outcome: Outcome) -> None:
    """A refusal of the empty array says nothing against the token."""
    found = token_finding(Shown(outcome, 7200.0), URL)
    assert (found.subject, found.state) == ("token", State.OK)
    assert found.seen == f"fetched from {URL} for 7200 s, and the Data API takes it"


def test_a_token_that_the_api_refuses_is_a_warning() -> None:
    """Delivery goes on without it."""
    found = token_finding(Shown(Refused(RefusedReason.UNAUTHORISED, 401), 7200.0), URL)
    assert found.state is State.WARNING
    assert "answers 401 to it" in found.seen
    assert "`run` goes on without a token" in found.mend


@pytest.mark.parametrize(
    "outcome",
    [
        Refused(RefusedReason.NOT_FOUND, 404),
        Transient(reason=TransientReason.TIMEOUT, is_ambiguous=True),
        UnknownHost(unknown_name("api.example", "Name or service not known", is_proxy=False)),
    ],
)
def test_another_answer_says_nothing_of_the_token(outcome: Outcome | UnknownHost) -> None:
    """The Data API's own finding speaks of that."""
    assert token_finding(Shown(outcome, 7200.0), URL).state is State.NOT_PROVABLE


@pytest.mark.parametrize(
    ("failure", "named"),
    [
        (FetchFailure.REFUSED, "KAMELEOON_CLIENT_SECRET"),
        (FetchFailure.CONNECTION, "firewalls"),
        (FetchFailure.TIMEOUT, "firewalls"),
        (FetchFailure.SERVER_ERROR, "ask Kameleoon"),
        (FetchFailure.UNREADABLE, "KAMELEOON_TOKEN_URL"),
    ],
)
def test_no_token_is_a_warning_with_its_reason(failure: FetchFailure, named: str) -> None:
    """And with what to change."""
    found = token_finding(NotFetched(failure, "it answered so"), URL)
    assert found.state is State.WARNING
    assert found.seen == f"none from {URL}: it answered so"
    assert named in found.mend
    assert "`run` goes on without a token" in found.mend
