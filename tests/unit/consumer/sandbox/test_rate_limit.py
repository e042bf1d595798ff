"""The ceiling of requests per second."""

from consumer.sandbox.rate_limit import admit, full_bucket


def test_one_second_of_requests_may_come_at_once_and_no_more() -> None:
    """At 3 a second the fourth of a burst is sent away."""
    bucket = full_bucket(3, now=100.0)
    waits = []
    for _ in range(4):
        bucket, wait_seconds = admit(bucket, 3, now=100.0)
        waits.append(wait_seconds)
    assert waits == [0, 0, 0, 1]


def test_who_waits_as_told_is_let_through() -> None:
    """The seconds told are enough, also at less than one request a second."""
    bucket, _ = admit(full_bucket(0.3, now=0.0), 0.3, now=0.0)
    bucket, wait_seconds = admit(bucket, 0.3, now=1.0)
    assert wait_seconds == 3
    assert admit(bucket, 0.3, now=1.0 + wait_seconds)[1] == 0


def test_being_sent_away_costs_nothing() -> None:
    """Retries inside the window do not push its end out."""
    bucket, _ = admit(full_bucket(1, now=0.0), 1, now=0.0)
    for tenth in range(1, 10):
        bucket, wait_seconds = admit(bucket, 1, now=tenth / 10)
        assert wait_seconds == 1
    assert admit(bucket, 1, now=1.0)[1] == 0


def test_a_long_silence_saves_up_one_second_only() -> None:
    """After an hour at 2 a second, 2 are free."""
    bucket = full_bucket(2, now=0.0)
    waits = []
    for _ in range(3):
        bucket, wait_seconds = admit(bucket, 2, now=3600.0)
        waits.append(wait_seconds)
    assert waits == [0, 0, 1]
