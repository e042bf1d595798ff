"""Counts verdicts by event name: what the mapping would make of a sample of records."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from consumer.check.shown import shown
from transforms import Dropped, Invalid, Send, Verdict


class Ending(StrEnum):
    """How a record would end."""

    SENT = "sent"
    DROPPED = "dropped"
    DEAD_LETTERED = "dead-lettered"


@dataclass(frozen=True, slots=True)
class Result:
    """A verdict that records of one name got: its ending, its reason (none when sent), how many."""

    ending: Ending
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class NameTally:
    """All records of one event name, fit to be shown; None for those that have no name.

    Attributes:
        results: the most frequent first.
    """

    name: str | None
    results: tuple[Result, ...]

    @property
    def count(self) -> int:
        """All of them."""
        return sum(result.count for result in self.results)


Tally = tuple[NameTally, ...]
"""The most frequent name first."""


def tally(judged: Iterable[tuple[str | None, Verdict]]) -> Tally:
    """Count. Names come from strangers: they are made fit to be shown before they are kept."""
    counts = Counter((None if name is None else shown(name), *_ending(verdict)) for name, verdict in judged)
    by_name: dict[str | None, list[Result]] = {}
    for (name, ending, reason), count in counts.most_common():
        by_name.setdefault(name, []).append(Result(ending, reason, count))
    tallies = (NameTally(name, tuple(results)) for name, results in by_name.items())
    return tuple(sorted(tallies, key=lambda one: (-one.count, one.name or "")))


def ending_counts(names: Iterable[NameTally]) -> dict[Ending, int]:
    """How many records end how; endings that none has are there with 0."""
    counts = dict.fromkeys(Ending, 0)
    for name in names:
        for result in name.results:
            counts[result.ending] += result.count
    return counts


def _ending(verdict: Verdict) -> tuple[Ending, str]:
    match verdict:
        case Send():
            return Ending.SENT, ""
        case Dropped(reason=reason):
            return Ending.DROPPED, reason.value
        case Invalid(reason=invalid):
            return Ending.DEAD_LETTERED, invalid.value
