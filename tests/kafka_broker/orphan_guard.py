"""Ends the nodes of a cluster and removes its directory when the process that started them is gone.

Rules:

- `OrphanGuard` starts this file as a process in a session of its own and holds the write end of its standard
  input. The kernel closes that end however the owner dies, SIGKILL included, and the guard then cleans up.
- The owner says "+PID" when it has started a node and "-PID" when it has reaped one. Until then a dead node
  is a zombie, whose id is given to no other process, so the guard never kills a stranger.
- The guard alone removes the directory, so an orderly end and a crash take the same way out.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

_REMOVED_WITHIN_SECONDS = 10.0


class OrphanGuard:
    """The owner's end: a context manager around the guarding process."""

    def __init__(self, directory: Path) -> None:
        # -I and -S: the guard needs the standard library only, and starts in 20 ms.
        command = [sys.executable, "-I", "-S", __file__, str(directory)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True)

    def watch(self, pid: int) -> None:
        """Have `pid` killed when this process is gone."""
        self._say(f"+{pid}")

    def forget(self, pid: int) -> None:
        """Leave `pid` alone: it was reaped."""
        self._say(f"-{pid}")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate()


def guard(lines: Iterable[str], directory: Path) -> None:
    """Follow what the owner says until it says no more, then kill what it left and remove `directory`."""
    pids: set[int] = set()
    for line in lines:
        change = pids.add if line.startswith("+") else pids.discard
        change(int(line[1:]))
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _remove(directory)


def _remove(directory: Path) -> None:
    """Remove `directory`, again where a node that is just dying has written into it meanwhile."""
    deadline = time.monotonic() + _REMOVED_WITHIN_SECONDS
    while directory.exists() and time.monotonic() < deadline:
        shutil.rmtree(directory, ignore_errors=True)
        time.sleep(0.02)


if __name__ == "__main__":
    guard(sys.stdin, Path(sys.argv[1]))
