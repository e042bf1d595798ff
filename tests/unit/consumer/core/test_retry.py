"""How long to wait before the next attempt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.outcome import Transient, TransientReason
from consumer.core.retry import CoolDown, backoff_seconds, delay_seconds

SERVER_ERROR = Transient(reason=TransientReason.SERVER_ERROR, status=503)
ATTEMPTS = st.integers(1, 100_000)
JITTERS = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("attempt", "longest"), [(1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 20.0), (8, 20.0), (10**6, 20.0)]
)
def test_the_longest_back_off_doubles_from_half_a_second_to_twenty_seconds(attempt: int, longest: float) -> None:
    """And stays there, however long the API is gone."""
    assert backoff_seconds(attempt, 1.0) == longest


@given(attempt=ATTEMPTS, jitter=JITTERS)
def test_jitter_spreads_over_the_whole_back_off(attempt: int, jitter: float) -> None:
    """Full jitter: from nothing to the longest, in proportion."""
    assert delay_seconds(SERVER_ERROR, attempt, jitter) == jitter * backoff_seconds(attempt, 1.0)


@given(attempt=ATTEMPTS, jitter=JITTERS, asked=st.floats(0, 300, exclude_min=True))
def test_what_the_api_asks_for_is_waited_for_at_least(attempt: int, jitter: float, asked: float) -> None:
    """A little more, so that all members do not come back at one moment."""
    outcome = Transient(reason=TransientReason.RATE_LIMITED, status=429, retry_after_seconds=asked)
    assert asked <= delay_seconds(outcome, attempt, jitter) <= asked + 0.5


@given(attempt=ATTEMPTS, jitter=JITTERS)
def test_an_api_that_asks_for_no_wait_is_backed_off_from(attempt: int, jitter: float) -> None:
    """`Retry-After: 0` from an API that stays down would otherwise make a request storm."""
    outcome = Transient(reason=TransientReason.SERVER_ERROR, status=503, retry_after_seconds=0.0)
    assert delay_seconds(outcome, attempt, jitter) == backoff_seconds(attempt, jitter)


def test_a_cool_down_is_extended_and_never_shortened() -> None:
    """Of two partitions that were asked to wait, the longer wait counts."""
    cool_down = CoolDown()
    assert cool_down.until < 0
    for until, expected in ((30.0, 30.0), (20.0, 30.0), (40.0, 40.0)):
        cool_down.extend(until)
        assert cool_down.until == expected
