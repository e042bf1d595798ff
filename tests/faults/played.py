"""How a scenario ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from consumer.sandbox import JournalEntry
from tests.loss_checker import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What it took.

    Attributes:
        records: in the source topic.
        delivered: distinct events that the API took.
        dead_letters: in the dead-letter topic.
        lost: records that ended nowhere.
        repeats: events that the API took again.
        allowed_repeats: how many of those are lawful, after what was done to the members and to the API.
        requests: that reached the API.
        refused: those of them that were answered with anything but a 2xx.
        recovered_seconds: from the cure to what it was to bring back; None where nothing was cured.
    """

    records: int
    delivered: int
    dead_letters: int
    lost: int
    repeats: int
    allowed_repeats: int
    requests: int
    refused: int
    recovered_seconds: float | None


def counted(
    report: Report, requests: Sequence[JournalEntry], *, allowed_repeats: int, recovered_seconds: float | None
) -> Figures:
    """Take the figures from what the loss checker says and from the journal of the API."""
    return Figures(
        records=report.records,
        delivered=report.delivered,
        dead_letters=report.dead_letters,
        lost=len(report.lost),
        repeats=report.repeats,
        allowed_repeats=allowed_repeats,
        requests=len(requests),
        refused=sum(not request.taken for request in requests),
        recovered_seconds=recovered_seconds,
    )


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario's figures, and a sentence for each expectation that did not hold."""

    figures: Figures | None
    broken: tuple[str, ...]

    @property
    def has_held(self) -> bool:
        """Whether everything was as promised."""
        return not self.broken
