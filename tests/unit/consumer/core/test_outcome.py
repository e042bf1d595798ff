"""What an answer of the Data API means."""

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.outcome import (
    RETRY_AFTER_MAX_SECONDS,
    Delivered,
    Refused,
    RefusedReason,
    Transient,
    TransientReason,
    classify,
    retry_after_seconds,
)

NOW = 1_700_000_000.0

REFUSALS = {
    301: RefusedReason.REDIRECTED,
    304: RefusedReason.REDIRECTED,
    400: RefusedReason.REJECTED,
    401: RefusedReason.UNAUTHORISED,
    403: RefusedReason.FORBIDDEN,
    404: RefusedReason.NOT_FOUND,
    413: RefusedReason.TOO_LARGE,
    418: RefusedReason.UNEXPECTED,
    422: RefusedReason.REJECTED,
}


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206, 208, 226, 299])
def test_a_2xx_is_delivered(status: int) -> None:
    """The specification documents 200, the vendor's own page 204."""
    assert classify(status, None, NOW) == Delivered(status)


@pytest.mark.parametrize("status", [207, 408, 500, 502, 503, 504, 529, 599])
def test_what_may_pass_is_transient(status: int) -> None:
    """207 too: it says that a part was not taken, and not which."""
    assert classify(status, None, NOW) == Transient(reason=TransientReason.SERVER_ERROR, status=status)


def test_429_is_a_rate_limit_and_its_wait_is_read() -> None:
    """The reason decides that all partitions cool down."""
    expected = Transient(reason=TransientReason.RATE_LIMITED, status=429, retry_after_seconds=7.0)
    assert classify(429, "7", NOW) == expected


def test_a_server_error_may_ask_for_a_wait_too() -> None:
    """503 commonly does."""
    outcome = classify(503, "2.5", NOW)
    assert isinstance(outcome, Transient)
    assert outcome.retry_after_seconds == 2.5


@pytest.mark.parametrize(("status", "reason"), REFUSALS.items())
def test_every_other_answer_is_refused_with_a_reason(status: int, reason: RefusedReason) -> None:
    """The reason decides what the person on call is told."""
    assert classify(status, "7", NOW) == Refused(reason, status)


@given(status=st.integers(100, 999))
def test_an_answer_is_never_ambiguous(status: int) -> None:
    """A status line came: only a missing one leaves open what was taken."""
    outcome = classify(status, None, NOW)
    assert not (isinstance(outcome, Transient) and outcome.is_ambiguous)
    assert isinstance(outcome, Delivered) == (200 <= status < 300 and status != 207)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        (" 3 ", 3.0),
        ("-1", 0.0),
        ("301", RETRY_AFTER_MAX_SECONDS),
        ("1e999", RETRY_AFTER_MAX_SECONDS),
        ("nan", None),
        ("", None),
        ("soon", None),
        (formatdate(NOW + 90, usegmt=True), 90.0),
        (formatdate(NOW - 90, usegmt=True), 0.0),
        (formatdate(NOW + 9000, usegmt=True), RETRY_AFTER_MAX_SECONDS),
        (formatdate(NOW + 90).removesuffix(" -0000"), 90.0),
        ("Mon, 01 Jan 99999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2024 00:00:00 +99999999999999999", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_clamped(header: str | None, seconds: float | None) -> None:
    """What cannot be read counts as absent."""
    assert retry_after_seconds(header, NOW) == seconds


@given(
    header=st.text(max_size=40)
    | st.from_regex(
        r"(Mon, )?\d{1,2} (Jan|Feb|Xyz) \d{1,12} \d{1,3}:\d{1,3}:\d{1,3} ([+-]\d{1,20}|GMT|)", fullmatch=True
    )
)
def test_no_header_whatever_breaks_the_reading(header: str) -> None:
    """It comes from outside: an exception here would end the process."""
    seconds = retry_after_seconds(header, NOW)
    assert seconds is None or 0 <= seconds <= RETRY_AFTER_MAX_SECONDS


@pytest.mark.parametrize(
    ("date", "seconds"),
    [(None, 0.0), ("nonsense", 0.0), (formatdate(NOW - 3600, usegmt=True), 5.0), (formatdate(NOW, usegmt=True), 0.0)],
)
def test_a_retry_after_date_is_read_by_the_clock_of_whoever_sent_it(date: str | None, seconds: float) -> None:
    """A clock of ours that is an hour ahead would wait for nothing, one that is behind for five minutes."""
    outcome = classify(429, formatdate(NOW - 3595, usegmt=True), NOW, date)
    assert outcome == Transient(reason=TransientReason.RATE_LIMITED, status=429, retry_after_seconds=seconds)
