"""One visit: pages and their referrers, and the page on which other things happen."""

from random import Random

from consumer.generator.catalogue import CART, HOME, SHOP
from consumer.generator.record import Intent
from consumer.generator.session import Session
from consumer.generator.visitor import new_visitor
from tests.unit.consumer.generator.samples import inside


def _session() -> Session:
    rng = Random(11)
    return Session(rng=rng, visitor=new_visitor(rng))


def test_the_referrer_is_the_page_looked_at_before() -> None:
    """The first page's referrer lies outside the shop, or is empty."""
    session = _session()
    first, second = session.view(HOME), session.view(CART)
    assert not str(inside(first.event, "context.page.referrer")).startswith(SHOP)
    assert inside(second.event, "context.page.referrer") == HOME.url


def test_other_events_happen_on_the_page_that_is_shown() -> None:
    """A track event carries the page of the last page view, which it does not change."""
    session = _session()
    session.view(HOME)
    view = session.view(CART)
    track = session.track("Product Added", {"product_id": "SKU-1"}, Intent.DROP)
    assert inside(track.event, "context.page") == inside(view.event, "context.page")


def test_a_step_from_the_server_comes_after_the_pause_given() -> None:
    """It keeps visitor and consent and knows nothing of the browser."""
    session = _session()
    session.view(HOME)
    step = session.track_from_server("Order Refunded", {}, Intent.DELIVER, 90_000)
    assert step.pause_ms == 90_000
    assert step.event["anonymousId"] == session.visitor.anonymous_id
    assert step.event["vendor_ids"] == session.visitor.vendor_ids
    assert step.event["context"] == {"consent": session.visitor.surroundings["consent"]}


def test_names_stand_where_the_type_of_the_event_has_them() -> None:
    """`event` for track, `name` for page, `groupId` for group, `traits` for identify."""
    session = _session()
    assert session.view(HOME).event["name"] == "Home"
    assert "event" not in session.view(HOME).event
    assert session.track("Signed Up", {}, Intent.DELIVER).event["event"] == "Signed Up"
    assert session.group("club", {"name": "Club"}).event["groupId"] == "club"
    identify = session.identify({"plan": "free"})
    assert (identify.event["type"], identify.event["traits"]) == ("identify", {"plan": "free"})
    assert identify.intent is Intent.DROP
