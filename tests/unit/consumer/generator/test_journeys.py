"""The scenario: what visitors do, and that each event holds what the specification's event mapping reads."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import pytest

from consumer.generator import Intent
from tests.unit.consumer.generator.samples import decoded, events, inside, sample

_MAPPED_TRACKS: Final = {"Order Completed", "Order Refunded", "Signed Up"}


def _tracks(name: str) -> list[dict[str, object]]:
    return [event for event in events(Intent.DELIVER) if event.get("event") == name]


def _whole_events() -> Iterator[dict[str, object]]:
    return (decoded(record) for record in sample() if record.intent is not Intent.DEAD_LETTER)


def test_exactly_the_four_names_of_the_event_mapping_are_delivered() -> None:
    """`page`, `Order Completed`, `Order Refunded`, `Signed Up`, and all four occur."""
    names = {event["event"] if event["type"] == "track" else event["type"] for event in events(Intent.DELIVER)}
    assert names == {"page", *_MAPPED_TRACKS}


def test_everything_else_is_dropped() -> None:
    """Steps on the way to an order, GA4's own names, and the types that are neither page nor track."""
    dropped = events(Intent.DROP)
    assert {event["type"] for event in dropped} == {"track", "identify", "group"}
    names = {event["event"] for event in dropped if event["type"] == "track"}
    assert names == {"Product Viewed", "Product Added", "Search Performed", "Checkout Started", "purchase"}


def test_a_page_view_holds_its_address_title_and_referrer() -> None:
    """PAGE takes href, title and referrers."""
    for event in events(Intent.DELIVER):
        if event["type"] == "page":
            url = str(inside(event, "context.page.url"))
            assert url.startswith("https://")
            assert url.isascii()
            assert inside(event, "context.page.title")
            assert isinstance(inside(event, "context.page.referrer"), str)
            assert event["name"]


@pytest.mark.parametrize("name", sorted(_MAPPED_TRACKS))
def test_a_conversion_holds_a_numeric_goal(name: str) -> None:
    """CONVERSION takes goalId from `kameleoon_goal_id`; each kind of conversion counts for one goal."""
    goals = {inside(event, "properties.kameleoon_goal_id") for event in _tracks(name)}
    assert len(goals) == 1
    assert all(isinstance(goal, int) and goal > 0 for goal in goals)


def test_the_revenue_of_an_order_is_the_sum_of_its_products() -> None:
    """And it is positive, with at most two decimals."""
    for event in _tracks("Order Completed"):
        products = inside(event, "properties.products")
        assert isinstance(products, list)
        revenue = inside(event, "properties.revenue")
        assert isinstance(revenue, float)
        assert revenue == round(revenue, 2) > 0
        assert revenue == pytest.approx(sum(item["price"] * item["quantity"] for item in products))
        assert inside(event, "properties.currency") == "EUR"


def test_who_orders_has_looked_at_pages_before() -> None:
    """Orders and sign-ups belong to visits: at least landing page, product and checkout came first."""
    pages: defaultdict[object, set[object]] = defaultdict(set)
    for event in _whole_events():
        visitor = event["anonymousId"]
        if event["type"] == "page":
            pages[visitor].add(event["name"])
        elif event.get("event") == "Order Completed":
            assert {"Product Detail", "Cart", "Checkout"} <= pages[visitor]
        elif event.get("event") == "Signed Up":
            assert "Sign Up" in pages[visitor]


def test_a_refund_follows_the_order_that_it_takes_back() -> None:
    """Same visitor, same order, same amount; and no order is taken back twice."""
    orders: dict[object, tuple[object, object]] = {}
    refunds = 0
    for event in events(Intent.DELIVER):
        what = (event["anonymousId"], inside(event, "properties.revenue"))
        if event.get("event") == "Order Completed":
            orders[inside(event, "properties.order_id")] = what
        elif event.get("event") == "Order Refunded":
            assert orders.pop(inside(event, "properties.order_id")) == what
            refunds += 1
    assert refunds > 10


def test_a_refund_knows_no_page() -> None:
    """It comes from the shop's server: a mapping may not rely on a page."""
    assert all(inside(event, "context.page") is None for event in _tracks("Order Refunded"))


def test_who_signs_up_has_an_account_from_then_on() -> None:
    """The sign-up is told with the new user id, and happens once per visitor."""
    visitors = [event["anonymousId"] for event in _tracks("Signed Up")]
    assert len(visitors) == len(set(visitors)) > 20
    assert all(event["userId"] for event in _tracks("Signed Up"))


def test_an_order_tagged_twice_is_meant_to_count_once() -> None:
    """GA4's `purchase` repeats an order that was delivered, and is itself dropped."""
    orders = {inside(event, "properties.order_id") for event in _tracks("Order Completed")}
    copies = [event for event in events(Intent.DROP) if event.get("event") == "purchase"]
    assert copies
    assert all(inside(event, "properties.transaction_id") in orders for event in copies)
