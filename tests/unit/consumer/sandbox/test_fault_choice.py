"""Which faults strike a request."""

from collections.abc import Sequence

from consumer.sandbox.fault_choice import Strike, Target, arm, strike
from consumer.sandbox.faults import (
    AnswerStatus,
    DelayAnswer,
    DripAnswer,
    Fault,
    ResetAfterTaking,
    ResetBeforeTaking,
)


def strike_once(faults: Sequence[Fault], *, nonces: Sequence[str] = (), body_bytes: int = 0) -> Strike:
    """Let faults that were just set meet one request."""
    return strike(arm(faults, now=0.0), Target(nonces, body_bytes), now=0.0, draws=[0.5] * len(faults))


def test_without_faults_nothing_strikes() -> None:
    """Neither a delay nor a fault that decides."""
    assert strike_once([]) == Strike(0.0, None, ())


def test_delays_add_up_and_the_first_other_fault_decides() -> None:
    """Whatever stands before or behind it in the list."""
    faults: list[Fault] = [
        DelayAnswer(seconds=1),
        ResetAfterTaking(),
        DelayAnswer(seconds=0.5),
        AnswerStatus(status=503),
    ]
    struck = strike_once(faults)
    assert struck.delay_seconds == 1.5
    assert struck.deciding == ResetAfterTaking()


def test_a_share_strikes_where_the_draw_lies_below_it() -> None:
    """A quarter of the draws from 0 to 1 for a share of a quarter."""
    armed = arm([ResetBeforeTaking(share=0.25)], now=0.0)
    draws = [draw / 100 for draw in range(100)]
    assert [draw for draw in draws if strike(armed, Target(), 0.0, [draw]).deciding] == draws[:25]


def test_each_fault_has_its_own_draw() -> None:
    """One draw for all would let the second fault of equal share never strike."""
    faults = [AnswerStatus(status=429, share=0.1), AnswerStatus(status=503, share=0.1)]
    struck = strike(arm(faults, now=0.0), Target(), now=0.0, draws=[0.9, 0.05])
    assert struck.deciding == faults[1]


def test_a_window_begins_and_ends() -> None:
    """It holds its start and not its end, counted from when the fault was set."""
    fault = ResetBeforeTaking(after_seconds=2, for_seconds=3)
    armed = arm([fault], now=100.0)
    moments = [101.9, 102.0, 104.9, 105.0]
    assert [strike(armed, Target(), moment, [0.0]).deciding for moment in moments] == [None, fault, fault, None]


def test_a_count_goes_down_only_when_the_fault_strikes() -> None:
    """The next 2 requests with nonce a; another between them does not count."""
    armed = arm([ResetBeforeTaking(next_requests=2, nonces=frozenset("a"))], now=0.0)
    hits = []
    for nonce in "abaa":
        struck = strike(armed, Target([nonce]), now=0.0, draws=[0.0])
        armed = struck.armed
        hits.append(struck.deciding is not None)
    assert hits == [True, False, True, False]


def test_a_fault_behind_the_deciding_one_is_not_used_up() -> None:
    """Two faults for one request each strike two requests, in turn, even when they are equal."""
    armed = arm([AnswerStatus(status=503, next_requests=1)] * 2, now=0.0)
    hits = []
    for _ in range(3):
        struck = strike(armed, Target(), now=0.0, draws=[0.0, 0.0])
        armed = struck.armed
        hits.append(struck.deciding is not None)
    assert hits == [True, True, False]


def test_nonces_strike_the_requests_that_hold_one_of_them() -> None:
    """And no others."""
    fault = AnswerStatus(status=400, nonces=frozenset({"a", "b"}))
    assert strike_once([fault], nonces=["x", "b", "y"]).deciding == fault
    assert strike_once([fault], nonces=["x", "y"]).deciding is None
    assert strike_once([fault]).deciding is None


def test_a_size_strikes_larger_bodies_only() -> None:
    """The limit itself is still allowed."""
    fault = AnswerStatus(status=413, over_bytes=20_000)
    assert strike_once([fault], body_bytes=20_001).deciding == fault
    assert strike_once([fault], body_bytes=20_000).deciding is None


def test_drips_add_up_and_leave_the_answer_as_it_is() -> None:
    """They say how slowly it comes, not what it says."""
    struck = strike_once([DripAnswer(seconds=2.0), DripAnswer(seconds=3.0, next_requests=1)])
    assert (struck.drip_seconds, struck.delay_seconds, struck.deciding) == (5.0, 0.0, None)
    assert struck.armed[1].remaining == 0
