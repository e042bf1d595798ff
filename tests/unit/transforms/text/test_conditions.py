"""Conditions: what must hold of an event, and when one of them can never decide anything."""

import pytest

from tests.unit.transforms.text.mappings import Mistake, mistakes, problems, read_when
from transforms.blueprint import Condition, OneOf, Present


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
