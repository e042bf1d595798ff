"""Tasks that work for as long as the program runs.

asyncio takes a task that was cancelled for one that was meant to end: a task group says nothing of it, and a partition
whose lane is gone would stand still for ever. Here only `dismiss`, and a failure that ends all of them, may end one.
"""

import asyncio
from collections.abc import Coroutine


class TaskCancelledError(RuntimeError):
    """Somebody has cancelled a task that was not to end."""


class Crew:
    """The members of a task group that stay until they are dismissed, or have done their work."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks
        self._working: set[asyncio.Task[None]] = set()
        self._is_dismissed = False

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Let somebody work. A failure takes the group, and with it the process, down."""
        task = self._tasks.create_task(self._stay(work))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    def dismiss(self) -> None:
        """End what still works."""
        self._is_dismissed = True
        for task in self._working:
            task.cancel()

    async def _stay(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            if self._is_dismissed:
                raise
            self._is_dismissed = True  # the group will cancel the others
            raise TaskCancelledError("a task was cancelled that was to work until the end") from None
        except BaseException:
            self._is_dismissed = True
            raise
