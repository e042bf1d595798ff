"""What does not hold, in a sentence each. Pure.

Looked at every time: nothing lost, wrongly delivered or wrongly dead-lettered, committed offsets that never go down,
first deliveries in offset order; no more repeats than lawful; what the members say that they resolved is what was in
the topic; memory under its bound and no descriptor kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from consumer.sandbox import JournalEntry
from tests.faults.allowance import allowed_repeats
from tests.loss_checker import Report

SPARE_DESCRIPTORS: Final = 12
"""Connections that come and go: a few to each broker, and one to the API for each partition besides."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that was found.

    Attributes:
        report: what the loss checker says.
        requests: the journal of the API.
        breaks: when members ended, or lost partitions, without a last commit; epoch seconds.
        unanswered_events: in requests that members said had no answer.
        totals: what each member said in the end that it had resolved; None for one that had no end in order.
        partitions: of the source topic.
        answer_seconds: how long the API holds its answers back.
        most_late: how many events may be overtaken.
        excused: findings of the loss checker that the scenario itself looks at; "totals" for what members say.
        peak_bytes: the most memory that a member was seen with.
        most_memory_bytes: that it may hold.
        descriptors: by process id, how many were open before the harm and in the end.
    """

    report: Report
    requests: Sequence[JournalEntry]
    breaks: Sequence[float]
    unanswered_events: int
    totals: Sequence[Mapping[str, object] | None]
    partitions: int
    answer_seconds: float
    most_late: int
    excused: AbstractSet[str]
    peak_bytes: int
    most_memory_bytes: int
    descriptors: Mapping[int, tuple[int, int]]

    @cached_property
    def allowed_repeats(self) -> int:
        """How many events may have been taken again."""
        return allowed_repeats(
            self.requests,
            self.breaks,
            unanswered_events=self.unanswered_events,
            answer_seconds=self.answer_seconds,
            partitions=self.partitions,
        )


def findings(evidence: Evidence) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    yield from _of_records(evidence)
    yield from _of_totals(evidence)
    if evidence.peak_bytes > evidence.most_memory_bytes:
        yield f"{evidence.peak_bytes / 1e6:.0f} MB of memory, more than {evidence.most_memory_bytes / 1e6:.0f}"
    for before, after in evidence.descriptors.values():
        if after > before + SPARE_DESCRIPTORS + evidence.partitions:
            yield f"descriptors grew from {before} to {after}"


def _of_records(evidence: Evidence) -> Iterator[str]:
    report, allowed = evidence.report, evidence.allowed_repeats
    unlawful = [name for name in report.violations if name not in {"out_of_order", *evidence.excused}]
    if unlawful:
        yield f"{', '.join(unlawful)}: {report.text}"
    if len(report.out_of_order) > evidence.most_late:
        yield f"{len(report.out_of_order)} events overtaken: {report.text}"
    if report.repeats > allowed:
        yield f"{report.repeats} events repeated, at most {allowed} may be"
    if (letters := sum(report.repeated_dead_letters.values())) > allowed:
        yield f"{letters} dead letters repeated, at most {allowed} may be"


def _of_totals(evidence: Evidence) -> Iterator[str]:
    """The accounting identity, where every member lived to tell its totals and nothing was resolved twice."""
    told = [total for total in evidence.totals if total is not None]
    if evidence.breaks or len(told) < len(evidence.totals) or evidence.report.repeats or "totals" in evidence.excused:
        return
    resolved = sum(_resolved(total) for total in told)
    if resolved != evidence.report.records:
        yield f"the members say that they resolved {resolved} records of {evidence.report.records}: {told}"


def _resolved(total: Mapping[str, object]) -> int:
    delivered, dropped, letters = total["delivered"], total["dropped"], total["dead_lettered"]
    assert isinstance(delivered, int)
    assert isinstance(dropped, int)
    assert isinstance(letters, dict)
    return delivered + dropped + sum(letters.values())
