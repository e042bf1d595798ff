"""Appends to the journal and waits for the disk.

Rules:
- A caller goes on only when its line is on disk.
- Lines stand in the file in the order in which they were handed over.
- Requests that wait together share one fsync.

Invariants:
- At most one write runs, in a thread of its own, since fsync takes milliseconds and the event loop has others
  to serve.
- `_synced` lines of this process are on disk; it never exceeds `_handed_over`.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from consumer.sandbox.journal import JournalEntry, journal_line, read_journal


class JournalWriter:
    """An open journal; made by `open_journal`."""

    def __init__(self, file: FileIO, next_sequence: int) -> None:
        self._file = file
        self._next_sequence = next_sequence
        self._waiting: list[bytes] = []
        self._handed_over = 0
        self._synced = 0
        self._turn = asyncio.Lock()

    async def record(self, *, time_seconds: float, status: int | None, taken: bool, nonces: tuple[str, ...]) -> None:
        """Append an entry; returns when it is on disk.

        Raises:
            OSError: the disk did not take it.
        """
        entry = JournalEntry(
            sequence=self._next_sequence, time_seconds=time_seconds, status=status, taken=taken, nonces=nonces
        )
        self._next_sequence += 1
        self._waiting.append(journal_line(entry))
        self._handed_over += 1
        await self._sync_up_to(self._handed_over)

    async def _sync_up_to(self, mine: int) -> None:
        async with self._turn:
            if self._synced >= mine:
                return
            lines, self._waiting, target = self._waiting, [], self._handed_over
            if not lines:
                raise OSError("the journal's last write failed, and this line was in it")
            await asyncio.to_thread(_write_through, self._file, b"".join(lines))
            self._synced = target


@contextmanager
def open_journal(path: Path | None) -> Iterator[JournalWriter | None]:
    """Open a journal for appending, where one is wanted; a torn last line, never answered, is cut off."""
    if path is None:
        yield None
        return
    with path.open("a+b", buffering=0) as file:
        last = max((entry.sequence for entry in read_journal(path)), default=0)
        file.truncate(_whole_lines_bytes(path))
        yield JournalWriter(file, last + 1)


def _whole_lines_bytes(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


def _write_through(file: FileIO, lines: bytes) -> None:
    rest = memoryview(lines)
    while rest:
        rest = rest[file.write(rest) :]
    os.fsync(file.fileno())
