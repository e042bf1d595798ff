"""`dead-letters show` for a person: why the letter is there, where its record came from, and what it holds."""

from collections.abc import Iterator
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from consumer.core.printable import printable
from consumer.letters.advice import advice_on_letters
from consumer.letters.content_text import Extent, Where, content_text
from consumer.letters.letter import Letter
from consumer.letters.place import number
from consumer.letters.times import ago_text, time_text

_TOLD: Final = frozenset(
    {
        "topic", "partition", "offset", "timestamp", "group", "site-code", "reason", "detail", "rule", "http-status",
        "attempts", "first-failure", "last-failure", "version", "value-bytes", "value-sha256",
    }
)  # fmt: skip
"""Our headers that have a line of their own."""


def letter_text(letter: Letter, where: Where, extent: Extent, now_epoch_seconds: float) -> Iterator[RenderableType]:
    """Lay a letter out, part by part; what today's mapping makes of it comes behind.

    Args:
        letter: as it was read.
        where: the topic that it was read from.
        extent: how much is shown.
        now_epoch_seconds: to tell how old it is.
    """
    yield Text.assemble(("Dead letter ", "bold"), (str(letter.place), "bold yellow"), (f" of {where.topic}", "bold"))
    yield _facts(letter, now_epoch_seconds)
    yield ""
    yield from content_text(letter, where, extent)


def _facts(letter: Letter, now_epoch_seconds: float) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for name, text in _lines(letter, now_epoch_seconds):
        table.add_row(Text(printable(name), style="dim"), Text(printable(text)))
    return table


def _lines(letter: Letter, now_epoch_seconds: float) -> Iterator[tuple[str, str]]:
    said = letter.said
    if letter.reason:
        yield "Why", f"{letter.reason}: {said.get('detail', '')}"
        yield "What to do", advice_on_letters(letter.reason, letter.status)
        yield "Rule", letter.rule
        yield "Sent", _answer(letter)
    else:
        yield "Why", advice_on_letters(letter.reason, letter.status)
    if source := letter.source:
        written = f", written {_time(said.get('timestamp'))}"
        yield "Record", f"{source.topic}, partition {source.place.partition}, offset {source.place.offset}{written}"
    elif told := [f"{name} {said[name]}" for name in ("topic", "partition", "offset") if name in said]:
        yield "Record", f"unknown: no record of Kafka has these coordinates: {', '.join(told)}"
    yield "Failed", _failed(letter, now_epoch_seconds)
    if "group" in said:
        yield "Written by", f"group {said['group']}, site code {said.get('site-code')}, version {said.get('version')}"
    yield from ((name, text) for name, text in said.items() if name not in _TOLD)


def _answer(letter: Letter) -> str:
    if letter.status is None:
        return "never"
    return f"{letter.said.get('attempts')} times; the API refused it with {letter.status}"


def _failed(letter: Letter, now_epoch_seconds: float) -> str:
    first, last = letter.said.get("first-failure"), letter.failed_ms
    since = f"first {_time(first)}, last " if first is not None and number(first) != last else ""
    return f"{since}{time_text(last)} UTC ({ago_text(now_epoch_seconds - last / 1000)})"


def _time(text: str | None) -> str:
    epoch_ms = number(text)
    return f"{text}" if epoch_ms is None else f"{time_text(epoch_ms)} UTC"
