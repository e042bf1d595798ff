"""What does not hold after a scenario, in sentences."""

from dataclasses import replace

import pytest

from tests.faults.judging import Evidence, findings
from tests.loss_checker import Report
from tests.loss_checker.report import Coordinates, LateDelivery

REPORT = Report(
    records=10,
    delivered=7,
    dead_letters=1,
    ambiguous=frozenset(),
    lost=(),
    repeated={},
    out_of_order=(),
    wrongly_dead_lettered=(),
    wrongly_delivered=(),
    missing_dead_letters=(),
    repeated_dead_letters={},
    committed_beyond_end=(),
    commit_went_back=(),
)
PLACE = Coordinates(0, 1)
LATE = LateDelivery(0, 1, 2)
TOTAL = {"delivered": 7, "dropped": 2, "dead_lettered": {"not_json": 1}}
GOOD = Evidence(
    report=REPORT,
    requests=[],
    breaks=[],
    unanswered_events=0,
    totals=[TOTAL],
    partitions=4,
    answer_seconds=0.0,
    most_late=0,
    excused=frozenset(),
    peak_bytes=100_000_000,
    most_memory_bytes=200_000_000,
    descriptors={1: (20, 24)},
)


def test_nothing_is_found_where_everything_held() -> None:
    """Every finding below is one step from here."""
    assert list(findings(GOOD)) == []


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (replace(GOOD, peak_bytes=200_000_001), "200 MB of memory"),
        (replace(GOOD, descriptors={1: (20, 60)}), "descriptors grew from 20 to 60"),
        (replace(GOOD, totals=[TOTAL, TOTAL]), "the members say that they resolved"),
        (replace(GOOD, report=replace(REPORT, repeated={"a": 3})), "3 events repeated, at most 0 may be"),
        (replace(GOOD, report=replace(REPORT, repeated_dead_letters={PLACE: 2})), "2 dead letters repeated"),
        (replace(GOOD, report=replace(REPORT, lost=(PLACE,))), "lost: "),
        (replace(GOOD, report=replace(REPORT, out_of_order=(LATE,))), "1 events overtaken"),
    ],
)
def test_each_broken_promise_is_a_sentence(evidence: Evidence, said: str) -> None:
    """One fault, one finding."""
    (sentence,) = findings(evidence)
    assert said in sentence


@pytest.mark.parametrize(
    "evidence",
    [
        replace(GOOD, unanswered_events=3, report=replace(REPORT, repeated={"a": 3})),
        replace(GOOD, excused={"lost"}, report=replace(REPORT, lost=(PLACE,))),
        replace(GOOD, most_late=1, report=replace(REPORT, out_of_order=(LATE,))),
        replace(GOOD, totals=[None]),
        replace(GOOD, totals=[TOTAL, TOTAL], breaks=[0.0]),
    ],
)
def test_what_is_lawful_is_no_finding(evidence: Evidence) -> None:
    """Repeats of what had no answer, what the scenario looks at itself, totals of a member that was killed."""
    assert list(findings(evidence)) == []
