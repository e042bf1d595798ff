"""How many requests a second this process may send: MAX_REQUESTS_PER_SECOND, less after each 429.

Rules:
- One for the process, since the vendor's limit is per address.
- Requests are evenly spaced: nothing is saved up while nothing is sent, so there never is a burst.
- Each 429 halves the rate, which grows back to the ceiling by the same amount each second.

Invariant: ceiling / 32 <= rate <= ceiling.
"""

from typing import Final

GROW_BACK_SECONDS: Final = 60.0
"""From nothing to the ceiling; from half of it, in half the time."""

LEAST_SHARE: Final = 1 / 32
"""All partitions may be answered 429 at one moment: that is one overload, and must not stop the process."""

LOOK_SECONDS: Final = 1.0
"""The rate grows while one waits, so that the wait is looked at again."""


class RequestRate:
    """When the next request may leave.

    Args:
        ceiling: requests per second; None for no ceiling.
    """

    def __init__(self, ceiling: float | None) -> None:
        self._ceiling = ceiling
        self._rate = ceiling or 0.0
        self._rate_at = float("-inf")
        self._sent_at = float("-inf")

    def wait_until(self, now: float) -> float:
        """When to ask again, monotonic seconds; a request may leave where that is not after now."""
        if self._ceiling is None:
            return now
        free_at = self._sent_at + 1 / self._rate_now(self._ceiling, now)
        return min(free_at, now + LOOK_SECONDS)

    def sent(self, now: float) -> None:
        """A request leaves."""
        self._sent_at = now

    def rate_limited(self, now: float) -> None:
        """The API has answered 429."""
        if self._ceiling is not None:
            self._rate = max(self._rate_now(self._ceiling, now) / 2, self._ceiling * LEAST_SHARE)
            self._rate_at = now

    def _rate_now(self, ceiling: float, now: float) -> float:
        return min(self._rate + (now - self._rate_at) * ceiling / GROW_BACK_SECONDS, ceiling)
