"""What to change about each verdict of the mapping. Keyed by the reason's text, as metrics and dead letters show it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

NOT_MAPPED: Final = "not_mapped"

ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        # dropped: good events that are not sent
        NOT_MAPPED: "nothing, or add it to the mapping",
        "condition_not_met": "nothing, or change the condition in the mapping if it should be sent",
        "consent_missing": "nothing if the visitor refused; else see that the event carries the consent",
        "too_old": "nothing after an outage or in a replay; else see why events arrive so late",
        "tombstone": "nothing: the mapping drops records without a value",
        # invalid: they go to the dead-letter topic
        "empty": "is SIGNAL_TOPIC compacted? `tombstones: drop` in the mapping drops records without a value",
        "not_json": "see what writes such records: their JSON is cut off or malformed, or they are of a binary format",
        "not_json_compressed": "let the producer write JSON as it is: Kafka compresses by itself (compression.type)",
        "not_json_registry": "let the producer write plain JSON, not Avro or Protobuf with a schema registry",
        "not_json_utf_16": "let the producer write UTF-8: its text encoder is set to UTF-16 or UTF-32",
        "not_json_text": "see what writes plain text to SIGNAL_TOPIC, such as error pages, CSV or test messages",
        "not_an_object": "write one JSON object per record, not a list or a text",
        "event_type_missing": "send type or event; is SIGNAL_TOPIC one of Signal's enriched topics?",
        "message_id_missing": "send message_id, by which Kameleoon tells repeats",
        "message_id_placeholder": "see what fills message_id: it holds a text such as undefined, or zeros",
        "visitor_code_missing": "send kameleoon_visitor_code (the tag's cookie) or anonymous_id",
        "visitor_code_placeholder": "see what fills kameleoon_visitor_code and anonymous_id: a text such as undefined",
        "visitor_code_too_long": "Kameleoon takes 100 characters: see what the visitor code is made of",
        "goal_id_missing": "send kameleoon_goal_id or set KAMELEOON_GOAL_IDS",
        "goal_id_invalid": "send the goal's number as Kameleoon shows it, an integer from 1 to 2147483647",
        "revenue_invalid": "send revenue as a number from 0 up, without currency or thousands separators",
        "href_missing": "send the page's address as context.page.url",
        "href_invalid": "send the page's whole address: http or https, and a host",
        "field_invalid": "a field is of the wrong kind, such as a list for a text: see the mapping's fields",
        "not_encodable": "see what writes the event: it holds text that no JSON can hold",
        "too_large": "shorten what the mapping reads: the event is larger than a request may be",
        "transform_failed": "a defect of this program: please report it, with the dead letter's detail",
    }
)


def advice_on(reason: str, event_name: str | None, preset_with: Callable[[str], str | None]) -> str:
    """Say what to change so that such records are sent, or why nothing has to be.

    Args:
        reason: of `DropReason` or `InvalidReason`.
        event_name: None where the record has none.
        preset_with: finds the preset that maps an event.
    """
    preset = preset_with(event_name) if event_name is not None and reason == NOT_MAPPED else None
    return f"preset {preset} maps it (extends: {preset})" if preset else ADVICE[reason]
