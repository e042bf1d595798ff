"""The first lines of the program, and its last: standard streams, signals, and output that cannot be written.

Nothing that takes time is imported before signals are handled: as PID 1 of a container the process would ignore
SIGTERM, and elsewhere Ctrl-C would end an import with a traceback.
"""

import errno
import io
import os
import signal
import sys
from typing import Final

from consumer.stop_signals import end_at_once_on_signals, ignore_signals
from consumer.stopping import ExitCode

_CONSUMES: Final = "run"
_CLOSED_BY_READER: Final = errno.EPIPE
_UNWRITABLE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, _CLOSED_BY_READER})


def main() -> None:
    """Entry point of the console command."""
    end_at_once_on_signals(_exit_code_before_start)
    _open_standard_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # data may hold letters that the output's encoding lacks
    from consumer.cli import main as run_command  # noqa: PLC0415 - it takes a third of a second

    if not _is_run():
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        try:
            run_command()
        finally:
            sys.stdout.flush()
            ignore_signals()
    except OSError as failure:
        if failure.errno not in _UNWRITABLE:
            raise
        sys.exit(_unwritten(failure))


def _is_run() -> bool:
    return sys.argv[1:2] == [_CONSUMES]


def _exit_code_before_start(number: int) -> int:
    """`run` has begun nothing, and so is clean; anything else has not done what was asked for."""
    return ExitCode.CLEAN if _is_run() else 128 + number


def _open_standard_streams() -> None:
    """Let descriptors 0 to 2 lead somewhere: a socket would take a number that is free, and be written to as stdout.

    libuv, below the event loop, aborts the process when it is to close one of them.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _unwritten(failure: OSError) -> ExitCode:
    """Say that output could not be written, unless its reader has just seen enough."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # Python flushes what is left once more at its end, and would end with 120
    if failure.errno != _CLOSED_BY_READER:
        where = f" {failure.filename}" if failure.filename else ""
        try:
            print(f"signal-kameleoon: output{where} cannot be written: {failure.strerror}", file=sys.stderr)  # noqa: T201
        except OSError:
            os.dup2(nowhere, 2)  # neither can this
    return ExitCode.NOT_ACHIEVED


if __name__ == "__main__":
    main()
