"""Rules that can be reached, and those that cannot."""

import random
import time
from collections.abc import Sequence

import pytest

from transforms.blueprint import Condition, OneOf, Present, Scalar
from transforms.text.reach import Reach

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
    reach = Reach()
    reach.add(before)
    assert reach.is_taken(after) is takes_them_all


def test_any_rule_before_may_take_all() -> None:
    """Among many, whichever of its conditions it is found by."""
    rng, reach = random.Random(1), Reach()
    rules: list[list[Condition]] = []
    for _ in range(300):
        places = rng.sample("abcd", rng.randint(1, 3))
        rule = [is_any_of(*rng.sample(range(6), rng.randint(1, 3)), place=place) for place in places]
        alone = [Reach() for _ in rules]
        for one, before in zip(alone, rules, strict=True):
            one.add(before)
        assert reach.is_taken(rule) is any(one.is_taken(rule) for one in alone)
        reach.add(rule)
        rules.append(rule)


def test_a_table_of_thousands_of_rules_is_not_compared_each_with_each() -> None:
    """All of one site, each of its own product."""
    started, reach = time.process_time(), Reach()
    for number in range(20_000):
        rule = [is_any_of("shop", place="site"), is_any_of(number)]
        assert not reach.is_taken(rule)
        reach.add(rule)
    assert reach.is_taken([is_any_of(7), is_any_of("shop", place="site"), is_there(place="c")])
    assert time.process_time() - started < 10
