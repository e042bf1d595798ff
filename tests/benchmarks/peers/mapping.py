"""The mapping that every program here has in common: the same vendor events as the floor's."""

from collections.abc import Mapping
from typing import Any

import orjson

CONVERSIONS: Mapping[object, bool] = {"Order Completed": False, "Signed Up": False, "Order Refunded": True}


def vendor_event(value: bytes) -> dict[str, Any] | None:
    """The vendor event of one record, or None for an event that is not mapped."""
    event = orjson.loads(value)
    page = (event.get("context") or {}).get("page")
    if event["type"] == "page" and page is not None:
        return {
            "nonce": event["messageId"],
            "eventType": "PAGE",
            "visitorCode": event.get("anonymousId"),
            "href": page.get("url"),
            "title": page.get("title"),
        }
    name, properties = event.get("event"), event.get("properties")
    if name in CONVERSIONS and properties is not None:
        conversion = {
            "nonce": event["messageId"],
            "eventType": "CONVERSION",
            "visitorCode": event.get("anonymousId"),
        }
        if (goal := properties.get("kameleoon_goal_id")) is not None:
            conversion["goalId"] = goal
        if (revenue := properties.get("revenue")) is not None:
            conversion["revenue"] = revenue
        if CONVERSIONS[name]:
            conversion["negative"] = True
        return conversion
    return None
