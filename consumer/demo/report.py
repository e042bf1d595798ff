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
        rate_per_second: records a second, from before the first request to the last commit.
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
    _print(console, "[bold]Signal events -> Kafka -> signal-kameleoon -> Kameleoon sandbox[/]")
    failing = ", by an API that fails now and then" if options.has_faults else ""
    _print(console, f"{options.events:,} invented events{failing}. All in this process: no broker, no Internet.\n")


def print_report(console: Console, options: DemoOptions, report: Report) -> None:
    """Print the balance, the figures, and what to do next."""
    console.print(_table(report.balance))
    for sentence in (*_figures(report), "", *_next_steps(options, report)):
        _print(console, sentence)


def _table(balance: Balance) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=False)
    for heading in ("", "meant", "seen"):
        table.add_column(heading, justify="right" if heading else "left")
    table.add_column("seen where")
    table.add_column("")
    for row in balance.outcomes:
        _add_row(table, row)
    table.add_section()
    _add_row(table, balance.produced)
    return table


def _add_row(table: Table, row: Row) -> None:
    mark = "[green]ok[/]" if row.holds else f"[bold red]DIFFERS by {row.seen - row.meant:+,}[/]"
    table.add_row(row.outcome, f"{row.meant:,}", f"{row.seen:,}", row.evidence, mark)


def _figures(report: Report) -> Iterator[str]:
    produced = report.balance.produced.seen
    parts = " + ".join(f"{row.seen:,} {row.outcome}" for row in report.balance.outcomes)
    sign, style = ("=", "green") if report.holds else ("IS NOT", "red")
    yield f"[bold {style}]{produced:,} produced {sign} {parts}[/]"
    statistics = report.statistics
    answers = [f"{count:,} x {status}" for status, count in statistics.requests_by_status.items()]
    answers += [f"{statistics.resets:,} reset"] if statistics.resets else []
    yield f"{statistics.requests:,} requests ({', '.join(answers)}), {retries_of(statistics):,} retries"
    yield f"{statistics.repeats:,} repeated events, {report.rate_per_second:,.0f} events/s"
    if statistics.repeats:
        yield "Repeats are answers that got lost: sent again with the same nonce, by which Kameleoon de-duplicates."
    if report.is_stalled:
        yield "[bold red]Given up: nothing was committed for a minute.[/]"


def _next_steps(options: DemoOptions, report: Report) -> Iterator[str]:
    if not report.holds:
        yield "The sum does not hold: this is a defect. Please report it, with this table and the command."
        return
    if options.has_faults:
        yield "Next: signal-kameleoon demo --events 100000"
    else:
        yield "Next: signal-kameleoon demo --faults    the same with an API that fails now and then"
    yield "      signal-kameleoon run              your own Kafka and Kameleoon: settings in the README"


def _print(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True, highlight=False)
