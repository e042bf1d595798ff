"""The journal's format and its reader."""

from pathlib import Path

import pytest

from consumer.sandbox.journal import JournalEntry, JournalError, journal_line, read_journal

TAKEN = JournalEntry(sequence=1, time_seconds=1764000000.25, status=200, taken=True, nonces=("a", "b"))
RESET = JournalEntry(sequence=2, time_seconds=1764000001.0, status=None, taken=False, nonces=())


def test_a_line_is_what_the_module_documents() -> None:
    """Other languages may read it."""
    assert (
        journal_line(TAKEN)
        == b'{"sequence":1,"time_seconds":1764000000.25,"status":200,"taken":true,"nonces":["a","b"]}\n'
    )


def test_what_was_written_is_read_in_its_order(tmp_path: Path) -> None:
    """Resets with their null status too."""
    path = tmp_path / "journal"
    path.write_bytes(journal_line(TAKEN) + journal_line(RESET))
    assert list(read_journal(path)) == [TAKEN, RESET]


def test_a_last_line_torn_anywhere_is_passed_over(tmp_path: Path) -> None:
    """Even when nothing but its line feed is missing: that answer has not left."""
    path = tmp_path / "journal"
    torn = journal_line(RESET)
    for length in range(len(torn)):
        path.write_bytes(journal_line(TAKEN) + torn[:length])
        assert list(read_journal(path)) == [TAKEN]


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b'{"sequence":1}\n', journal_line(TAKEN)[:20] + b"\n"])
def test_a_whole_line_that_is_no_entry_is_an_error(tmp_path: Path, line: bytes) -> None:
    """A journal that lost something in the middle proves nothing; the error says where."""
    path = tmp_path / "journal"
    path.write_bytes(journal_line(TAKEN) + line + journal_line(RESET))
    with pytest.raises(JournalError, match="journal, line 2"):
        list(read_journal(path))
