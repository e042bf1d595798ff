"""Events that are sent as they are, and a way to change something in them."""

import copy
from collections.abc import Sequence
from typing import Any, Final

HEAD: Final[dict[str, Any]] = {
    "message_id": "m-1",
    "site": "shop",
    "timestamp": "2026-03-01T11:59:00Z",
    "vendor_ids": {"kameleoon_visitor_code": "_js_245fc8a1b9"},
    "context": {"consent": {"analytics": True, "canonical": {"marketing": "granted"}}},
}
PAGE: Final = {"url": "https://e.example/a", "title": "A", "referrer": "https://r.example/"}
GOOD_EVENTS: Final[tuple[dict[str, Any], ...]] = (
    {"event": "Order Completed", "properties": {"kameleoon_goal_id": 7, "revenue": 23.5, "amount": -23.5}},
    {"event": "Order Completed", "properties": {"plan": "gold", "custom": {"3": "a", "12": ["b"]}, "goalId": 9}},
    {"type": "track", "event": "purchase", "properties": {"plan": 5, "coupon": 0, "kameleoonGoalId": "8"}},
    {"event": "Order Refunded", "properties": {"kameleoon_goal_id": 7, "total": "-5"}},
    {"event": "Trial", "properties": {"plan": "x", "goal_id": 7, "total": 1}},
    {"type": "page", "context": {**HEAD["context"], "page": PAGE}, "properties": {"channels": [0, "2"]}},
    {"type": "page", "properties": {"url": "https://e.example/b", "channel": 3}},
)
"""Each is sent by one mapping at least of those in `mappings`."""


def changed(event: dict[str, Any], changes: Sequence[tuple[str, object]]) -> dict[str, Any]:
    """Copy an event with other values in some places, where there is a place."""
    event = copy.deepcopy({**HEAD, **event})
    for place, value in changes:
        *outer, key = place.split(".")
        container: object = event
        for name in outer:
            container = container.setdefault(name, {}) if isinstance(container, dict) else None
        if isinstance(container, dict):
            container[key] = value
    return event
