"""Which rules of an event can be reached: one whose events are all taken by a rule before it cannot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import assert_never

from transforms.blueprint import Comparable, Condition, OneOf, Present, comparable
from transforms.paths import Path

_Test = frozenset[Comparable] | Present
_Clause = tuple[tuple[Path, ...], _Test]
_Rule = Sequence[_Clause]
_Mark = tuple[tuple[Path, ...], Comparable | Present]


@dataclass(slots=True)
class Reach:
    """The rules of one event so far.

    Invariant: a rule lies under every mark of one of its conditions, the one with the fewest rules beside it. A later
    rule that it takes whole shows one of these marks, so that a table of thousands of rules need not be compared
    each with each.
    """

    marked: dict[_Mark, list[_Rule]] = field(default_factory=dict)
    takes_everything: bool = False

    def is_taken(self, conditions: Sequence[Condition]) -> bool:
        """Whether one rule takes whatever satisfies these conditions. That none does is not proven otherwise."""
        rule = [_clause(condition) for condition in conditions]
        found = chain.from_iterable(self.marked.get(mark, ()) for clause in rule for mark in _shown_marks(clause))
        return self.takes_everything or any(_takes_all(other, rule) for other in found)

    def add(self, conditions: Sequence[Condition]) -> None:
        """Add a rule behind the others."""
        rule = [_clause(condition) for condition in conditions]
        if not rule:
            self.takes_everything = True
            return
        marks = min(([*_own_marks(clause)] for clause in rule), key=self._crowd)
        for mark in marks:
            self.marked.setdefault(mark, []).append(rule)

    def _crowd(self, marks: Sequence[_Mark]) -> int:
        return max((len(self.marked.get(mark, ())) for mark in marks), default=0)


def _takes_all(rule: _Rule, later: _Rule) -> bool:
    return all(any(_implies(other, clause) for other in later) for clause in rule)


def _implies(clause: _Clause, other: _Clause) -> bool:
    (paths, test), (other_paths, other_test) = clause, other
    if paths != other_paths:
        return False
    match test, other_test:
        case frozenset(), frozenset():
            return test <= other_test
        case frozenset(), Present(is_wanted):
            return is_wanted
        case _:
            return test == other_test


def _clause(condition: Condition) -> _Clause:
    match condition.test:
        case OneOf(values):
            return condition.paths, frozenset(map(comparable, values))
        case Present() as test:
            return condition.paths, test
        case _:
            assert_never(condition.test)


def _own_marks(clause: _Clause) -> Iterator[_Mark]:
    paths, test = clause
    if isinstance(test, Present):
        yield paths, test
    else:
        yield from ((paths, value) for value in test)


def _shown_marks(clause: _Clause) -> Iterator[_Mark]:
    """Marks of which whatever takes all of this clause has one: any value, since all must be among the other's."""
    paths, test = clause
    if isinstance(test, Present):
        yield paths, test
    else:
        yield paths, Present(is_wanted=True)
        yield from ((paths, value) for value in list(test)[:1])
