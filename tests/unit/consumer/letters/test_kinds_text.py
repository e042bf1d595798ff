"""The table of `dead-letters list` at any width."""

import io

import pytest
from rich.console import Console

from consumer.letters.commands import print_to
from consumer.letters.counting import Kind, KindCount
from consumer.letters.kinds_text import KindsTable
from consumer.letters.letter import Source
from consumer.letters.place import Place
from tests.unit.consumer.letters.letters import NOON_MS


def kind(reason: str, rule: str, status: int | None, newest: Place, source: Source | None) -> KindCount:
    """So many letters that no column is narrow."""
    return KindCount(
        kind=Kind(reason, rule, status),
        letters=1_234_567,
        first_ms=NOON_MS,
        last_ms=NOON_MS,
        newest=newest,
        newest_source=source,
    )


KINDS = (
    kind("visitor_code_too_long", "Newsletter Subscribed", None, Place(0, 12_634), Source("events", Place(11, 98_765))),
    kind("rejected", "Order Completed", 400, Place(10, 123_456_789), Source("a-topic-with-a-long-name", Place(3, 7))),
    kind("", "", None, Place(1, 5), None),
)


def printed(width: int, *, is_topic_told: bool = True) -> list[str]:
    """What is printed before a terminal of this width wraps it."""
    text = io.StringIO()
    console = Console(file=text, width=width, highlight=False, markup=False)
    print_to(console, [KindsTable(KINDS, is_topic_told)])
    return [line.rstrip() for line in text.getvalue().splitlines()]


def test_a_wide_terminal_shows_a_line_for_each_kind() -> None:
    """Below its heading, in columns."""
    heading, first, second, third = printed(120)
    assert heading.split() == [
        "letters",
        "reason",
        "rule",
        "status",
        *["first", "(UTC)", "last", "(UTC)", "newest", "its", "record"],
    ]
    assert first.index("0:12634") == second.index("10:123456789") == heading.index("newest")
    assert third.split()[-2:] == ["1:5", "-"]


def test_80_columns_show_two_lines_for_each_kind() -> None:
    """What it is, then when and where; nothing is wrapped that need not be."""
    lines = printed(80)
    assert lines == [
        "  letters  reason                 rule                     status",
        "1,234,567  visitor_code_too_long  Newsletter Subscribed  not sent",
        "    01-01 12:00 to 01-01 12:00 UTC, newest 0:12634, its record 11:98765",
        "1,234,567  rejected               Order Completed             400",
        "    01-01 12:00 to 01-01 12:00 UTC, newest 10:123456789, its record 3:7",
        "1,234,567  (no letter of ours)    -                      not sent",
        "    01-01 12:00 to 01-01 12:00 UTC, newest 1:5, its record -",
    ]


@pytest.mark.parametrize("is_topic_told", [True, False])
@pytest.mark.parametrize("width", [1, 20, 40, 60, 79, 100, 110, 200])
def test_nothing_is_cut_at_any_width(width: int, *, is_topic_told: bool) -> None:
    """A place with a digit less is that of another record."""
    text = "\n".join(printed(width, is_topic_told=is_topic_told))
    for whole in ("0:12634", "10:123456789", "11:98765", "3:7", "1,234,567", "visitor_code_too_long", "not sent"):
        assert whole in text
    assert ("a-topic-with-a-long-name 3:7" in text) is not is_topic_told
