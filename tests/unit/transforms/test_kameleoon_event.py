"""The table of the vendor's fields."""

from transforms.kameleoon_event import VENDOR_FIELDS, EventType


def test_every_field_can_be_made_by_at_least_one_conversion() -> None:
    """The first is the one that a mapping need not name."""
    assert set(VENDOR_FIELDS) == set(EventType)
    assert all(field.conversions for fields in VENDOR_FIELDS.values() for field in fields.values())
