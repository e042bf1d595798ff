"""An event loop whose time jumps to the next thing to do, so that hours of back-off pass in a moment.

Rules:
- Where a real loop would sleep, this one moves its time forward by as much.
- Where a real loop would sleep for ever, nothing can ever happen again: the test has a deadlock, and fails.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import TypeVar

from typing_extensions import override

Result = TypeVar("Result")


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Starts at 1000 s, to look like a clock that somebody else has started."""

    def __init__(self) -> None:
        self._now = 1000.0
        super().__init__(_JumpingSelector(self))

    @override
    def time(self) -> float:
        return self._now

    def jump(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for nothing: what is not ready now will be ready when the time has come."""

    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if timeout is None and not ready:
            raise RuntimeError("deadlock: every task waits for something that nobody will do")
        if timeout and not ready:
            self._loop.jump(timeout)
        return ready


def run_virtually(story: Coroutine[object, object, Result]) -> Result:
    """Run a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(story)
