"""What a transform says about one record: send it, drop it, or set it aside as invalid.

The reasons are closed lists. They become values of metrics and headers of dead letters, so a reason is
never built from what an event holds.
"""

from enum import StrEnum
from typing import Final, final

import msgspec

UNMAPPED: Final = "unmapped"
"""The rule of a record that no rule of the mapping was found for. No event name can be mapped under it."""


class DropReason(StrEnum):
    """Why a good event is not sent."""

    NOT_MAPPED = "not_mapped"
    """The mapping has no rule for the event's name."""
    CONDITION_NOT_MET = "condition_not_met"
    """What the mapping's `when` asks for does not hold."""
    CONSENT_MISSING = "consent_missing"
    """The visitor has not consented to what the mapping's `require_consent` names."""
    TOO_OLD = "too_old"
    """The event is older than the mapping's `max_age`."""
    TOMBSTONE = "tombstone"
    """The record has no value, and the mapping's `tombstones` says `drop`."""


class InvalidReason(StrEnum):
    """Why a record cannot become a valid vendor event."""

    EMPTY = "empty"
    """The record has no value (a tombstone) or a value of no bytes."""
    NOT_JSON = "not_json"
    """The value is no JSON document: it is cut off, malformed or of a binary format."""
    NOT_JSON_COMPRESSED = "not_json_compressed"
    """The value is compressed: gzip, Zstandard, Snappy, LZ4 or the like."""
    NOT_JSON_REGISTRY = "not_json_registry"
    """The value begins with a schema registry's prefix, as Avro and Protobuf do."""
    NOT_JSON_UTF_16 = "not_json_utf_16"
    """The value is UTF-16 or UTF-32, not UTF-8."""
    NOT_JSON_TEXT = "not_json_text"
    """The value is plain text, HTML or XML."""
    NOT_AN_OBJECT = "not_an_object"
    """The JSON document is a list, a text, a number, true, false or null."""
    EVENT_TYPE_MISSING = "event_type_missing"
    """The event has neither `type` nor `event`."""
    MESSAGE_ID_MISSING = "message_id_missing"
    """No message id, so no nonce."""
    MESSAGE_ID_PLACEHOLDER = "message_id_placeholder"
    """The message id is a text that stands for nothing, such as `undefined`: all events would be one."""
    VISITOR_CODE_MISSING = "visitor_code_missing"
    """Neither a Kameleoon visitor code nor an anonymous id."""
    VISITOR_CODE_PLACEHOLDER = "visitor_code_placeholder"
    """The only visitor code is a text that stands for nothing, such as `undefined`: all visitors would be one."""
    VISITOR_CODE_TOO_LONG = "visitor_code_too_long"
    """The visitor code has more characters than the Data API takes."""
    GOAL_ID_MISSING = "goal_id_missing"
    """A conversion without a goal."""
    GOAL_ID_INVALID = "goal_id_invalid"
    """The goal id is no integer from 1 to 2147483647."""
    REVENUE_INVALID = "revenue_invalid"
    """The revenue is no number, is negative, or is too large to be exact."""
    HREF_MISSING = "href_missing"
    """A page view without an address."""
    HREF_INVALID = "href_invalid"
    """The page's address is not http or https with a host."""
    FIELD_INVALID = "field_invalid"
    """Any other field holds what it cannot be made of."""
    NOT_ENCODABLE = "not_encodable"
    """The vendor event cannot be written as JSON."""
    TOO_LARGE = "too_large"
    """The encoded vendor event is larger than a request may be."""
    TRANSFORM_FAILED = "transform_failed"
    """A defect in the transform itself; the detail names the exception."""


WITHOUT_RULE: Final[frozenset[DropReason | InvalidReason]] = frozenset(
    {
        DropReason.NOT_MAPPED,
        DropReason.TOMBSTONE,
        InvalidReason.EMPTY,
        InvalidReason.NOT_JSON,
        InvalidReason.NOT_JSON_COMPRESSED,
        InvalidReason.NOT_JSON_REGISTRY,
        InvalidReason.NOT_JSON_UTF_16,
        InvalidReason.NOT_JSON_TEXT,
        InvalidReason.NOT_AN_OBJECT,
        InvalidReason.EVENT_TYPE_MISSING,
    }
)
"""Reasons that only a record without a rule has: it was judged before the event's name was known, or by it."""

WITH_OR_WITHOUT_RULE: Final[frozenset[DropReason | InvalidReason]] = frozenset(
    {DropReason.CONDITION_NOT_MET, InvalidReason.TRANSFORM_FAILED}
)
"""Reasons that a record may have either way: the whole mapping has a `when`, and a rule has its own."""


@final
class Send(msgspec.Struct, frozen=True, gc=False):
    """The record becomes a vendor event.

    Attributes:
        rule: The event name of the rule that built it.
        body: One encoded JSON object, fields in the specification's order.
        is_fallback: Whether the visitor is known by the fallback identifier only, so that Kameleoon cannot
            attribute a conversion to an experiment.
    """

    rule: str
    body: bytes
    is_fallback: bool = False


@final
class Dropped(msgspec.Struct, frozen=True, gc=False):
    """The mapping says that the record is not sent. Instances are shared.

    Attributes:
        rule: The event name of the rule, or `UNMAPPED`.
        reason: Why.
    """

    rule: str
    reason: DropReason


@final
class Invalid(msgspec.Struct, frozen=True, gc=False):
    """The record should have been sent and cannot be. Instances may be shared.

    Attributes:
        rule: The event name of the rule, or `UNMAPPED`.
        reason: Why, from the closed list.
        detail: The same for a person. It never repeats what the event holds: no visitor, address or id.
    """

    rule: str
    reason: InvalidReason
    detail: str


Verdict = Send | Dropped | Invalid
