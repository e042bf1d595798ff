"""The report: what is printed when the sum holds, and when it does not."""

from dataclasses import replace
from io import StringIO

from rich.console import Console

from consumer.demo.balance import Seen, balance
from consumer.demo.options import DemoOptions
from consumer.demo.report import Report, print_headline, print_report, retries_of
from consumer.generator import Intent
from consumer.sandbox import Statistics

OPTIONS = DemoOptions(events=10_000, rate_per_second=None, has_faults=False, seed=1)
MEANT = {Intent.DELIVER: 7_239, Intent.DROP: 2_733, Intent.DEAD_LETTER: 28}
SEEN = Seen(end_offsets=10_000, committed=10_000, distinct_nonces=7_239, dead_letters=28)
STATISTICS = Statistics(
    requests=31,
    requests_by_status={200: 24, 429: 1, 503: 3},
    resets=3,
    events_taken=8_146,
    unique_nonces=7_239,
    repeats=907,
    bytes_received=4_000_000,
)
REPORT = Report(balance=balance(MEANT, SEEN), statistics=STATISTICS, rate_per_second=4_841.9, is_stalled=False)
LOST_ONE = replace(REPORT, balance=balance(MEANT, replace(SEEN, distinct_nonces=7_238)))


def _printed(report: Report, options: DemoOptions = OPTIONS, columns: int = 80) -> list[str]:
    written = StringIO()
    console = Console(file=written, width=columns)
    print_headline(console, options)
    print_report(console, options, report)
    return [" ".join(row.split()) for row in written.getvalue().splitlines()]


def test_a_narrow_terminal_cuts_no_count() -> None:
    """However many records there were; whether they differ is still told."""
    many = {Intent.DELIVER: 7_239_123_456, Intent.DROP: 2_733_123_456, Intent.DEAD_LETTER: 28_123_456}
    total, taken = 10_000_370_368, 7_239_123_455
    seen = Seen(end_offsets=total, committed=total - 1, distinct_nonces=taken, dead_letters=28_123_456)
    printed = "\n".join(_printed(replace(REPORT, balance=balance(many, seen)), columns=70))
    for count in (*many.values(), total, taken):
        assert f"{count:,}" in printed
    assert "DIFFERS" in printed


def test_every_request_without_a_2xx_is_a_retry() -> None:
    """Refused or reset: it had to be repeated."""
    assert retries_of(STATISTICS) == 7


def test_a_sum_that_holds_is_said_in_one_line() -> None:
    """With the figures of the requests below it."""
    printed = _printed(REPORT)
    assert printed[0] == "Signal events -> Kafka -> signal-kameleoon -> Kameleoon sandbox"
    assert "10,000 produced = 7,239 delivered + 2,733 dropped + 28 dead-lettered" in printed
    assert "requests 31 (200: 24, 429: 1, 503: 3, reset: 3), retries 7" in printed
    assert "repeated events 907, rate 4,842 events/s" in printed
    assert [row.endswith(" ok") for row in printed].count(True) == 4
    assert REPORT.holds


def test_repeats_are_explained_where_there_are_any() -> None:
    """In one line; without repeats there is nothing to explain."""
    assert any(row.startswith("A repeat is") for row in _printed(REPORT))
    calm = replace(REPORT, statistics=replace(STATISTICS, repeats=0))
    assert not any(row.startswith("A repeat is") for row in _printed(calm))


def test_a_sum_that_does_not_hold_is_marked_where_it_differs() -> None:
    """A lost event: one too few delivered, one too many apparently dropped."""
    printed = _printed(LOST_ONE)
    assert not LOST_ONE.holds
    assert "delivered 7,239 7,238 distinct nonces at the API DIFFERS -1" in printed
    assert "dropped 2,733 2,734 committed, no other outcome DIFFERS +1" in printed
    assert "10,000 produced, and some did not end as they were meant to" in printed
    assert any("does not hold" in row for row in printed)
    assert not any(row.startswith("Next:") for row in printed)


def test_a_run_that_was_given_up_does_not_hold() -> None:
    """Whatever its numbers say."""
    stalled = replace(REPORT, is_stalled=True)
    assert not stalled.holds
    assert any("nothing was committed for a minute" in row for row in _printed(stalled))


def test_what_comes_next_depends_on_what_was_seen() -> None:
    """Two lines, the first of them something new."""
    faulty = replace(OPTIONS, has_faults=True)
    assert any(row.startswith("Next: signal-kameleoon demo --faults") for row in _printed(REPORT))
    assert any(row.startswith("Next: signal-kameleoon demo --events") for row in _printed(REPORT, faulty))


def test_nothing_is_wider_than_a_terminal() -> None:
    """80 columns, where a line that wraps would be hard to read."""
    written = StringIO()
    console = Console(file=written, width=200)
    print_headline(console, OPTIONS)
    print_report(console, OPTIONS, LOST_ONE)
    print_report(console, OPTIONS, REPORT)
    assert max(len(row.rstrip()) for row in written.getvalue().splitlines()) <= 80
