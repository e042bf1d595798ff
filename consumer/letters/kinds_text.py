"""The table of `dead-letters list`: a line for each kind, or two where the terminal is narrow. Nothing is ever cut.

What is copied from it, a place of a letter or of a record, would lead somewhere else with a digit less.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from consumer.check.shown import shown
from consumer.letters.counting import KindCount
from consumer.letters.times import short_time_text

NO_LETTER: Final = "(no letter of ours)"
_GAP: Final = "  "
_HEADINGS: Final = ("letters", "reason", "rule", "status", "first (UTC)", "last (UTC)", "newest", "its record")
_RIGHT: Final = frozenset({"letters", "status"})
_ON_THE_FIRST_LINE: Final = 4
_INDENT: Final = " " * 4


@dataclass(frozen=True, slots=True)
class KindsTable:
    """The table, laid out for the width that it meets. To be printed with `soft_wrap`.

    Attributes:
        kinds: the most frequent first.
        is_topic_told: the source topic is the same everywhere, and told elsewhere.
    """

    kinds: Sequence[KindCount]
    is_topic_told: bool

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out."""
        rows = [_cells(kind, is_topic_told=self.is_topic_told) for kind in self.kinds]
        lines = list(_aligned(_HEADINGS, rows))
        if max(map(cell_len, lines)) > options.max_width:
            lines = list(_on_two_lines(rows))
        for index, line in enumerate(lines):
            yield Text(line, "bold" if index == 0 else "")


def _aligned(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    columns = list(zip(headings, *rows, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    for cells in (headings, *rows):
        padded = [
            " " * (width - cell_len(cell)) + cell if heading in _RIGHT else cell + " " * (width - cell_len(cell))
            for heading, width, cell in zip(headings, widths, cells, strict=True)
        ]
        yield _GAP.join(padded).rstrip()


def _on_two_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """What the kind is, and below it when and where."""
    heading, *firsts = _aligned(_HEADINGS[:_ON_THE_FIRST_LINE], [row[:_ON_THE_FIRST_LINE] for row in rows])
    yield heading
    for line, (_, _, _, _, first, last, newest, record) in zip(firsts, rows, strict=True):
        yield line
        yield f"{_INDENT}{first} to {last} UTC, newest {newest}, its record {record}"


def _cells(count: KindCount, *, is_topic_told: bool) -> tuple[str, ...]:
    kind, source = count.kind, count.newest_source
    return (
        f"{count.letters:,}",
        kind.reason or NO_LETTER,
        kind.rule or "-",
        "not sent" if kind.status is None else str(kind.status),
        short_time_text(count.first_ms),
        short_time_text(count.last_ms),
        str(count.newest),
        "-" if source is None else f"{'' if is_topic_told else f'{shown(source.topic)} '}{source.place}",
    )
