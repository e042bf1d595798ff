"""When the next record may be produced: decisions of numbers, the clock is read by `produce`."""

from typing import Final

TICK_SECONDS: Final = 0.01
"""How far a record may run ahead of its schedule. Without it, 10,000 records a second were 10,000 waits."""

LONGEST_WAIT_SECONDS: Final = 0.5
"""A wait is cut into such parts, so that progress is shown and an interrupt is noticed at any rate."""

PROGRESS_SECONDS: Final = 0.2
"""Progress is told this often: smooth to the eye, and nothing beside the records."""


def wait_seconds(*, sent: int, elapsed_seconds: float, rate_per_second: float | None) -> float:
    """Return how long to wait before the next record; ask again after it.

    Time that was lost is caught up, so the rate holds on average.

    Args:
        sent: Records sent so far.
        elapsed_seconds: Time since the first one.
        rate_per_second: Records per second; None for no limit.

    Returns:
        Seconds, at most `LONGEST_WAIT_SECONDS`; 0 when the record may go now.
    """
    if rate_per_second is None:
        return 0.0
    ahead_seconds = sent / rate_per_second - elapsed_seconds
    return 0.0 if ahead_seconds < TICK_SECONDS else min(ahead_seconds, LONGEST_WAIT_SECONDS)


def progress_is_due(*, now_seconds: float, told_seconds: float) -> bool:
    """Return whether it is time to tell progress again, given when it was told last."""
    return now_seconds - told_seconds >= PROGRESS_SECONDS
