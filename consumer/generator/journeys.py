"""What visitors do: the scenario that decides each event and what the mapping has to make of it.

The intents are written here by hand from the specification's event mapping (`page`, `Order Completed`,
`Order Refunded` and `Signed Up` are delivered, everything else is dropped), never computed with the mapping:
a generator that asked the mapping could not show that the mapping is wrong.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Final

from consumer.generator.catalogue import (
    CART,
    CATEGORY_PAGES,
    CHECKOUT,
    CURRENCY,
    HOME,
    PRODUCT_PAGES,
    PURCHASE_GOAL_ID,
    REFUND_GOAL_ID,
    SEARCHES,
    SIGN_UP,
    SIGN_UP_GOAL_ID,
    THANK_YOU,
    line_item,
    search_results,
)
from consumer.generator.record import Intent
from consumer.generator.session import Session, Step
from consumer.generator.visitor import new_user_id

_MEAN_PRODUCTS_VIEWED: Final = 4
_ADDED_SHARE: Final = 0.18
_BOUGHT_SHARE: Final = 0.45
_REFUNDED_SHARE: Final = 0.15
_TAGGED_TWICE_SHARE: Final = 0.1
_REFUND_MS: Final = range(60_000, 300_000)
"""A refund follows soon, so that a short stream has some too."""


def visit(session: Session, *, signs_up: bool) -> Iterator[Step]:
    """Yield the steps of one visit: arrive, look around, perhaps sign up, perhaps buy."""
    yield session.view(session.rng.choice((HOME, HOME, *CATEGORY_PAGES)))
    if session.visitor.user_id is not None and session.chance(0.3):
        yield from _be_recognised(session)
    yield from _look_around(session)
    if signs_up:
        yield from _sign_up(session)
    if session.basket:
        yield session.view(CART)
        if session.chance(_BOUGHT_SHARE):
            yield from _buy(session)


def _be_recognised(session: Session) -> Iterator[Step]:
    yield session.identify({"plan": "club", "newsletter": session.chance(0.5), "orders": session.rng.randrange(20)})
    if session.chance(0.2):
        yield session.group("club-gold", {"name": "Club Gold", "discount_percent": 5})


def _look_around(session: Session) -> Iterator[Step]:
    rng = session.rng
    for _ in range(1 + int(rng.expovariate(1 / _MEAN_PRODUCTS_VIEWED))):
        if session.chance(0.15):
            yield from _search(session)
        elif session.chance(0.2):
            yield session.view(rng.choice(CATEGORY_PAGES))
        product, page = rng.choice(PRODUCT_PAGES)
        yield session.view(page, {"product_id": product.sku})
        if session.chance(0.3):
            yield session.track("Product Viewed", line_item(product, 1), Intent.DROP)
        if session.chance(_ADDED_SHARE):
            quantity = rng.choice((1, 1, 1, 2, 4))
            session.basket.append((product, quantity))
            yield session.track("Product Added", line_item(product, quantity), Intent.DROP)


def _search(session: Session) -> Iterator[Step]:
    query = session.rng.choice(SEARCHES)
    found = {"query": query, "results": session.rng.randrange(40)}
    yield session.view(search_results(query))
    yield session.track("Search Performed", found, Intent.DROP)


def _sign_up(session: Session) -> Iterator[Step]:
    yield session.view(SIGN_UP)
    properties: dict[str, object] = {"method": "email", "kameleoon_goal_id": SIGN_UP_GOAL_ID}
    session.visitor = replace(session.visitor, user_id=new_user_id(session.rng))
    yield session.track("Signed Up", properties, Intent.DELIVER)
    yield session.identify({"plan": "free", "newsletter": session.chance(0.4), "orders": 0})


def _buy(session: Session) -> Iterator[Step]:
    order_id = _order_id(session.rng)
    products = [line_item(product, quantity) for product, quantity in session.basket]
    revenue = sum(product.price_cents * quantity for product, quantity in session.basket) / 100
    total: dict[str, object] = {"order_id": order_id, "revenue": revenue, "currency": CURRENCY}
    yield session.track("Checkout Started", {**total, "products": products}, Intent.DROP)
    yield session.view(CHECKOUT)
    order = {**total, "products": products, "kameleoon_goal_id": PURCHASE_GOAL_ID}
    yield session.track("Order Completed", order, Intent.DELIVER)
    if session.chance(_TAGGED_TWICE_SHARE):
        # Some sites are tagged twice: the same order under GA4's name must not count a second time.
        bought = {"transaction_id": order_id, "value": revenue, "currency": CURRENCY}
        yield session.track("purchase", bought, Intent.DROP)
    yield session.view(THANK_YOU)
    if session.chance(_REFUNDED_SHARE):
        refund = {**total, "kameleoon_goal_id": REFUND_GOAL_ID}
        pause_ms = session.rng.choice(_REFUND_MS)
        yield session.track_from_server("Order Refunded", refund, Intent.DELIVER, pause_ms)


def _order_id(rng: Random) -> str:
    return f"ORD-{rng.randrange(10**12):012d}"
