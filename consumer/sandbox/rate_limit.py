"""A ceiling of requests per second, as a token bucket that holds one second's worth."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many requests may come at once, as of a moment.

    Attributes:
        tokens: requests that are free at `refilled_at`; fractions count.
        refilled_at: monotonic time in seconds.
    """

    tokens: float
    refilled_at: float


def full_bucket(requests_per_second: float, now: float) -> Bucket:
    """Give a bucket that nobody has drawn from; it holds one request at least."""
    return Bucket(_capacity(requests_per_second), now)


def admit(bucket: Bucket, requests_per_second: float, now: float) -> tuple[Bucket, int]:
    """Let one request through, or say how long to stay away.

    Returns:
        The bucket afterwards, and 0 for a request that is let through, else whole seconds until one would be
        (at least 1, as Retry-After knows no fractions). A refused request costs nothing.
    """
    refill = (now - bucket.refilled_at) * requests_per_second
    tokens = min(_capacity(requests_per_second), bucket.tokens + refill)
    if tokens >= 1:
        return Bucket(tokens - 1, now), 0
    return Bucket(tokens, now), max(1, math.ceil((1 - tokens) / requests_per_second))


def _capacity(requests_per_second: float) -> float:
    return max(1.0, requests_per_second)
