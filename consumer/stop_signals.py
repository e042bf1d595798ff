"""The signals that ask the process to stop, and who hears of them.

Python's handlers stay in force from the first line of the program to its last one; only what they do changes. The event
loop's own (`add_signal_handler`) would be gone when the loop is closed, before the last lines are written.

A signal that was ignored when the process was started stays ignored (`nohup`; a shell's background job).
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

STOPPING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

_Handler = Callable[[int, FrameType | None], object]


def end_at_once_on_signals(exit_code: Callable[[int], int]) -> None:
    """Let the process end at once when it is asked to stop, with an exit code that may depend on the signal's number.

    Before anything was begun there is nothing to clean up. PID 1 of a container has no default action: without a
    handler it would ignore SIGTERM.
    """
    _handle(lambda number, _frame: os._exit(exit_code(number)))


def ignore_signals() -> None:
    """The process is about to end by itself."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


class StopSignals:
    """Passes signals on to whoever receives them now."""

    def __init__(self) -> None:
        self._before: dict[signal.Signals, object] = {}

    def passed_to(self, receive: Callable[[str], None]) -> None:
        """From now on `receive` gets the names of signals, in the main thread, between any two of its steps."""
        before = _handle(lambda number, _frame: receive(signal.Signals(number).name))
        self._before = before | self._before

    def give_back(self) -> None:
        """Let signals do what they did before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what `signal` itself gave


@contextmanager
def stop_signals() -> Iterator[StopSignals]:
    """Give them back when the context ends."""
    signals = StopSignals()
    try:
        yield signals
    finally:
        signals.give_back()


def _handle(handler: _Handler) -> dict[signal.Signals, object]:
    return {
        number: signal.signal(number, handler)
        for number in STOPPING
        if number is signal.SIGTERM or signal.getsignal(number) is not signal.SIG_IGN
    }
