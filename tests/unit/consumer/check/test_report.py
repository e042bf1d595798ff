"""What is printed: plain lines for logs, a coloured report for people."""

import re
from io import StringIO

import pytest
from rich.console import Console

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.report import Item, show, show_summary
from consumer.check.sample_findings import SampleTable, sample_table
from consumer.check.tally import tally
from consumer.stopping import ExitCode
from tests.unit.consumer.check.verdicts import NO_GOAL, NOT_MAPPED, SENT, judged

COMMAND = "kafka-topics.sh --bootstrap-server kafka-1:9092 --create --topic " + "x" * 100
PROBLEM = finding.problem("dead letters", "[red]x does not exist[/] " + "and " * 30 + "so on", "Make it", COMMAND)
STYLE = re.compile("\x1b\\[[0-9;]*m")


def table() -> SampleTable:
    """A table with a long name, a wide one and a name that looks like markup."""
    names = judged(("注文完了", SENT, 712), ("Order Completed", NO_GOAL, 41), ("[bold]purchase[/]", NOT_MAPPED, 1_120))
    return sample_table(tally(names), lambda _: None)


def printed(item: Item, *, is_terminal: bool, width: int = 80) -> str:
    """What comes out at a width."""
    written = StringIO()
    console = Console(
        file=written, width=width, force_terminal=is_terminal, color_system="standard", legacy_windows=False
    )
    show(console, item)
    return written.getvalue()


def test_plain_lines_are_whole_and_without_colour() -> None:
    """What a log keeps must be found by its line."""
    lines = printed(PROBLEM, is_terminal=False).splitlines()
    assert lines == [
        f"PROBLEM   dead letters: {PROBLEM.seen}",
        "          -> Make it",
        f"          $ {COMMAND}",
    ]


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_a_stranger_wrote_steers_nothing(*, is_terminal: bool) -> None:
    """An error of a broker, an address of a redirect, a name of a mapping."""
    hostile = "\x1b[2J\x9b2J\u202e\u2028"
    written = STYLE.sub(
        "", printed(finding.problem("API", f"seen {hostile}", f"mend {hostile}"), is_terminal=is_terminal)
    )
    assert all(line.isprintable() for line in written.split("\n"))


def test_a_plain_table_has_its_columns_below_each_other() -> None:
    """Wide letters take two cells; the last column is as long as it has to be."""
    assert printed(table(), is_terminal=False).splitlines() == [
        "          event              records  verdict             what to do",
        "          [bold]purchase[/]    1,120  not mapped 1,120    nothing, or add it to the mapping",
        "          注文完了               712  sent 712",
        "          Order Completed         41  goal_id_missing 41  send kameleoon_goal_id or set KAMELEOON_GOAL_IDS",
    ]


def test_a_count_is_whole_on_a_narrow_terminal() -> None:
    """Names and advice are folded instead."""
    names = judged(("a-name-of-an-event-that-is-longer-than-others-and-leaves-no-room", NO_GOAL, 1_234_567))
    text = STYLE.sub("", printed(sample_table(tally(names), lambda _: None), is_terminal=True, width=40))
    assert "1,234,567 " in text


def test_a_terminal_gets_colours_and_a_command_that_can_be_copied() -> None:
    """Sentences are wrapped at its width; the command is not broken."""
    text = printed(PROBLEM, is_terminal=True)
    lines = STYLE.sub("", text).splitlines()
    assert "\x1b[1;31mPROBLEM" in text
    assert lines[-1].strip() == f"$ {COMMAND}"
    assert all(len(line) <= 80 for line in lines[:-1])
    words = " ".join(lines[:-1]).split()
    assert " ".join(words) == " ".join(f"PROBLEM dead letters {PROBLEM.seen} -> Make it".split())


def test_a_table_on_a_terminal_loses_nothing() -> None:
    """Names are shown as they are, not taken for markup."""
    text = STYLE.sub("", printed(table(), is_terminal=True))
    for word in ("[bold]purchase[/]", "注文完了", "goal_id_missing 41", "KAMELEOON_GOAL_IDS"):
        assert word in text


def test_the_last_line_says_what_it_comes_to() -> None:
    """Counts, and whether to go on."""

    def summary(exit_code: ExitCode, *findings: Finding) -> str:
        written = StringIO()
        show_summary(Console(file=written, width=80), list(findings), exit_code)
        return written.getvalue()

    assert summary(ExitCode.CLEAN, finding.ok("topic", "there")) == (
        "ready to run (1 ok). Nothing was consumed, committed or created.\n"
    )
    assert summary(ExitCode.CLEAN, finding.ok("mapping", "sends"), finding.skipped("the rest", "x")).startswith(
        "the mapping is good, and nothing else was looked at (1 ok, 1 skipped)."
    )
    assert summary(ExitCode.BAD_SETTINGS, PROBLEM, PROBLEM, finding.skipped("sample", "x")).startswith(
        "not ready: fix dead letters (2 problems, 1 skipped)."
    )
