"""The vendor's events: field names, types and limits, each with its source.

The Data API answers before it looks at the events, so an event that breaks one of these rules would
vanish without a trace. Sources: [S] the integration's specification; [A] Kameleoon's Data API reference,
"POST /visit/events"; [K] Kameleoon's SDKs as clients of the same address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from transforms.conversions import LARGEST_EXACT, Bounds, Conversion
from transforms.verdict import InvalidReason

MAX_VISITOR_CODE_CHARACTERS: Final = 100
"""[A] "limit to 100 characters". The SDKs accept 255; the smaller limit is right under both."""

LARGEST_MAX_VISITOR_CODE_CHARACTERS: Final = 255
"""[K] Every SDK refuses longer ones."""

DEFAULT_MAX_EVENT_BYTES: Final = 999_998
"""[A] The body limit was 1, 10, 8 and 3 MB over time: a body of 1,000,000 bytes was right under each. Two are the
brackets of its array."""


LARGEST_INTEGER: Final = 2**31 - 1
"""[K] Java's and C#'s SDKs hold identifiers in 32 bits."""


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
    # [K] Acquisition channels by their index, counted from 0.
    "referrersIndices": VendorField(
        conversions=(Conversion.INDEX_LIST,), bounds=Bounds(least=0, greatest=LARGEST_INTEGER)
    ),
}

_CONVERSION: Final = {
    # [S] Numeric. [K] A positive 32-bit integer in every SDK.
    "goalId": VendorField(
        conversions=(Conversion.INTEGER,),
        bounds=Bounds(least=1, greatest=LARGEST_INTEGER),
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
    # [K] Custom data of this conversion: values by the index of the custom data.
    "metadata": VendorField(conversions=(Conversion.METADATA,)),
}

VENDOR_FIELDS: Final[Mapping[EventType, Mapping[str, VendorField]]] = {
    EventType.PAGE: _PAGE,
    EventType.CONVERSION: _CONVERSION,
}
"""What each kind of event may hold beside `nonce`, `eventType` and `visitorCode`, which every event has."""
