"""Writing the journal."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import pytest

from consumer.sandbox.journal import JournalError, read_journal
from consumer.sandbox.journal_writer import JournalWriter, open_journal


@contextmanager
def opened(path: Path) -> Iterator[JournalWriter]:
    """Open a journal that is wanted."""
    with open_journal(path) as journal:
        assert journal is not None
        yield journal


async def record(journal: JournalWriter, nonce: str) -> None:
    """Record an accepted request with one event."""
    await journal.record(time_seconds=1.0, status=200, taken=True, nonces=(nonce,))


def nonces_in(path: Path) -> list[str]:
    """Read the nonces of all entries, in order."""
    return [nonce for entry in read_journal(path) for nonce in entry.nonces]


def test_without_a_path_there_is_no_journal() -> None:
    """The usual case."""
    with open_journal(None) as journal:
        assert journal is None


def test_a_line_is_in_the_file_when_record_returns(tmp_path: Path) -> None:
    """Each one by itself, before the journal is closed."""
    path = tmp_path / "journal"

    async def story() -> None:
        with opened(path) as journal:
            await record(journal, "a")
            assert nonces_in(path) == ["a"]
            await record(journal, "b")
            assert nonces_in(path) == ["a", "b"]

    asyncio.run(story())


def test_requests_at_once_are_written_in_the_order_of_their_hand_over(tmp_path: Path) -> None:
    """And numbered so, whoever waits for whom."""
    path = tmp_path / "journal"
    expected = [str(number) for number in range(200)]

    async def story() -> None:
        with opened(path) as journal:
            await asyncio.gather(*(record(journal, nonce) for nonce in expected))

    asyncio.run(story())
    assert nonces_in(path) == expected
    assert [entry.sequence for entry in read_journal(path)] == list(range(1, 201))


def test_a_journal_is_continued_behind_its_last_whole_line(tmp_path: Path) -> None:
    """A torn line would make one unreadable line of itself and the next."""
    path = tmp_path / "journal"

    async def story(nonce: str) -> None:
        with opened(path) as journal:
            await record(journal, nonce)

    asyncio.run(story("a"))
    path.write_bytes(path.read_bytes() + b'{"sequence":2,"ti')
    asyncio.run(story("b"))
    assert [(entry.sequence, entry.nonces) for entry in read_journal(path)] == [(1, ("a",)), (2, ("b",))]


def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    """A mistyped path must not cost anyone a file."""
    path = tmp_path / "poem"
    path.write_bytes(b"one line\nhalf a line")
    with pytest.raises(JournalError), opened(path):
        pass
    assert path.read_bytes() == b"one line\nhalf a line"


def test_a_disk_that_refuses_stops_every_request_of_that_write() -> None:
    """None of them may be answered as if its line were on disk."""

    async def story() -> list[BaseException | None]:
        with FileIO("/dev/full", "w") as full_disk:
            journal = JournalWriter(full_disk, next_sequence=1)
            return await asyncio.gather(*(record(journal, nonce) for nonce in "abc"), return_exceptions=True)

    outcomes = asyncio.run(story())
    assert all(isinstance(outcome, OSError) for outcome in outcomes)


def test_a_line_that_was_written_but_not_synced_stops_its_request() -> None:
    """A pipe takes the line and refuses the fsync: it is the disk that counts, not the write."""

    async def story(pipe: FileIO) -> None:
        with pytest.raises(OSError, match="Invalid argument"):
            await record(JournalWriter(pipe, next_sequence=1), "a")

    reading_end, writing_end = os.pipe()
    with FileIO(reading_end), FileIO(writing_end, "w") as pipe:
        asyncio.run(story(pipe))
