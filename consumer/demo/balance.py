"""The sum that a demo has to show: produced = delivered + dropped + dead-lettered.

Meant is what the generator intended with each record. Seen is what the two ends and Kafka's offsets say: distinct
nonces at the API, end offsets of both topics, offsets that the group committed.

Dropped records leave no trace, so they are what is left: committed, and neither delivered nor dead-lettered. That
proves them because the intents are written by hand and the topic holds nothing else: a record that was lost on its way
to the API would appear as dropped, one more than was meant; so would a record that is not committed, one less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consumer.generator import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was found when everything had come to rest, in records.

    Attributes:
        end_offsets: sum over the partitions of the source topic, which began empty.
        committed: sum of the group's committed offsets.
        distinct_nonces: events that the sandbox took, each counted once.
        dead_letters: sum of the end offsets of the dead-letter topic, which began empty.
    """

    end_offsets: int
    committed: int
    distinct_nonces: int
    dead_letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One outcome: how many records were meant to have it, how many had it, and what shows that."""

    outcome: str
    meant: int
    seen: int
    evidence: str

    @property
    def holds(self) -> bool:
        """Whether both agree."""
        return self.meant == self.seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The rows of the outcomes, and the row of all records."""

    outcomes: Sequence[Row]
    produced: Row

    @property
    def holds(self) -> bool:
        """Whether every row agrees, and the outcomes add up."""
        return (
            self.produced.holds
            and all(row.holds for row in self.outcomes)
            and sum(row.seen for row in self.outcomes) == self.produced.seen
        )


def balance(meant: Mapping[Intent, int], seen: Seen) -> Balance:
    """Set what was meant against what was seen.

    Args:
        meant: acknowledged records by the generator's intent; every intent is there.
        seen: what was found.
    """
    dropped = seen.committed - seen.distinct_nonces - seen.dead_letters
    return Balance(
        outcomes=(
            _row("delivered", meant[Intent.DELIVER], seen.distinct_nonces, "distinct nonces at the API"),
            _row("dropped", meant[Intent.DROP], dropped, "committed, no other outcome"),
            _row("dead-lettered", meant[Intent.DEAD_LETTER], seen.dead_letters, "end of dead-letter topic"),
        ),
        produced=_row("produced", sum(meant.values()), seen.end_offsets, "end of source topic"),
    )


def _row(outcome: str, meant: int, seen: int, evidence: str) -> Row:
    return Row(outcome=outcome, meant=meant, seen=seen, evidence=evidence)
