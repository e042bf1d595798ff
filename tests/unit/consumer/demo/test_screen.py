"""The view of a running demo: the same numbers on a terminal and in a file."""

from dataclasses import replace
from io import StringIO

from rich.console import Console

from consumer.demo.counters import Counters
from consumer.demo.screen import bars, line, open_screen

COUNTERS = Counters(
    planned=10_000,
    produced=6_597,
    committed=6_000,
    delivered=4_766,
    dropped=1_812,
    dead_lettered=19,
    is_joined=True,
    retries=3,
    last_status="429",
    rate_per_second=8_123.4,
)


def test_a_line_says_it_all() -> None:
    """For those who pipe it into a file."""
    assert line(COUNTERS) == (
        "produced 6,597 of 10,000: delivered 4,766, dropped 1,812, dead-lettered 19, lag 597; "
        "8,123 events/s, last status 429, retries 3"
    )


def test_before_the_group_has_joined_it_says_what_it_waits_for() -> None:
    """The mock cluster's coordinator waits 3 s for more members."""
    assert "joining the consumer group" in line(replace(COUNTERS, is_joined=False))


def test_bars_fit_a_terminal_of_80_columns() -> None:
    """Nothing wraps, and every count is there."""
    console = Console(file=StringIO(), width=80, force_terminal=True, color_system=None)
    with console.capture() as capture:
        console.print(bars(COUNTERS))
    lines = capture.get().splitlines()
    assert [row.split()[:2] for row in lines[:5]] == [
        ["produced", "6,597"],
        ["delivered", "4,766"],
        ["dropped", "1,812"],
        ["dead-lettered", "19"],
        ["lag", "597"],
    ]
    assert lines[5:] == ["8,123 events/s, last status 429, retries 3"]
    assert all(len(row) <= 80 for row in lines)


def test_a_file_gets_one_line_for_many_looks() -> None:
    """Looks come twenty times a second, lines once."""
    written = StringIO()
    with open_screen(Console(file=written, width=80)) as show:
        for _ in range(20):
            show(COUNTERS)
    assert written.getvalue() == line(COUNTERS) + "\n"


def test_a_terminal_is_left_clean() -> None:
    """The view is gone when it closes: the report takes its place."""
    written = StringIO()
    console = Console(file=written, width=80, force_terminal=True, color_system=None, _environ={"TERM": "xterm"})
    with open_screen(console) as show:
        show(COUNTERS)
    assert "\x1b[2K" in written.getvalue()
