"""What a demo says before it runs and when it is over."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table

from consumer.demo.balance import Balance, Row
from consumer.demo.options import DemoOptions
from consumer.sandbox import Statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a run.

    Attributes:
        balance: what was meant against what was seen.
        statistics: what the sandbox saw.
        rate_per_second: records a second, from when the group was there to the last commit.
        is_stalled: whether the run was given up because nothing moved any more.
    """

    balance: Balance
    statistics: Statistics
    rate_per_second: float
    is_stalled: bool

    @property
    def holds(self) -> bool:
        """Whether the sum holds."""
        return self.balance.holds and not self.is_stalled


def retries_of(statistics: Statistics) -> int:
    """Requests that were not answered 2xx: each of them had to be repeated."""
    accepted = sum(count for status, count in statistics.requests_by_status.items() if status // 100 == 2)
    return statistics.requests - accepted


def print_headline(console: Console, options: DemoOptions) -> None:
    """Say what is going to happen."""
    conditions = "the API fails now and then" if options.has_faults else "no broker, no Internet"
    _print(console, "[bold]Signal events -> Kafka -> signal-kameleoon -> Kameleoon sandbox[/]")
    _print(console, f"{options.events:,} invented events, all in this process: {conditions}.\n")


def print_report(console: Console, options: DemoOptions, report: Report) -> None:
    """Print the balance, the figures, and what to do next."""
    console.print(_table(report.balance))
    for sentence in (*_figures(report), "", *_next_steps(options, report)):
        _print(console, sentence)


def _table(balance: Balance) -> Table:
    table = Table(box=box.HORIZONTALS, show_edge=False, pad_edge=False)
    for heading in ("", "meant", "seen"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    table.add_column("seen where", overflow="fold")
    table.add_column("", no_wrap=True)
    for row in balance.outcomes:
        _add_row(table, row)
    table.add_section()
    _add_row(table, balance.produced)
    return table


def _add_row(table: Table, row: Row) -> None:
    mark = "[green]ok[/]" if row.holds else f"[bold red]DIFFERS {row.seen - row.meant:+,}[/]"
    table.add_row(row.outcome, f"{row.meant:,}", f"{row.seen:,}", row.evidence, mark)


def _figures(report: Report) -> Iterator[str]:
    produced = report.balance.produced.seen
    parts = " + ".join(f"{row.seen:,} {row.outcome}" for row in report.balance.outcomes)
    yield ""
    if report.balance.holds:
        yield f"[bold green]{produced:,} produced = {parts}[/]"
    else:
        yield f"[bold red]{produced:,} produced, and some did not end as they were meant to[/]"
    statistics = report.statistics
    answers = [f"{status}: {count:,}" for status, count in statistics.requests_by_status.items()]
    answers += [f"reset: {statistics.resets:,}"] if statistics.resets else []
    yield f"requests {statistics.requests:,} ({', '.join(answers)}), retries {retries_of(statistics):,}"
    yield f"repeated events {statistics.repeats:,}, rate {report.rate_per_second:,.0f} events/s"
    if statistics.repeats:
        yield "A repeat is an event whose answer was lost: sent again with the same nonce."
    if report.is_stalled:
        yield "[bold red]Given up: nothing was committed for a minute.[/]"


def _next_steps(options: DemoOptions, report: Report) -> Iterator[str]:
    if not report.holds:
        yield "The sum does not hold: a defect. Please report it, with all of the above."
        return
    if options.has_faults:
        yield "Next: signal-kameleoon demo --events 100000   ten times as many, and no faults"
    else:
        yield "Next: signal-kameleoon demo --faults          an API that fails now and then"
    yield "      signal-kameleoon run                    your own Kafka, the real Kameleoon"


def _print(console: Console, text: str) -> None:
    console.print(text, highlight=False)
