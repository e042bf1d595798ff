"""Which token is sent, when one is fetched, and what a refusal means: as functions of values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.core.token import (
    FetchAnother,
    Fetched,
    FetchFailure,
    FetchResult,
    GoWithout,
    NotFetched,
    OldToken,
    TokenState,
    fetch_begun,
    fetch_ended,
    first_wait_seconds,
    is_fetch_due,
    is_token_refusal,
    read_answer,
    refused,
    usable,
)

DOWN = NotFetched(FetchFailure.SERVER_ERROR, "it answered 503")


def fetched_at(now: float, state: TokenState | None = None, text: str = "a", lifetime: float = 7200.0) -> TokenState:
    """A state with a token that was asked for, and came, at this moment."""
    return fetch_ended(fetch_begun(state or TokenState(), now), Fetched(text, lifetime), now)


def failed_at(now: float, state: TokenState | None = None) -> TokenState:
    """A state after a fetch that failed at this moment."""
    return fetch_ended(fetch_begun(state or TokenState(), now), DOWN, now)


def test_a_fetch_is_due_at_once_and_only_once() -> None:
    """Nothing is usable before it ends."""
    assert is_fetch_due(TokenState(), 0.0)
    begun = fetch_begun(TokenState(), 0.0)
    assert not is_fetch_due(begun, 1e9)
    assert usable(begun, 0.0) is None


def test_only_the_very_first_fetch_is_waited_for_and_only_3_seconds() -> None:
    """Counted from its begin, whenever a request comes."""
    assert first_wait_seconds(TokenState(), 0.0) == 0.0
    begun = fetch_begun(TokenState(), 10.0)
    assert [first_wait_seconds(begun, now) for now in (10.0, 12.0, 13.0, 99.0)] == [3.0, 1.0, 0.0, 0.0]
    assert first_wait_seconds(fetch_begun(failed_at(0.0), 300.0), 300.0) == 0.0
    assert first_wait_seconds(fetch_begun(fetched_at(0.0), 6000.0), 6000.0) == 0.0


@pytest.mark.parametrize(
    ("lifetime", "renewed_from", "ends"), [(7200.0, 5400.0, 7140.0), (1800.0, 900.0, 1740.0), (60.0, 30.0, 45.0)]
)
def test_a_token_is_renewed_before_its_end_and_counts_as_ended_early(
    lifetime: float, renewed_from: float, ends: float
) -> None:
    """30 minutes and 60 seconds before; in proportion where it lives too short for that."""
    state = fetched_at(0.0, lifetime=lifetime)
    assert (is_fetch_due(state, renewed_from - 0.1), is_fetch_due(state, renewed_from)) == (False, True)
    assert (usable(state, ends - 0.1), usable(state, ends)) == ("a", None)


def test_a_lifetime_counts_from_the_question() -> None:
    """The answer may have been on its way for long."""
    state = fetch_ended(fetch_begun(TokenState(), 0.0), Fetched("a", 7200.0), 9.0)
    assert usable(state, 7140.0) is None


def test_after_a_failure_there_is_silence_for_5_minutes() -> None:
    """Then another fetch."""
    state = failed_at(100.0)
    assert (is_fetch_due(state, 399.9), is_fetch_due(state, 400.0)) == (False, True)


def test_a_failed_renewal_leaves_the_token_that_is_there() -> None:
    """Until its end."""
    state = failed_at(5400.0, fetched_at(0.0))
    assert (usable(state, 7139.0), usable(state, 7140.0)) == ("a", None)


def test_a_refused_token_is_replaced_once() -> None:
    """The second refusal within 5 minutes ends in requests without a token, for 5 minutes."""
    state, first = refused(fetched_at(0.0), "a", 50.0)
    assert (first, usable(state, 50.0), is_fetch_due(state, 50.0)) == (FetchAnother(), None, True)
    state, second = refused(fetched_at(51.0, state, "b"), "b", 52.0)
    assert (second, usable(state, 52.0)) == (GoWithout(352.0), None)
    assert (is_fetch_due(state, 351.9), is_fetch_due(state, 352.0)) == (False, True)


def test_the_same_token_issued_again_is_another_one() -> None:
    """A service that caches tokens may not know that one was revoked."""
    state, _ = refused(fetched_at(0.0), "a", 50.0)
    assert refused(fetched_at(51.0, state, "a"), "a", 52.0)[1] == GoWithout(352.0)


def test_a_refusal_long_after_another_is_a_first_one() -> None:
    """Keys are changed now and then."""
    state, _ = refused(fetched_at(0.0), "a", 50.0)
    assert refused(fetched_at(51.0, state, "b"), "b", 350.0)[1] == FetchAnother()


def test_a_token_that_nobody_uses_any_more_may_be_refused_by_many() -> None:
    """Several partitions hear of it one after the other: that says nothing of its successor."""
    state, _ = refused(fetched_at(0.0), "a", 50.0)
    assert refused(state, "a", 50.1) == (state, OldToken())
    state = fetched_at(51.0, state, "b")
    assert refused(state, "a", 52.0) == (state, OldToken())


def test_a_refusal_while_the_service_is_silent_waits_for_its_next_try() -> None:
    """A refused token is no reason to disturb a service that is down."""
    state, refusal = refused(failed_at(5400.0, fetched_at(0.0)), "a", 5500.0)
    assert refusal == GoWithout(5700.0)
    assert not is_fetch_due(state, 5699.0)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Refused(RefusedReason.UNAUTHORISED, 401), True),
        (Refused(RefusedReason.FORBIDDEN, 403), False),
        (Delivered(200), False),
        (Transient(reason=TransientReason.RATE_LIMITED, status=429), False),
    ],
)
def test_only_a_401_speaks_against_a_token(outcome: Outcome, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """403 is about bots and proxies."""
    assert is_token_refusal(outcome) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"access_token":"a.b-c_d","token_type":"bearer","expires_in":7200}', Fetched("a.b-c_d", 7200.0)),
        (b'{"access_token":"a","expires_in":"60"}', Fetched("a", 60.0)),
        (b'{"access_token":"a"}', Fetched("a", 7200.0)),
    ],
)
def test_an_issued_token_is_read(body: bytes, expected: FetchResult) -> None:
    """Other members are ignored; 2 hours where no lifetime is given."""
    assert read_answer(200, body) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b"{}",
        b'{"access_token":null}',
        b'{"access_token":""}',
        b'{"access_token":"a b"}',
        b'{"access_token":"a\\r\\nX: y"}',
        b'{"access_token":"a\\n"}',
        b'{"access_token":"\xc3\xa4"}',
        b'{"access_token":"%s"}' % (b"a" * 4097),
        b'{"access_token":"a","expires_in":0}',
        b'{"access_token":"a","expires_in":"nan"}',
        b'{"access_token":"a","expires_in":"inf"}',
        b'{"access_token":"a","expires_in":1e300}',
    ],
)
def test_what_cannot_stand_in_a_header_or_never_ends_is_no_token(body: bytes) -> None:
    """A header that ends early would fail every request from then on."""
    result = read_answer(200, body)
    assert isinstance(result, NotFetched)
    assert result.failure is FetchFailure.UNREADABLE


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (201, FetchFailure.REFUSED),
        (302, FetchFailure.REFUSED),
        (401, FetchFailure.REFUSED),
        (429, FetchFailure.SERVER_ERROR),
        (503, FetchFailure.SERVER_ERROR),
    ],
)
def test_another_status_brings_no_token_and_its_body_is_not_quoted(status: int, failure: FetchFailure) -> None:
    """A service may repeat the credentials in it."""
    body = b'{"access_token":"a","error":"hunter2 is no secret of ours"}'
    found = read_answer(status, body)
    assert isinstance(found, NotFetched)
    assert (found.failure, found.detail) == (failure, f"it answered {status}")


@pytest.mark.parametrize("status", [301, 302, 404, 405])
def test_a_status_of_no_token_service_suspects_the_address(status: int) -> None:
    """And not the credentials."""
    found = read_answer(status, b"")
    assert isinstance(found, NotFetched)
    assert "KAMELEOON_TOKEN_URL" in found.advice


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_status_of_refused_credentials_does_not(status: int) -> None:
    """The failure says enough."""
    assert read_answer(status, b"") == NotFetched(FetchFailure.REFUSED, f"it answered {status}")


def test_no_repr_shows_a_token() -> None:
    """States may end up in a traceback."""
    assert "planted" not in repr((Fetched("planted", 60.0), fetched_at(0.0, text="planted")))


@given(
    st.lists(
        st.tuples(st.sampled_from(["wait", "fetch ends", "fetch fails", "refuse"]), st.floats(0.0, 4000.0)), max_size=60
    )
)
def test_whatever_happens_the_service_is_left_in_peace(steps: list[tuple[str, float]]) -> None:
    """At most two fetches begin in any 5 minutes of tokens that live two hours."""
    state, now, begun_at = TokenState(), 0.0, list[float]()
    for number, (step, seconds) in enumerate(steps):
        now += seconds
        if is_fetch_due(state, now):
            state = fetch_begun(state, now)
            begun_at.append(now)
        if step == "fetch ends" and state.asked_at is not None:
            state = fetch_ended(state, Fetched(str(number), 7200.0), now)
        if step == "fetch fails" and state.asked_at is not None:
            state = fetch_ended(state, DOWN, now)
        if step == "refuse" and (token := usable(state, now)):
            state, _ = refused(state, token, now)
    assert all(later - earlier >= 300.0 for earlier, later in zip(begun_at, begun_at[2:], strict=False))
