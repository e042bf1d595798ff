"""Writing vendor events."""

import pytest

from transforms.kameleoon_event import VENDOR_FIELDS, EventType, encoder
from transforms.verdict import Invalid, InvalidReason, Send


def test_an_event_is_written_in_the_order_of_its_fields() -> None:
    """As compact JSON."""
    assert encoder("r", 100)({"b": 1, "a": ["c"]}) == Send("r", b'{"b":1,"a":["c"]}')


def test_an_event_may_be_as_large_as_the_limit_and_no_larger() -> None:
    """Bytes are counted, not letters."""
    assert encoder("r", 12)({"a": "éé"}) == Send("r", '{"a":"éé"}'.encode())
    large = encoder("r", 11)({"a": "éé"})
    assert isinstance(large, Invalid)
    assert (large.rule, large.reason) == ("r", InvalidReason.TOO_LARGE)


@pytest.mark.parametrize("value", [2**64, "\ud800"])
def test_what_json_cannot_hold_is_not_encodable(value: str | int) -> None:
    """An integer beyond 64 bits, half a surrogate pair."""
    verdict = encoder("r", 100)({"a": value})
    assert isinstance(verdict, Invalid)
    assert (verdict.rule, verdict.reason) == ("r", InvalidReason.NOT_ENCODABLE)


def test_every_field_can_be_made_by_at_least_one_conversion() -> None:
    """The first is the one that a mapping need not name."""
    assert set(VENDOR_FIELDS) == set(EventType)
    assert all(field.conversions for fields in VENDOR_FIELDS.values() for field in fields.values())
