"""Progress: the rate counts from the first request, and a standstill is noticed."""

import pytest

from consumer.demo.progress import STALLED_SECONDS, first_look, looked


def test_time_before_the_first_request_does_not_count() -> None:
    """The rate begins with the last look before it."""
    progress = first_look(100.0)
    progress = looked(progress, 103.0, committed=0, written=500, requests=0)
    progress = looked(progress, 103.5, committed=0, written=500, requests=2)
    progress = looked(progress, 105.0, committed=500, written=500, requests=4)
    assert progress.began_at == 103.0
    assert progress.rate_per_second == pytest.approx(250.0)


def test_before_any_time_has_passed_there_is_no_rate() -> None:
    """Not even a division by zero."""
    assert first_look(100.0).rate_per_second == 0.0


def test_a_minute_without_a_commit_is_a_standstill() -> None:
    """Records wait, and nothing moves."""
    progress = looked(first_look(0.0), 10.0, committed=5, written=9, requests=1)
    progress = looked(progress, 10.0 + STALLED_SECONDS, committed=5, written=9, requests=7)
    assert not progress.is_stalled
    assert looked(progress, 10.1 + STALLED_SECONDS, committed=5, written=9, requests=8).is_stalled


def test_any_commit_ends_a_standstill() -> None:
    """One record in a minute is slow, and goes on."""
    progress = looked(first_look(0.0), STALLED_SECONDS + 1, committed=1, written=9, requests=1)
    assert not progress.is_stalled


def test_a_slow_generator_is_no_standstill() -> None:
    """With everything committed there is nothing to wait for."""
    progress = looked(first_look(0.0), 1.0, committed=1, written=1, requests=1)
    assert not looked(progress, 10 * STALLED_SECONDS, committed=1, written=1, requests=1).is_stalled
