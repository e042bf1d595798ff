"""Progress: the rate counts what is committed, and a standstill is noticed."""

import pytest

from consumer.demo.progress import STALLED_SECONDS, first_look, looked


def test_the_rate_is_what_is_committed_since_the_first_look() -> None:
    """What is only written does not count."""
    progress = looked(first_look(103.0), 103.5, committed=0, written=500)
    assert progress.rate_per_second == 0.0
    progress = looked(progress, 105.0, committed=500, written=900)
    assert progress.rate_per_second == pytest.approx(250.0)


def test_before_any_time_has_passed_there_is_no_rate() -> None:
    """Not even a division by zero."""
    assert first_look(100.0).rate_per_second == 0.0


def test_a_minute_without_a_commit_is_a_standstill() -> None:
    """Records wait, and nothing moves."""
    progress = looked(first_look(0.0), 10.0, committed=5, written=9)
    progress = looked(progress, 10.0 + STALLED_SECONDS, committed=5, written=9)
    assert not progress.is_stalled
    assert looked(progress, 10.1 + STALLED_SECONDS, committed=5, written=9).is_stalled


def test_any_commit_ends_a_standstill() -> None:
    """One record in a minute is slow, and goes on."""
    progress = looked(first_look(0.0), STALLED_SECONDS + 1, committed=1, written=9)
    assert not progress.is_stalled


def test_a_slow_generator_is_no_standstill() -> None:
    """With everything committed there is nothing to wait for."""
    progress = looked(first_look(0.0), 1.0, committed=1, written=1)
    assert not looked(progress, 10 * STALLED_SECONDS, committed=1, written=1).is_stalled
