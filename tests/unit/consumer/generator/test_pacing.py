"""Pacing: a rate is held on average, waits are short, and nothing waits without a rate."""

import pytest

from consumer.generator.pacing import LONGEST_WAIT_SECONDS, TICK_SECONDS, progress_is_due, wait_seconds


def test_without_a_rate_nothing_waits() -> None:
    """As fast as the broker takes them."""
    assert wait_seconds(sent=1_000_000, elapsed_seconds=0.0, rate_per_second=None) == 0


def test_the_first_record_goes_at_once() -> None:
    """Even at one record an hour."""
    assert wait_seconds(sent=0, elapsed_seconds=0.0, rate_per_second=1 / 3600) == 0


def test_a_record_waits_for_its_place_in_the_schedule() -> None:
    """The hundredth record at 1,000 a second belongs at 0.1 s."""
    assert wait_seconds(sent=100, elapsed_seconds=0.02, rate_per_second=1_000) == pytest.approx(0.08)
    assert wait_seconds(sent=100, elapsed_seconds=0.1, rate_per_second=1_000) == 0


def test_lost_time_is_caught_up() -> None:
    """Behind its schedule a record never waits."""
    assert wait_seconds(sent=10, elapsed_seconds=60.0, rate_per_second=1_000) == 0


def test_a_long_wait_is_cut() -> None:
    """So that an interrupt is noticed."""
    assert wait_seconds(sent=1, elapsed_seconds=0.0, rate_per_second=0.01) == LONGEST_WAIT_SECONDS


@pytest.mark.parametrize("rate", [3.0, 250.0, 40_000.0])
def test_the_rate_comes_out_when_all_waits_are_obeyed(rate: float) -> None:
    """Ten seconds of a simulated clock, to within a tick and a record."""
    now_seconds, sent = 0.0, 0
    while now_seconds < 10:
        wait = wait_seconds(sent=sent, elapsed_seconds=now_seconds, rate_per_second=rate)
        now_seconds += wait
        sent += wait == 0
    assert 10 * rate - 1 <= sent <= (10 + TICK_SECONDS + LONGEST_WAIT_SECONDS) * rate + 1


def test_progress_is_told_a_few_times_a_second() -> None:
    """Not for every record."""
    assert not progress_is_due(now_seconds=100.1, told_seconds=100.0)
    assert progress_is_due(now_seconds=100.21, told_seconds=100.0)
