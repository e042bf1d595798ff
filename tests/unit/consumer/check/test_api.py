"""What the Data API's answer says."""

import pytest

from consumer.check.api import api_finding
from consumer.check.finding import State
from consumer.check.seen import UnknownHost
from consumer.core.failure import Failure, FailureCause, unknown_name
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from tests.unit.consumer.core.test_advice import configured


def unanswered(cause: FailureCause) -> Transient:
    """No answer, for this reason."""
    return Transient(reason=TransientReason.CONNECTION, failure=Failure(cause, "in the system's words"))


def test_a_2xx_says_what_it_proves_and_what_not() -> None:
    """The API answers before it looks at the body."""
    found = api_finding(Delivered(204), configured())
    assert found.state is State.OK
    assert "answered 204 to an empty array" in found.seen
    assert "says nothing of events" in found.seen


@pytest.mark.parametrize(
    ("reason", "status", "named"),
    [
        (RefusedReason.NOT_FOUND, 404, "set KAMELEOON_REGION to na (it is eu)"),
        (RefusedReason.FORBIDDEN, 403, "User agent signal-kameleoon/9"),
        (RefusedReason.UNAUTHORISED, 401, "authenticated"),
        (RefusedReason.REDIRECTED, 302, "KAMELEOON_BASE_URL"),
        (RefusedReason.UNEXPECTED, 405, "KAMELEOON_BASE_URL"),
        (RefusedReason.TOO_LARGE, 413, "BATCH_MAX_BYTES"),
    ],
)
def test_a_refusal_is_a_problem_with_its_advice(reason: RefusedReason, status: int, named: str) -> None:
    """The same advice that `run` gives."""
    found = api_finding(Refused(reason, status), configured())
    assert found.state is State.PROBLEM
    assert str(status) in found.seen
    assert named in found.mend


@pytest.mark.parametrize(
    ("outcome", "named"),
    [
        (Refused(RefusedReason.REJECTED, 400), "KAMELEOON_SITE_CODE"),
        (Transient(reason=TransientReason.RATE_LIMITED, status=429), "MAX_REQUESTS_PER_SECOND"),
        (Transient(reason=TransientReason.SERVER_ERROR, status=503), "ask Kameleoon"),
        (Transient(reason=TransientReason.TIMEOUT, is_ambiguous=True), "firewalls"),
        (Transient(reason=TransientReason.CONNECTION), "firewalls"),
        (unanswered(FailureCause.UNKNOWN_AUTHORITY), "SSL_CERT_FILE"),
        (unanswered(FailureCause.NO_FILE_DESCRIPTORS), "ulimit -n"),
        (unanswered(FailureCause.CONNECT_TIMEOUT), "CONNECT_TIMEOUT_MS"),
        (UnknownHost(unknown_name("api.example", "Name or service not known", is_proxy=False)), "DNS"),
        (UnknownHost(unknown_name("proxy.example", "Name or service not known", is_proxy=True)), "KAMELEOON_PROXY"),
    ],
)
def test_what_may_pass_is_a_warning(outcome: Outcome | UnknownHost, named: str) -> None:
    """`run` copes with it, and an init container must not hold it back."""
    found = api_finding(outcome, configured())
    assert found.state is State.WARNING
    assert named in found.mend
    if isinstance(outcome, Transient) and outcome.failure:
        assert found.seen == "https://api.example/visit/events does not answer: in the system's words"
