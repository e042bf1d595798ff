"""Whether the Kafka thread hangs.

A synchronous commit has no time-out, and one that waits for ever would leave a process that holds partitions and moves
nothing. Only silence that was watched counts: after a freeze of the whole process (SIGSTOP, a suspended node) it has
its full time again.
"""

from typing import Final

LOOK_SECONDS: Final = 1.0
SILENT_SECONDS: Final = 60.0
"""A thread that has not turned for so long hangs: nothing that it does in a turn takes that long. 45 s were seen for a
synchronous commit with all brokers down."""


class Watchdog:
    """Looks at the thread's last turn, once a second."""

    def __init__(self, now: float) -> None:
        self._looked_at = now
        self._turned_at = now
        self._silent_seconds = 0.0

    def hangs(self, turned_at: float, now: float) -> bool:
        """Look.

        Args:
            turned_at: the thread's last turn, monotonic seconds.
            now: monotonic seconds.
        """
        watched_seconds = min(now - self._looked_at, 2 * LOOK_SECONDS)
        self._looked_at = now
        if turned_at != self._turned_at:
            self._turned_at, self._silent_seconds = turned_at, 0.0
        else:
            self._silent_seconds += watched_seconds
        return self._silent_seconds > SILENT_SECONDS
