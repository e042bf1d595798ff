"""What an answer says, by the suspicion that a batch is under."""

import pytest

from consumer.core.judgement import Judgement, Suspicion, judge
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason

DATA, REFUSAL, POISON = Suspicion
CONFIGURATION_REASONS = (
    RefusedReason.UNAUTHORISED,
    RefusedReason.FORBIDDEN,
    RefusedReason.NOT_FOUND,
    RefusedReason.REDIRECTED,
    RefusedReason.UNEXPECTED,
)


def server_error(status: int | None) -> Transient:
    """An answer of an API that is ill, or none."""
    return Transient(reason=TransientReason.SERVER_ERROR, status=status)


@pytest.mark.parametrize("suspicion", Suspicion)
@pytest.mark.parametrize(
    ("outcome", "judgement"),
    [
        (Delivered(200), Judgement.TAKEN),
        (Delivered(204), Judgement.TAKEN),
        (Refused(RefusedReason.REJECTED, 400), Judgement.REJECTED),
        (Refused(RefusedReason.REJECTED, 422), Judgement.REJECTED),
        (Refused(RefusedReason.TOO_LARGE, 413), Judgement.TOO_LARGE),
        (server_error(500), Judgement.POISON),
        (server_error(502), Judgement.LATER),
        (server_error(503), Judgement.LATER),
        (server_error(207), Judgement.LATER),
        (server_error(None), Judgement.LATER),
        (Transient(reason=TransientReason.RATE_LIMITED, status=429), Judgement.LATER),
    ],
)
def test_most_answers_mean_the_same_under_any_suspicion(
    suspicion: Suspicion, outcome: Outcome, judgement: Judgement
) -> None:
    """Only how often they count differs."""
    assert judge(outcome, suspicion) is judgement


@pytest.mark.parametrize("reason", CONFIGURATION_REASONS)
def test_a_refusal_is_a_matter_of_configuration_until_three_episodes_prove_otherwise(reason: RefusedReason) -> None:
    """Whatever 4xx it was."""
    refused = Refused(reason, 403)
    assert [judge(refused, suspicion) for suspicion in (DATA, POISON, REFUSAL)] == [
        Judgement.CONFIGURATION,
        Judgement.CONFIGURATION,
        Judgement.REJECTED,
    ]
