"""What the judge found, as a value and as a paragraph."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from tests.loss_checker.history import DeadLetter

_EXAMPLES = 5


class Coordinates(NamedTuple):
    """Where a record lies in the source topic."""

    partition: int
    offset: int


class LateDelivery(NamedTuple):
    """A record whose first delivery came after that of a record behind it."""

    partition: int
    offset: int
    after_offset: int


class CommitBeyondEnd(NamedTuple):
    """A commit of a next offset that no record has been written up to."""

    partition: int
    committed: int
    end: int


class CommitBack(NamedTuple):
    """A commit that is lower than an earlier one."""

    partition: int
    earlier: int
    later: int


UNLAWFUL: Final = (
    "lost",
    "out_of_order",
    "wrongly_dead_lettered",
    "wrongly_delivered",
    "missing_dead_letters",
    "committed_beyond_end",
    "commit_went_back",
)
"""Findings that nothing excuses; repeats are lawful after a crash or an answer that never arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The findings; every one is empty for a history without fault.

    Attributes:
        records: How many records were judged.
        delivered: How many distinct nonces were delivered.
        dead_letters: How many dead letters there are.
        ambiguous: Nonces of requests that were taken and not answered; no finding.
        lost: To be delivered and due, but neither delivered nor dead-lettered.
        repeated: Nonces that were taken more than once, and how many times too many.
        out_of_order: First deliveries that came too late. An event that its retrial acquits is among them.
        wrongly_dead_lettered: Letters of records that were not meant to be, or of no record at all.
        wrongly_delivered: Nonces taken that belong to no record, or to one that was not to be delivered.
        missing_dead_letters: To be dead-lettered and due, but without a letter.
        repeated_dead_letters: Records with more than one letter, and how many too many.
        committed_beyond_end: Commits behind the end of their partition.
        commit_went_back: Commits that are lower than an earlier look saw them.
    """

    records: int
    delivered: int
    dead_letters: int
    ambiguous: frozenset[str]
    lost: tuple[Coordinates, ...]
    repeated: Mapping[str, int]
    out_of_order: tuple[LateDelivery, ...]
    wrongly_dead_lettered: tuple[DeadLetter, ...]
    wrongly_delivered: tuple[str, ...]
    missing_dead_letters: tuple[Coordinates, ...]
    repeated_dead_letters: Mapping[Coordinates, int]
    committed_beyond_end: tuple[CommitBeyondEnd, ...]
    commit_went_back: tuple[CommitBack, ...]

    @property
    def violations(self) -> tuple[str, ...]:
        """Names of the findings that break the contract whatever happened."""
        findings = self._findings()
        return tuple(kind for kind in UNLAWFUL if findings[kind])

    @property
    def repeats(self) -> int:
        """How many events the Data API took again."""
        return sum(self.repeated.values())

    @property
    def text(self) -> str:
        """One paragraph: the sums, then every finding with its first examples."""
        sums = f"{self.records} records, {self.delivered} delivered, {self.repeats} repeats"
        if self.ambiguous:
            sums += f", {len(self.ambiguous)} taken once without an answer"
        found = [_described(kind, finding) for kind, finding in self._findings().items() if finding]
        return f"{sums}. " + ("; ".join(found) if found else "Nothing to find fault with") + "."

    def _findings(self) -> dict[str, Collection[object]]:
        return {
            "lost": self.lost,
            "repeated": self.repeated.items(),
            "out_of_order": self.out_of_order,
            "wrongly_dead_lettered": self.wrongly_dead_lettered,
            "wrongly_delivered": self.wrongly_delivered,
            "missing_dead_letters": self.missing_dead_letters,
            "repeated_dead_letters": self.repeated_dead_letters.items(),
            "committed_beyond_end": self.committed_beyond_end,
            "commit_went_back": self.commit_went_back,
        }


def _described(kind: str, finding: Collection[object]) -> str:
    examples = [str(example) for example in finding][:_EXAMPLES]
    more = ", ..." if len(finding) > _EXAMPLES else ""
    return f"{kind.replace('_', ' ')}: {len(finding)} ({', '.join(examples)}{more})"
