"""What the sample of records says: a finding over all of it, and a table by event name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.tally import Ending, NameTally, Result, Tally, ending_counts
from consumer.check.verdict_advice import NOT_MAPPED, advice_on

SAMPLE: Final = "sample"
MOST_ROWS: Final = 30
NAMELESS: Final = "(no name)"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        event: the event's name; empty where the line above is about the same event.
        records: how many there are of that name; None where `event` is empty.
        verdict: what becomes of them, and of how many.
        ending: for the line's colour; None where the line sums up several.
        advice: what to do; empty where there is nothing.
    """

    event: str
    records: int | None
    verdict: str
    ending: Ending | None
    advice: str


@dataclass(frozen=True, slots=True)
class SampleTable:
    """The table by event name, the most frequent first."""

    rows: tuple[Row, ...]


def sample_table(tally: Tally, preset_with: Callable[[str], str | None]) -> SampleTable:
    """At most 30 rows and one for the rest. A name is never cut in two."""
    rows: list[Row] = []
    for index, name in enumerate(tally):
        lines = list(_rows(name, preset_with))
        if len(rows) + len(lines) > MOST_ROWS:
            return SampleTable((*rows, _rest(tally[index:])))
        rows += lines
    return SampleTable(tuple(rows))


def sample_finding(tally: Tally, topic: str, incomplete: str) -> Finding:
    """Whether the mapping and the topic fit each other.

    Args:
        tally: of the sample.
        topic: where it was read from.
        incomplete: why not all of it could be read; empty when it was.
    """
    counts = ending_counts(tally)
    total = sum(counts.values())
    if not total:
        return _nothing_read(topic, incomplete)
    endings = ", ".join(f"{count:,} would be {ending.value}" for ending, count in counts.items())
    seen = f"the last {total:,} records of {topic}: {endings}{incomplete and f' ({incomplete})'}"
    if not counts[Ending.SENT]:
        return finding.warning(
            SAMPLE, f"{seen}. Not one would be sent", "See the table; is SIGNAL_TOPIC the topic that is meant?"
        )
    if counts[Ending.DEAD_LETTERED] >= counts[Ending.SENT]:
        return finding.warning(SAMPLE, f"{seen}. Half or more of what is mapped fails", "See the table's last column")
    if failing := ", ".join(name.name for name in tally if name.name and _mostly_fails(name)):
        return finding.warning(SAMPLE, f"{seen}. Half or more fails of: {failing}", "See the table's last column")
    return finding.ok(SAMPLE, seen)


def _nothing_read(topic: str, incomplete: str) -> Finding:
    if incomplete:
        mend = "Run it again; if it stays so, `run` will not be able to read either"
        return finding.warning(SAMPLE, f"no record of {topic} could be read: {incomplete}", mend)
    seen = f"what the mapping makes of the records of {topic}: it holds none"
    return finding.not_provable(SAMPLE, seen, "Run it again when events arrive")


def _mostly_fails(name: NameTally) -> bool:
    return 2 * ending_counts([name])[Ending.DEAD_LETTERED] >= name.count


def _rows(name: NameTally, preset_with: Callable[[str], str | None]) -> Iterator[Row]:
    event, records = name.name or NAMELESS, name.count
    for index, result in enumerate(name.results):
        advice = advice_on(result.reason, name.name, preset_with) if result.reason else ""
        first = index == 0
        yield Row(event if first else "", records if first else None, _verdict(result), result.ending, advice)


def _verdict(result: Result) -> str:
    word = result.reason or result.ending.value
    return f"{'not mapped' if word == NOT_MAPPED else word} {result.count:,}"


def _rest(names: Tally) -> Row:
    counts = ending_counts(names)
    verdict = ", ".join(f"{ending.value} {count:,}" for ending, count in counts.items() if count)
    return Row(f"({len(names):,} more names)", sum(counts.values()), verdict, None, "")
