"""Conditions: what must hold of an event, and when one of them can never decide anything."""

from collections.abc import Sequence

import pytest

from tests.unit.transforms.text.mappings import Mistake, mistakes, problems, read_when
from transforms.blueprint import Condition, OneOf, Present, Scalar
from transforms.text.conditions import takes_all


@pytest.mark.parametrize("mistake", mistakes("conditions"), ids=lambda mistake: mistake.what)
def test_a_mistake_is_told(mistake: Mistake) -> None:
    """Everything that is wrong, and nothing else."""
    assert problems(mistake.text) == tuple(mistake.problems)


@pytest.mark.parametrize(
    ("when", "test"),
    [
        ("{from: a, equals: b}", OneOf(("b",))),
        ("{from: a, equals: 5}", OneOf((5,))),
        ("{from: a, equals: -1.5}", OneOf((-1.5,))),
        ("{from: a, equals: '5'}", OneOf(("5",))),
        ("{from: a, equals: false}", OneOf((False,))),
        ("{from: a, equals: 0}", OneOf((0,))),
        ("{from: a, equals: 2026-02-25}", OneOf(("2026-02-25",))),
        ("{from: a, one_of: b}", OneOf(("b",))),
        ("{from: a, one_of: [b, 1, true, '1', 0, false]}", OneOf(("b", 1, True, "1", 0, False))),
        ("{from: a, present: true}", Present(is_wanted=True)),
        ("{from: a, present: false}", Present(is_wanted=False)),
    ],
)
def test_a_condition_is_read(when: str, test: OneOf | Present) -> None:
    """Each kind; values keep their types."""
    (condition,) = read_when(when)
    assert condition == Condition(paths=(("a",),), test=test)
    if isinstance(test, OneOf) and isinstance(condition.test, OneOf):
        assert [type(value) for value in condition.test.values] == [type(value) for value in test.values]


def test_a_list_of_conditions_keeps_its_order() -> None:
    """All of them must hold; one may be said twice."""
    assert read_when("[{from: [a, b.c], equals: d}, {from: e, present: true}, {from: e, present: true}]") == (
        Condition(paths=(("a",), ("b", "c")), test=OneOf(("d",))),
        Condition(paths=(("e",),), test=Present(is_wanted=True)),
        Condition(paths=(("e",),), test=Present(is_wanted=True)),
    )


TRUE: Scalar = True


def is_any_of(*values: Scalar, place: str = "a") -> Condition:
    """The value at a place is one of these."""
    return Condition(paths=((place,),), test=OneOf(values))


def is_there(*, wanted: bool = True, place: str = "a") -> Condition:
    """There is a value at a place, or there is none."""
    return Condition(paths=((place,),), test=Present(wanted))


@pytest.mark.parametrize(
    ("before", "after", "takes_them_all"),
    [
        ([], [], True),
        ([], [is_there()], True),
        ([is_there()], [], False),
        ([is_any_of("x")], [is_any_of("x")], True),
        ([is_any_of("x")], [is_any_of("y")], False),
        ([is_any_of("x")], [is_any_of("x", place="b")], False),
        ([is_any_of("x", "y")], [is_any_of("y")], True),
        ([is_any_of("x")], [is_any_of("x", "y")], False),
        ([is_any_of("x", "y")], [is_any_of("y", "x")], True),
        ([is_any_of(1)], [is_any_of(1.0)], True),
        ([is_any_of(1)], [is_any_of(TRUE)], False),
        ([is_any_of(TRUE)], [is_any_of(1)], False),
        ([is_any_of("1")], [is_any_of(1)], False),
        ([is_there()], [is_any_of("x")], True),
        ([is_there(wanted=False)], [is_any_of("x")], False),
        ([is_any_of("x")], [is_there()], False),
        ([is_there()], [is_there()], True),
        ([is_there()], [is_there(wanted=False)], False),
        ([is_there(wanted=False)], [is_there(wanted=False)], True),
        ([is_any_of("x"), is_there(place="b")], [is_any_of("x")], False),
        ([is_any_of("x"), is_there(place="b")], [is_any_of("z", place="b"), is_any_of("x"), is_there(place="c")], True),
    ],
)
def test_a_rule_takes_all_that_another_would(
    before: Sequence[Condition], after: Sequence[Condition], *, takes_them_all: bool
) -> None:
    """If each of its conditions follows from one of the other's."""
    assert takes_all(before, after) is takes_them_all
