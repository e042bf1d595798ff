"""Log lines in a thread of their own."""

import fcntl
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from consumer.telemetry.line_writer import MOST_WAITING_LINES, LineWriter

SMALLEST_PIPE_BYTES = 4096
LINE = "x" * 999 + "\n"
LONG_SECONDS = 5.0


@dataclass
class Pipe:
    """A small pipe, and what its writer said of lost lines."""

    reader: int
    writer: int
    losses: list[int] = field(default_factory=list)
    told: threading.Event = field(default_factory=threading.Event)

    def line_writer(self) -> LineWriter:
        """Write to it."""
        writer = LineWriter(self.writer)
        writer.on_recovery = self._recovered
        return writer

    def _recovered(self, lines: int) -> None:
        self.losses.append(lines)
        self.told.set()


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    """Give one that nobody reads yet."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, SMALLEST_PIPE_BYTES)
    yield Pipe(reader, writer)
    for descriptor in (reader, writer):
        try:
            os.close(descriptor)
        except OSError:
            continue  # the test has closed it


def read_all(pipe: Pipe, count: int) -> bytes:
    """Read so many bytes."""
    read = b""
    while len(read) < count and (piece := os.read(pipe.reader, 65536)):
        read += piece
    return read


def test_lines_come_out_in_their_order(pipe: Pipe) -> None:
    """Whole, also where they are more than the pipe takes at once."""
    writer = pipe.line_writer()
    lines = [f"{number}{LINE}" for number in range(100)]
    for line in lines:
        writer.write(line)
    expected = "".join(lines).encode()
    assert read_all(pipe, len(expected)) == expected


def test_a_pipe_that_nobody_reads_holds_nobody_up(pipe: Pipe) -> None:
    """Lines beyond what may wait are counted, and said when lines are written again."""
    writer = pipe.line_writer()
    for _ in range(2 * MOST_WAITING_LINES + 5_000):
        writer.write("a line\n")
    reader = threading.Thread(target=read_all, args=(pipe, 10**9), daemon=True)
    reader.start()
    assert pipe.told.wait(LONG_SECONDS)
    # As many as may wait may be on their way into the pipe.
    assert 0 < pipe.losses[0] <= MOST_WAITING_LINES + 5_000
    os.close(pipe.writer)
    reader.join()  # it must not read from another test's pipe


def test_a_pipe_that_was_closed_ends_nothing(pipe: Pipe) -> None:
    """What cannot be written is lost, and counted."""
    writer = pipe.line_writer()
    os.close(pipe.reader)
    for _ in range(10):
        writer.write(LINE)
    writer.close(LONG_SECONDS)
    assert (writer.lost, pipe.losses) == (10, [])


def test_what_could_not_be_written_is_said_when_lines_are_written_again(pipe: Pipe) -> None:
    """A disk that is full, and then is not."""
    disk = os.open("/dev/full", os.O_WRONLY)
    tried = Pipe(pipe.reader, disk)
    writer = tried.line_writer()
    writer.write(LINE)
    writer.write(LINE)
    while writer.lost < 2:
        os.sched_yield()
    os.dup2(pipe.writer, disk)
    writer.write("written\n")
    assert tried.told.wait(LONG_SECONDS)
    assert (tried.losses, os.read(pipe.reader, 100)) == ([2], b"written\n")
    os.close(disk)


def test_the_end_writes_what_waits(pipe: Pipe) -> None:
    """The last lines of a process say why it ended."""
    writer = pipe.line_writer()
    writer.write("one\n")
    writer.write("two\n")
    writer.close(LONG_SECONDS)
    assert os.read(pipe.reader, 100) == b"one\ntwo\n"


def test_the_end_does_not_wait_for_ever(pipe: Pipe) -> None:
    """Nobody reads the last lines."""
    writer = pipe.line_writer()
    for _ in range(10):
        writer.write(LINE)
    writer.close(0.01)
    # The thread still writes: it must not do so to another test's pipe.
    assert len(read_all(pipe, 10 * len(LINE))) == 10 * len(LINE)


def test_text_that_is_no_utf_8_is_written_all_the_same(pipe: Pipe) -> None:
    """A lone surrogate, from an exception's text, say."""
    writer = pipe.line_writer()
    writer.write("odd \ud800\n")
    writer.close(LONG_SECONDS)
    assert os.read(pipe.reader, 100) == b"odd \\ud800\n"
