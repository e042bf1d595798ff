"""Shows findings as they come: coloured on a terminal, plain lines elsewhere. Nothing is ever cut off."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from consumer.check.configuration_findings import MAPPING
from consumer.check.finding import Finding, State
from consumer.check.sample_findings import Row, SampleTable
from consumer.check.tally import Ending
from consumer.core.printable import printable
from consumer.stopping import ExitCode

Item = Finding | SampleTable

_MARKS: Final = {
    State.OK: ("ok", "green"),
    State.WARNING: ("WARNING", "bold yellow"),
    State.PROBLEM: ("PROBLEM", "bold red"),
    State.NOT_PROVABLE: ("unproven", "cyan"),
    State.SKIPPED: ("skipped", "dim"),
}
_MARK_WIDTH: Final = 8
_SUBJECT_WIDTH: Final = 12
_INDENT: Final = " " * (_MARK_WIDTH + 2)
_ENDING_STYLES: Final = {Ending.SENT: "green", Ending.DROPPED: "dim", Ending.DEAD_LETTERED: "yellow", None: ""}
_HEADINGS: Final = ("event", "records", "verdict", "what to do")


def show(console: Console, item: Item) -> None:
    """Show one finding or table."""
    is_screen = _is_screen(console)
    match item:
        case Finding() if is_screen:
            _show_on_screen(console, _fit(item))
        case Finding():
            _print_lines(console, finding_lines(_fit(item)))
        case SampleTable(rows) if is_screen:
            console.print(Padding(_screen_table(rows), (0, 0, 0, len(_INDENT))))
        case SampleTable(rows):
            _print_lines(console, table_lines(rows))


def show_summary(console: Console, findings: list[Finding], exit_code: ExitCode) -> None:
    """The last line: what it comes to."""
    counts = {state: sum(finding.state is state for finding in findings) for state in State}
    said = ", ".join(f"{count} {_plural(state, count)}" for state, count in counts.items() if count)
    problems = dict.fromkeys(finding.subject for finding in findings if finding.state is State.PROBLEM)
    looked_at = {finding.subject for finding in findings if finding.state is not State.SKIPPED}
    good = "the mapping is good, and nothing else was looked at" if looked_at == {MAPPING} else "ready to run"
    verdict = f"not ready: fix {', '.join(problems)}" if exit_code else good
    style = "bold red" if exit_code else "bold green"
    line = Text.assemble((verdict, style), f" ({said}). Nothing was consumed, committed or created.")
    console.print(line, soft_wrap=not _is_screen(console), highlight=False)


def finding_lines(finding: Finding) -> Iterator[str]:
    """The finding as plain lines, each complete in itself."""
    mark = f"{_MARKS[finding.state][0]:{_MARK_WIDTH}}"
    yield f"{mark}  {finding.subject}: {finding.seen}"
    if finding.mend:
        yield f"{_INDENT}-> {finding.mend}"
    for command in finding.command.splitlines():
        yield f"{_INDENT}$ {command}"


def table_lines(rows: tuple[Row, ...]) -> Iterator[str]:
    """The table as plain lines; the last column is as long as it has to be."""
    cells = [_HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(cell_len(line[column]) for line in cells) for column in range(3)]
    for event, records, verdict, advice in cells:
        padded = f"{_pad(event, widths[0])}  {records:>{widths[1]}}  {_pad(verdict, widths[2])}  {advice}"
        yield _INDENT + padded.rstrip()


def _fit(finding: Finding) -> Finding:
    """What was seen may quote a broker, an answer or a mapping: none of them may steer the terminal."""
    return replace(finding, seen=printable(finding.seen), mend=printable(finding.mend))


def _is_screen(console: Console) -> bool:
    return console.is_terminal and not console.is_dumb_terminal


def _show_on_screen(console: Console, finding: Finding) -> None:
    mark, style = _MARKS[finding.state]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=_MARK_WIDTH)
    grid.add_column(width=_SUBJECT_WIDTH)
    grid.add_column(overflow="fold")
    is_faint = finding.state is State.SKIPPED
    grid.add_row(Text(mark, style), Text(finding.subject, "bold"), Text(finding.seen, "dim" if is_faint else ""))
    if finding.mend:
        grid.add_row("", "", Text.assemble(("-> ", style), finding.mend))
    console.print(grid)
    for command in finding.command.splitlines():
        _print(console, Text(f"{_INDENT}$ {command}", "bold"))  # wrapped by the terminal, so that it can be copied


def _screen_table(rows: tuple[Row, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in _HEADINGS:
        is_count = heading == "records"
        table.add_column(heading, justify="right" if is_count else "left", overflow="fold", no_wrap=is_count)
    for row in rows:
        event, records, verdict, advice = _cells(row)
        table.add_row(Text(event), records, Text(verdict, _ENDING_STYLES[row.ending]), Text(advice))
    return table


def _cells(row: Row) -> tuple[str, str, str, str]:
    return row.event, "" if row.records is None else f"{row.records:,}", row.verdict, row.advice


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _plural(state: State, count: int) -> str:
    return f"{state.value}s" if count > 1 and state in {State.WARNING, State.PROBLEM} else state.value


def _print_lines(console: Console, lines: Iterator[str]) -> None:
    for line in lines:
        _print(console, Text(line))


def _print(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True, highlight=False)
