"""The view of a demo that runs: bars that move on a terminal, a line a second elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from consumer.demo.counters import Counters

Show = Callable[[Counters], None]

LINE_SECONDS: Final = 1.0


@contextmanager
def open_screen(console: Console) -> Iterator[Show]:
    """Show counters for as long as the context lasts; on a terminal, what is printed meanwhile appears above them."""
    if not console.is_terminal or console.is_dumb_terminal:
        yield _Lines(console).show
        return
    with Live(console=console, refresh_per_second=12, transient=True) as live:
        yield lambda counters: live.update(bars(counters))


class _Lines:
    """A line a second, for files and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said_at = float("-inf")

    def show(self, counters: Counters) -> None:
        """Print a line if the last one is a second old."""
        now = time.monotonic()
        if now >= self._said_at + LINE_SECONDS:
            self._said_at = now
            self._console.print(line(counters), soft_wrap=True, highlight=False)


def line(counters: Counters) -> str:
    """Everything in one line."""
    return (
        f"produced {counters.produced:,} of {counters.planned:,}: delivered {counters.delivered:,}, "
        f"dropped {counters.dropped:,}, dead-lettered {counters.dead_lettered:,}, lag {counters.lag:,}; "
        f"{counters.standing}"
    )


def bars(counters: Counters) -> Group:
    """A bar for each count, all to the scale of what is planned."""
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column()
    grid.add_column(justify="right", min_width=len(f"{counters.planned:,}"))
    grid.add_column(ratio=1)
    for name, count, style in (
        ("produced", counters.produced, "blue"),
        ("delivered", counters.delivered, "green"),
        ("dropped", counters.dropped, "cyan"),
        ("dead-lettered", counters.dead_lettered, "magenta"),
        ("lag", counters.lag, "yellow"),
    ):
        bar = ProgressBar(total=counters.planned, completed=count, complete_style=style, finished_style=style)
        grid.add_row(name, f"{count:,}", bar)
    standing = Text(counters.standing, style="dim")
    return Group(grid, standing if counters.is_joined else Spinner("line", standing))
