"""What an answer means to the person who sent one event."""

import pytest

from consumer.core.failure import Failure, FailureCause
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.send_test.meaning import Fate, meaning
from tests.unit.consumer.core.test_advice import configured

UNTRUSTED = Transient(reason=TransientReason.CONNECTION, failure=Failure(FailureCause.UNKNOWN_AUTHORITY, "unable"))
LOST = Transient(reason=TransientReason.CONNECTION, is_ambiguous=True)


@pytest.mark.parametrize(
    ("outcome", "fate", "named"),
    [
        (Delivered(200), Fate.TAKEN, "proves neither the goal nor the visitor"),
        (Refused(RefusedReason.NOT_FOUND, 404), Fate.NOT_TAKEN, "set KAMELEOON_REGION to na (it is eu)"),
        (Refused(RefusedReason.NOT_FOUND, 404), Fate.NOT_TAKEN, "Setup > Project"),
        (Refused(RefusedReason.NOT_FOUND, 404), Fate.NOT_TAKEN, "While KAMELEOON_BASE_URL is set"),
        (Refused(RefusedReason.REJECTED, 400), Fate.NOT_TAKEN, "nonce or eventType"),
        (Refused(RefusedReason.TOO_LARGE, 413), Fate.NOT_TAKEN, "One event is larger"),
        (Refused(RefusedReason.FORBIDDEN, 403), Fate.NOT_TAKEN, "taken for a bot"),
        (Refused(RefusedReason.UNAUTHORISED, 401), Fate.NOT_TAKEN, "authenticated connection"),
        (Refused(RefusedReason.REDIRECTED, 302), Fate.NOT_TAKEN, "KAMELEOON_BASE_URL"),
        (Refused(RefusedReason.UNEXPECTED, 405), Fate.NOT_TAKEN, "is not that of the Data API"),
        (Transient(reason=TransientReason.RATE_LIMITED, status=429), Fate.NOT_TAKEN, "(JWT)"),
        (Transient(reason=TransientReason.SERVER_ERROR, status=503), Fate.UNKNOWN, "ask Kameleoon"),
        (Transient(reason=TransientReason.TIMEOUT, is_ambiguous=True), Fate.UNKNOWN, "REQUEST_TIMEOUT_MS"),
        (Transient(reason=TransientReason.CONNECTION), Fate.NOT_TAKEN, "There was no connection"),
        (LOST, Fate.UNKNOWN, "The connection broke off"),
        (UNTRUSTED, Fate.NOT_TAKEN, "SSL_CERT_FILE"),
        (Transient(reason=TransientReason.TIMEOUT), Fate.NOT_TAKEN, "no connection in time"),
    ],
)
def test_every_outcome_says_where_the_event_is_and_what_to_do(outcome: Outcome, fate: Fate, named: str) -> None:
    """Only a 2xx is success."""
    found = meaning(outcome, configured())
    assert found.fate is fate
    assert found.verdict
    assert named in " ".join(found.sentences)


def test_a_401_to_a_token_says_nothing_against_a_request_without_one() -> None:
    """Nobody is to look for the fault elsewhere."""
    found = meaning(Refused(RefusedReason.UNAUTHORISED, 401), configured(), has_token=True)
    assert found.fate is Fate.NOT_TAKEN
    assert "unset KAMELEOON_CLIENT_ID and KAMELEOON_CLIENT_SECRET" in found.sentences[0]


@pytest.mark.parametrize("reason", RefusedReason)
def test_every_refusal_is_told_in_whole_sentences(reason: RefusedReason) -> None:
    """A person reads them."""
    for sentence in meaning(Refused(reason, 400), configured()).sentences:
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert not sentence.endswith("..")


def test_the_wait_that_kameleoon_asks_for_is_told() -> None:
    """Instead of a guess of ours."""
    limited = Transient(reason=TransientReason.RATE_LIMITED, status=429, retry_after_seconds=7.0)
    assert "Send again in 7 s, as it asks" in meaning(limited, configured()).sentences[0]


def test_a_big_event_is_not_told_to_shrink_batches() -> None:
    """There is but one event in it."""
    found = meaning(Refused(RefusedReason.TOO_LARGE, 413), configured())
    assert "BATCH_MAX_BYTES" not in " ".join(found.sentences)
