"""How many requests a second may leave."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.request_rate import RequestRate

CEILINGS = st.floats(0.01, 100_000)


def interval_at(rate: RequestRate, now: float) -> float:
    """How long the request after one at this moment has to wait, if nothing changed: for rates above one a second."""
    rate.sent(now)
    return rate.wait_until(now) - now


def test_without_a_ceiling_nothing_waits() -> None:
    """Not even after a 429, for which there is the cool-down."""
    rate = RequestRate(None)
    rate.sent(100.0)
    rate.rate_limited(100.0)
    assert rate.wait_until(100.0) == 100.0


def test_requests_are_evenly_spaced() -> None:
    """The first leaves at once; a pause saves nothing up."""
    rate = RequestRate(4.0)
    assert rate.wait_until(100.0) <= 100.0
    assert interval_at(rate, 100.0) == 0.25
    assert rate.wait_until(100.25) <= 100.25
    assert interval_at(rate, 1000.0) == 0.25


def test_each_429_halves_the_rate() -> None:
    """Of 8 a second, 4 and then 2 are left."""
    rate = RequestRate(8.0)
    rate.rate_limited(100.0)
    assert interval_at(rate, 100.0) == 0.25
    rate.rate_limited(100.0)
    assert interval_at(rate, 100.0) == 0.5


@pytest.mark.parametrize(("seconds", "per_second"), [(0, 30), (10, 40), (15, 45), (30, 60), (3600, 60)])
def test_the_rate_grows_back_by_a_sixtieth_of_the_ceiling_each_second(seconds: int, per_second: int) -> None:
    """And never beyond the ceiling."""
    rate = RequestRate(60.0)
    rate.rate_limited(100.0)
    assert interval_at(rate, 100.0 + seconds) == pytest.approx(1 / per_second)


def test_a_storm_of_429_leaves_a_thirty_second_part() -> None:
    """All partitions may be answered so at one moment."""
    rate = RequestRate(64.0)
    for _ in range(100):
        rate.rate_limited(100.0)
    assert interval_at(rate, 100.0) == 0.5


def test_a_long_wait_is_looked_at_again_each_second() -> None:
    """From 1/32 a second, the next request leaves after some seven seconds, not after 32: the rate has grown."""
    rate, now = RequestRate(1.0), 100.0
    for _ in range(100):
        rate.rate_limited(now)
    rate.sent(now)
    while (until := rate.wait_until(now)) > now:
        assert until - now <= 1.0
        now = until
    assert 6.0 < now - 100.0 < 8.0


@given(ceiling=CEILINGS, steps=st.lists(st.tuples(st.floats(0, 100), st.booleans()), max_size=30))
def test_there_never_are_more_requests_than_the_ceiling_allows(ceiling: float, steps: list[tuple[float, bool]]) -> None:
    """Whatever is answered, and however eager the lanes are."""
    rate, now, sent = RequestRate(ceiling), 1000.0, list[float]()
    for share, is_limited in steps:
        now += share / ceiling / 50
        if rate.wait_until(now) <= now:
            rate.sent(now)
            sent.append(now)
        if is_limited:
            rate.rate_limited(now)
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert all(gap >= 1 / ceiling - 1e-9 for gap in gaps)
