"""`dead-letters list` for a person: counts by kind, by hour, and what to do."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from consumer.check.shown import shown
from consumer.core.shell_command import shell_command
from consumer.letters.advice import advice_on_letters
from consumer.letters.counting import Counts, HourCount, KindCount
from consumer.letters.kinds_text import NO_LETTER, KindsTable
from consumer.letters.times import ago_text, short_time_text, time_text

_BAR_CHARACTERS: Final = 40


def counts_text(counts: Counts, topic: str, asked: str, now_epoch_seconds: float) -> Iterator[RenderableType]:
    """Lay counts out, part by part.

    Args:
        counts: of the topic.
        topic: the dead-letter topic.
        asked: what was asked for, such as `of the last 24h, with reason not_json`; empty when everything was.
        now_epoch_seconds: to tell how old the newest is.
    """
    yield _headline(counts, topic, asked)
    if not counts.kinds:
        if counts.read:
            there = ", ".join(f"{reason or NO_LETTER} {count:,}" for reason, count in counts.reasons)
            yield Text(f"Reasons there: {there}")
        return
    yield _span(counts, now_epoch_seconds)
    yield ""
    only_topic = _only_topic(counts.kinds)
    yield KindsTable(counts.kinds, is_topic_told=only_topic is not None)
    yield _legend(only_topic)
    yield ""
    yield Text("By hour of the last failure (UTC; hours without letters are left out)", style="bold")
    yield from _hours(counts.hours)
    yield ""
    yield Text("What to do", style="bold")
    yield from _advice(counts)
    yield ""
    command = shell_command("signal-kameleoon", "dead-letters", "show", str(counts.kinds[0].newest))
    yield Text(f"Look into one: {command}")


def _headline(counts: Counts, topic: str, asked: str) -> Text:
    what = f" {asked}" if asked else ""
    others = f" ({counts.read:,} letters were read)" if counts.read != counts.letters else ""
    if not counts.kinds:
        return Text.assemble(("no dead letters", "bold green"), f"{what} in {topic}{others}")
    noun = "dead letter" if counts.letters == 1 else "dead letters"
    return Text.assemble((f"{counts.letters:,} {noun}", "bold yellow"), f"{what} in {topic}{others}")


def _span(counts: Counts, now_epoch_seconds: float) -> Text:
    first = min(kind.first_ms for kind in counts.kinds)
    last = max(kind.last_ms for kind in counts.kinds)
    age = ago_text(now_epoch_seconds - last / 1000)
    return Text(f"first {time_text(first)} UTC, last {time_text(last)} UTC ({age})")


def _legend(only_topic: str | None) -> Text:
    where = f"in {shown(only_topic)}" if only_topic else "in its topic"
    legend = f"newest: partition:offset in the dead-letter topic; its record: partition:offset {where}"
    return Text(legend, style="dim")


def _only_topic(kinds: Sequence[KindCount]) -> str | None:
    """The source topic, where there is only one; it need not stand in each line then."""
    topics = {kind.newest_source.topic for kind in kinds if kind.newest_source}
    return topics.pop() if len(topics) == 1 else None


def _hours(hours: tuple[HourCount, ...]) -> Iterator[Text]:
    most = max(hour.letters for hour in hours)
    width = len(f"{most:,}")
    for hour in hours:
        bar = "#" * max(1, round(_BAR_CHARACTERS * hour.letters / most))
        yield Text.assemble(f"{short_time_text(hour.begin_ms)}  {hour.letters:>{width},}  ", (bar, "yellow"))


def _advice(counts: Counts) -> Iterator[Text]:
    told = dict.fromkeys((count.kind.reason, count.kind.status) for count in counts.kinds)
    for reason, status in told:
        yield Text.assemble((reason or NO_LETTER, "yellow"), f": {advice_on_letters(reason, status)}")
