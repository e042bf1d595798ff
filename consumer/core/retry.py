"""How long to wait before the next attempt."""

from typing import Final

from consumer.core.outcome import Transient

BACKOFF_FIRST_SECONDS: Final = 0.5
BACKOFF_MAX_SECONDS: Final = 20.0
"""Longer, and a partition would sleep on after the API is well: it is to be at full speed within half a minute, however
long it was gone. Shorter, and many members would hold it down: twelve partitions knock once a second between them."""


def delay_seconds(outcome: Transient, attempt: int, jitter: float) -> float:
    """Say how long to wait after an attempt that was not delivered.

    Args:
        outcome: what came of the attempt.
        attempt: its number, from 1.
        jitter: random number in [0, 1). Full jitter spreads the members that failed together over the whole delay.

    An API that asks for no wait at all (`Retry-After: 0`, or a date in the past) is backed off from all the same.
    """
    asked_seconds = outcome.retry_after_seconds
    if asked_seconds:
        return asked_seconds + jitter * BACKOFF_FIRST_SECONDS
    return backoff_seconds(attempt, jitter)


def backoff_seconds(attempt: int, jitter: float) -> float:
    """Exponential back-off with full jitter: up to 0.5 s after the first attempt, doubled by each, at most 20 s."""
    doublings = min(attempt - 1, 16)
    return jitter * min(BACKOFF_FIRST_SECONDS * 2.0**doublings, BACKOFF_MAX_SECONDS)


class CoolDown:
    """The time until which no partition sends anything, because the API asked this address to slow down (429).

    One for the process: the vendor's limit is per address, so a partition that goes on would use up what the others
    wait for.
    """

    def __init__(self) -> None:
        self.until = float("-inf")

    def extend(self, until: float) -> None:
        """Cool down until this time, monotonic seconds, or longer where that was already asked for."""
        self.until = max(self.until, until)
