"""The vendor's events: field names, types and limits, each with its source.

The Data API answers before it looks at the events, so an event that breaks one of these rules would
vanish without a trace. Sources: [S] the integration's specification; [A] Kameleoon's Data API reference,
"POST /visit/events"; [K] Kameleoon's SDKs as clients of the same address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import orjson

from transforms.conversions import LARGEST_EXACT, Bounds, Conversion, VendorValue
from transforms.verdict import Invalid, InvalidReason, Send

MAX_VISITOR_CODE_CHARACTERS: Final = 100
"""[A] "limit to 100 characters". The SDKs accept 255; the smaller limit is right under both."""

DEFAULT_MAX_EVENT_BYTES: Final = 1_000_000
"""[A] The body limit was 1, 10, 8 and 3 MB over time: a body of 1,000,000 bytes was right under each."""


class EventType(StrEnum):
    """The vendor's kinds of event. [S] Upper case; [A] the same."""

    PAGE = "PAGE"
    CONVERSION = "CONVERSION"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorField:
    """One field of a vendor event.

    Attributes:
        conversions: The kinds of value that it can be made by; the first is used unless the mapping says so.
        bounds: The numbers that it takes.
        missing: The reason when it is required and absent; None when it may be left out.
        invalid: The reason when what was found cannot be made into it.
    """

    conversions: tuple[Conversion, ...]
    bounds: Bounds = field(default_factory=Bounds)
    missing: InvalidReason | None = None
    invalid: InvalidReason = InvalidReason.FIELD_INVALID


_PAGE: Final = {
    # [K] The SDKs send no page view at all without it.
    "href": VendorField(
        conversions=(Conversion.URL,), missing=InvalidReason.HREF_MISSING, invalid=InvalidReason.HREF_INVALID
    ),
    # [K] Optional.
    "title": VendorField(conversions=(Conversion.TEXT,)),
    # [S] An array; it holds the page's one referrer address. Apps refer under schemes of their own
    # (android-app://), so any text is an address here.
    "referrers": VendorField(conversions=(Conversion.TEXT_LIST,)),
}

_CONVERSION: Final = {
    # [S] Numeric. [K] A positive 32-bit integer in every SDK.
    "goalId": VendorField(
        conversions=(Conversion.INTEGER,),
        bounds=Bounds(least=1, greatest=2**31 - 1),
        missing=InvalidReason.GOAL_ID_MISSING,
        invalid=InvalidReason.GOAL_ID_INVALID,
    ),
    # [A] A number, 0 when it is left out. What is taken back is said by `negative`, not by a sign.
    "revenue": VendorField(
        conversions=(Conversion.NUMBER, Conversion.ABSOLUTE_NUMBER),
        bounds=Bounds(least=0, greatest=LARGEST_EXACT),
        invalid=InvalidReason.REVENUE_INVALID,
    ),
    # [S] true for a refund. [A] Optional, false when it is left out.
    "negative": VendorField(conversions=(Conversion.BOOLEAN,)),
}

VENDOR_FIELDS: Final[Mapping[EventType, Mapping[str, VendorField]]] = {
    EventType.PAGE: _PAGE,
    EventType.CONVERSION: _CONVERSION,
}
"""What each kind of event may hold beside `nonce`, `eventType` and `visitorCode`, which every event has."""

Encode = Callable[[Mapping[str, VendorValue]], Send | Invalid]


def encoder(rule: str, max_event_bytes: int) -> Encode:
    """Build the function that writes the vendor events of one rule as JSON.

    Args:
        rule: The rule's event name.
        max_event_bytes: The largest encoded event that is sent.

    Returns:
        A function from fields in their order to the event to send, or why it cannot be sent.
    """
    unwritable = Invalid(rule, InvalidReason.NOT_ENCODABLE, "the vendor event cannot be written as JSON")
    large = Invalid(rule, InvalidReason.TOO_LARGE, f"the vendor event is larger than {max_event_bytes} bytes")

    def encode(fields: Mapping[str, VendorValue]) -> Send | Invalid:
        try:
            body = orjson.dumps(fields)
        except orjson.JSONEncodeError:
            return unwritable
        return Send(rule, body) if len(body) <= max_event_bytes else large

    return encode
