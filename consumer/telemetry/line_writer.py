"""Writes log lines in a thread of its own: a stdout that is read too slowly, or not at all, holds nothing up.

Rules:
- `write` never waits: a full pipe would stop the event loop or the Kafka thread, and with them every delivery.
- At most 20,000 lines wait beside those that are being written. Beyond them lines are dropped and counted; so are lines
  that cannot be written, to a pipe that was closed or a disk that is full. As soon as lines are written again, one of
  them says how many were lost.
- What waits at the end of the process is written first, for a second or so: `close`.
- Nothing goes through `sys.stdout`, which would fail once more when Python flushes it at its end (exit code 120).
"""

import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final

MOST_WAITING_LINES: Final = 20_000
"""About 6 MB. A batch with DELIVERY_LOG=events has up to 5,000 lines."""

_END: Final = None


class LineWriter:
    """A stream whose `write` takes whole lines.

    Attributes:
        lost: how many lines were lost since that was last told.
        on_loss: told of lines at once when they are lost, in whatever thread that is.
        on_recovery: told how many lines were lost, once lines are written again; called in the writer's thread.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting: SimpleQueue[str | None] = SimpleQueue()
        self.lost = 0
        self.on_loss: Callable[[int], None] = lambda _lines: None
        self.on_recovery: Callable[[int], None] = lambda _lines: None
        # A daemon: a pipe that nobody reads must not keep the process alive.
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Let a line be written, or count it as lost."""
        if self._waiting.qsize() < MOST_WAITING_LINES:
            self._waiting.put(line)
        else:
            self._lose(1)

    def flush(self) -> None:
        """Nothing to do: lines are written as soon as they can be."""

    def isatty(self) -> bool:
        """Whether somebody reads along at a terminal."""
        return os.isatty(self._descriptor)

    def close(self, seconds: float) -> None:
        """Write what waits, at most so long. No line may come after it."""
        self._waiting.put(_END)
        self._thread.join(seconds)

    def _run(self) -> None:
        while (line := self._waiting.get()) is not _END:
            lines = [line, *self._more()]
            if self._is_written(lines) and self.lost:
                lost, self.lost = self.lost, 0
                self.on_recovery(lost)

    def _more(self) -> list[str]:
        """What else waits, to be written in one go."""
        lines: list[str] = []
        for _ in range(self._waiting.qsize()):
            try:
                line = self._waiting.get_nowait()
            except Empty:
                break
            if line is _END:
                self._waiting.put(_END)
                break
            lines.append(line)
        return lines

    def _is_written(self, lines: list[str]) -> bool:
        """Write lines; where that fails, they are lost."""
        rest = memoryview("".join(lines).encode(errors="backslashreplace"))
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            self._lose(len(lines))
            return False
        return True

    def _lose(self, lines: int) -> None:
        self.lost += lines
        self.on_loss(lines)
