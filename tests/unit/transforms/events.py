"""Events as Hypothesis draws them: of the right shape, with something wrong here and there."""

from copy import deepcopy
from typing import Any, Final

import orjson
from hypothesis import strategies as st

from tests.unit.transforms.good_events import GOOD_EVENTS, changed

scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


def one_of_or_anything(*likely: object) -> st.SearchStrategy[object]:
    """Mostly what an event has in this place, now and then anything else."""
    return st.sampled_from(likely) | st.sampled_from(likely) | json_values


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


addresses = one_of_or_anything("https://e.example/a", "http://[::1]:80", "https://", "/a", "")
identifiers = one_of_or_anything("245fc8a1b9", "_js_245fc8a1b9", "_js_", "x" * 101, "")
amounts = one_of_or_anything(23.5, 20, -5, "23.50", "1e3", 2**53 + 1, "")
goals = one_of_or_anything(36151, "36151", 36151.0, 0, 2**31)
page_fields = some(url=addresses, title=st.text(max_size=3), referrer=addresses)
order_fields = some(kameleoon_goal_id=goals, kameleoonGoalId=goals, revenue=amounts, total=amounts)
vendor_ids = some(kameleoon_visitor_code=identifiers)
contexts = some(page=page_fields | json_values, vendorIds=vendor_ids)
events = st.fixed_dictionaries(
    {
        "type": one_of_or_anything("track", "page", "identify"),
        "event": one_of_or_anything("Order Completed", "Order Refunded", "Signed Up", "Product Viewed"),
        "messageId": one_of_or_anything("m-1"),
        "properties": page_fields | order_fields | json_values,
    },
    optional={
        "vendor_ids": vendor_ids | json_values,
        "context": contexts | json_values,
        "anonymousId": identifiers,
        "anonymous_id": identifiers,
    },
)
_PLACES: Final = """
type event message_id messageId site timestamp context properties vendor_ids kameleoon_visitor_code anonymous_id
anonymousId vendorIds.kameleoonVisitorCode vendor_ids.kameleoon_visitor_code context.consent context.page
context.consent.analytics context.consent.canonical consent.categories.marketing context.page.url context.page.title
context.page.referrer properties.url properties.title properties.event_id properties.test properties.plan
properties.coupon properties.back properties.custom properties.amount properties.amount.value properties.total
properties.revenue properties.channels properties.kameleoon_goal_id properties.kameleoonGoalId properties.goal_id
"""
PLACES: Final = _PLACES.split()
LIKELY: Final[tuple[object, ...]] = (
    *("", "_js_", "_js_x", "a-1", "x" * 101, "gold", "silver", "bronze", "https://e.example/c", "granted", "TRUE"),
    *(None, 0, 1, 3, 5, 7.0, -2.5, "23.50", "7", True, False, [], {}, [3], {"3": ["a"]}, {"x": "a"}, {"value": 4}),
    *("2026-02-22T12:00:00", "2016-01-01T00:00:00+01:00", 1_772_366_000_000),
)

# Copies: a change may put something into what an earlier one has put there.
_likely = st.sampled_from(LIKELY).map(deepcopy)
changes = st.lists(st.tuples(st.sampled_from(PLACES), _likely | json_values), max_size=3)
nearly_good_events = st.builds(changed, st.sampled_from(GOOD_EVENTS), changes)
"""Events that are sent, or were before something in them was changed."""


def sendable(value: object) -> object:
    """Replace integers that orjson does not write."""
    match value:
        case bool():
            return value
        case int() if not -(2**63) <= value < 2**64:
            return float(value)
        case dict():
            return {key: sendable(inner) for key, inner in value.items()}
        case list():
            return [sendable(inner) for inner in value]
        case _:
            return value


def encoded(event: object) -> bytes:
    """Write an event as a record's value."""
    return orjson.dumps(sendable(event))
