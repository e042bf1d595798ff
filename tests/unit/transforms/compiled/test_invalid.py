"""Invalid verdicts in words."""

from transforms.compiled.invalid import absent, defect, too_large, unusable, unwritable
from transforms.verdict import Invalid, InvalidReason


def test_the_places_of_what_is_absent_are_told() -> None:
    """As the mapping writes them, in order."""
    verdict = absent("Paid", InvalidReason.GOAL_ID_MISSING, "goalId", [("a", "b c"), ("d",)])
    assert verdict == Invalid("Paid", InvalidReason.GOAL_ID_MISSING, "goalId: there is nothing in a.b c, d")


def test_the_kind_of_what_cannot_be_used_is_told() -> None:
    """And never what it holds."""
    reject = unusable("page", InvalidReason.HREF_INVALID, "href", "an address")
    detail = "href: an address is wanted, this is a text"
    assert reject("visitor-4711") == Invalid("page", InvalidReason.HREF_INVALID, detail)


def test_a_defect_is_named_by_its_kind() -> None:
    """The message of an exception may repeat the event."""
    detail = "KeyError in the transform, which is a defect in it"
    assert defect("page", KeyError("4711")) == Invalid("page", InvalidReason.TRANSFORM_FAILED, detail)


def test_what_becomes_of_an_encoded_event() -> None:
    """Not at all, or too large, with the limit."""
    detail = "the vendor event cannot be written as JSON"
    assert unwritable("page") == Invalid("page", InvalidReason.NOT_ENCODABLE, detail)
    detail = "the vendor event is larger than 5 bytes"
    assert too_large("page", 5) == Invalid("page", InvalidReason.TOO_LARGE, detail)
