"""The table of the vendor's fields, and the vendor's limits."""

import orjson
import pytest

from transforms import BlueprintError, Invalid, InvalidReason, Send, compile_blueprint, load_preset, parse_blueprint
from transforms.kameleoon_event import VENDOR_FIELDS, EventType

OWN = """\
nonce: m
identity: {visitor_code: v}
events: {Paid: {eventType: CONVERSION, fields: {goalId: {value: 1}}}}
"""


def test_every_field_can_be_made_by_at_least_one_conversion() -> None:
    """The first is the one that a mapping need not name."""
    assert set(VENDOR_FIELDS) == set(EventType)
    assert all(field.conversions for fields in VENDOR_FIELDS.values() for field in fields.values())


def test_a_visitor_code_has_100_characters_unless_a_mapping_says_more() -> None:
    """A mapping that stands alone says nothing."""
    transform = compile_blueprint(parse_blueprint(OWN)).transform
    values = [orjson.dumps({"event": "Paid", "m": "m", "v": "v" * length}) for length in (100, 101)]
    sent, refused = (transform(value, 0.0) for value in values)
    assert isinstance(sent, Send)
    assert isinstance(refused, Invalid)
    assert refused.reason is InvalidReason.VISITOR_CODE_TOO_LONG


def test_a_mapping_says_255_characters_at_most() -> None:
    """Kameleoon's own clients refuse longer ones."""
    own = "{{extends: default, identity: {{max_characters: {}}}}}"
    assert parse_blueprint(own.format(255)).identity.max_characters == 255
    with pytest.raises(BlueprintError, match="a number from 1 to 255"):
        parse_blueprint(own.format(256))


def test_an_event_and_its_brackets_have_a_million_bytes_at_most() -> None:
    """The event itself two less."""
    transform = compile_blueprint(load_preset("default")).transform
    head = len(b'{"nonce":"","eventType":"CONVERSION","visitorCode":"a","goalId":1}')
    event = {"event": "Signed Up", "anonymous_id": "a", "properties": {"kameleoon_goal_id": 1}}
    values = [orjson.dumps({**event, "message_id": "m" * (size - head)}) for size in (999_998, 999_999)]
    sent, refused = (transform(value, 0.0) for value in values)
    assert isinstance(sent, Send)
    assert len(sent.body) == 999_998
    assert refused == Invalid("Signed Up", InvalidReason.TOO_LARGE, "the vendor event is larger than 999998 bytes")
