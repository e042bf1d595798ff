"""The step of one field: what of it stands in the mapping and what in the vendor's table."""

from transforms.blueprint import FieldMapping, Fixed, FromEvent
from transforms.compiled.step import field_step
from transforms.conversions import Bounds, Conversion
from transforms.kameleoon_event import EventType
from transforms.verdict import Invalid, InvalidReason

PATHS = (("properties", "goal"), ("goal",))


def test_a_field_from_the_event() -> None:
    """Places and conversion from the mapping; bounds, need and reasons from the table."""
    source = FromEvent(paths=PATHS, conversion=Conversion.INTEGER)
    step = field_step(FieldMapping(name="goalId", source=source), EventType.CONVERSION, "Paid")
    assert (step.name, step.paths, step.fixed, step.conversion) == ("goalId", PATHS, None, Conversion.INTEGER)
    assert step.bounds == Bounds(least=1, greatest=2147483647)
    assert [step.convert(raw) for raw in ("7", 0, 2**31)] == [7, None, None]
    detail = "goalId: there is nothing in properties.goal, goal"
    assert step.missing == Invalid("Paid", InvalidReason.GOAL_ID_MISSING, detail)
    detail = "goalId: an integer from 1 to 2147483647 is wanted, this is a text"
    assert step.reject("visitor-4711") == Invalid("Paid", InvalidReason.GOAL_ID_INVALID, detail)


def test_a_field_that_may_be_left_out_and_is_made_otherwise() -> None:
    """The conversion that the mapping names is the one that is used and told."""
    source = FromEvent(paths=PATHS, conversion=Conversion.ABSOLUTE_NUMBER)
    step = field_step(FieldMapping(name="revenue", source=source), EventType.CONVERSION, "Paid")
    assert step.missing is None
    assert step.convert(-2.5) == 2.5
    detail = "revenue: a number whose size is from 0 to 9007199254740992 is wanted, this is a list"
    assert step.reject([-2.5]) == Invalid("Paid", InvalidReason.REVENUE_INVALID, detail)


def test_a_fixed_field() -> None:
    """It is read nowhere."""
    source = Fixed(value=False, conversion=Conversion.BOOLEAN)
    step = field_step(FieldMapping(name="negative", source=source), EventType.CONVERSION, "Paid")
    assert (step.paths, step.fixed, step.convert(step.fixed)) == ((), False, False)
