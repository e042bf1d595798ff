"""Many visits at once: who they belong to, and that they run beside each other."""

from functools import cache
from itertools import islice, pairwise
from random import Random

from consumer.generator.crowd import crowd
from tests.unit.consumer.generator.samples import START_MS, inside


@cache
def _steps() -> tuple[tuple[int, dict[str, object]], ...]:
    """Time and event of 10,000 steps."""
    return tuple((at_ms, step.event) for at_ms, step in islice(crowd(Random(2), start_ms=START_MS), 10_000))


def _events(count: int) -> list[dict[str, object]]:
    return [event for _, event in _steps()[:count]]


def test_visits_are_interleaved() -> None:
    """Neighbours in the stream are rarely of one visitor, and scores of visits are under way at a time."""
    visitors = [event["anonymousId"] for event in _events(4_000)]
    assert sum(one == other for one, other in pairwise(visitors)) < 200
    before, after = set(visitors[:2_000]), set(visitors[2_000:])
    assert len(before & after) > 60


def test_times_never_go_back() -> None:
    """Each step is the earliest of all that are still to come."""
    times = [at_ms for at_ms, _ in _steps()]
    assert times[0] == START_MS
    assert times == sorted(times)


def test_most_visitors_have_the_kameleoon_cookie_and_all_an_anonymous_id() -> None:
    """The others are attributed by the anonymous id alone."""
    codes = {event["anonymousId"]: inside(event, "vendor_ids.kameleoon_visitor_code") for event in _events(10_000)}
    known = [code for code in codes.values() if code is not None]
    assert None not in codes
    assert 0.8 < len(known) / len(codes) < 0.95
    assert len(set(known)) == len(known)
    assert all(isinstance(code, str) and len(code) == 16 and code.isalnum() for code in known)


def test_visitors_come_back() -> None:
    """Some visits are by somebody seen before: more landings from outside than visitors."""
    landings = [
        event["anonymousId"]
        for event in _events(10_000)
        if event["type"] == "page"
        and not str(inside(event, "context.page.referrer")).startswith("https://shop.example")
    ]
    assert len(set(landings)) < 0.9 * len(landings)
