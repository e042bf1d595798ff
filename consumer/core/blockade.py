"""The state in which the API refuses everything, because of our configuration: one for the process.

    open --refused--> blocked --(2xx to a probe)--> open
                        |  ^
                        +--+ a single event every 10 s, the partitions in turn

Rules:
- While blocked nothing is posted but probes, and nothing is dead-lettered.
- The first 2xx to a request that was sent since then ends the state. One that was sent before proves nothing.
- A partition that was refused probes last: its first event may be what was refused, and that of another proves more.
- Each time is an episode with a number of its own: what is refused in three of them is a matter of its data.

Invariants: between two probes lie at least 10 s; the partition that was refused longest ago, or never, comes next.
"""

from dataclasses import dataclass, field
from typing import Final

from consumer.core.outcome import RefusedReason
from consumer.core.record import Assignment

PROBE_SECONDS: Final = 10.0
"""A probe every 10 s sees soon that somebody has mended it, and harms nobody."""

EPISODES_OF_DATA: Final = 3
"""What was refused in so many episodes, while something else ended each, is refused for what is in it."""


@dataclass(slots=True)
class Blockade:
    """Whether, why and since when the API refuses us."""

    reason: RefusedReason | None = None
    episode: int = 0
    probe_at: float = float("-inf")
    _since: int = 0
    _waiting: dict[Assignment, float] = field(default_factory=dict)

    @property
    def is_blocked(self) -> bool:
        """Whether only probes may be posted."""
        return self.reason is not None

    def refused(self, reason: RefusedReason, happening: int, now: float) -> bool:
        """The configuration was refused; return whether that began an episode.

        Args:
            reason: why.
            happening: its place in the count of what happens.
            now: monotonic seconds.
        """
        if self.reason is not None:
            return False
        self.reason, self._since, self.probe_at = reason, happening, now + PROBE_SECONDS
        self.episode += 1
        return True

    def succeeded(self, sent: int) -> bool:
        """A request that was sent as that happening was answered 2xx; return whether that ended an episode."""
        if self.reason is None or sent < self._since:
            return False
        self.reason = None
        self._waiting.clear()
        return True

    def is_turn_of(self, assignment: Assignment) -> bool:
        """Whether the next probe is this partition's, among those that wait; it waits from now on."""
        self._waiting.setdefault(assignment, float("-inf"))
        return assignment == min(self._waiting, key=self._waiting.__getitem__)

    def goes_last(self, assignment: Assignment, now: float) -> None:
        """A partition was refused: the others probe before it."""
        self._waiting[assignment] = now

    def probes(self, assignment: Assignment, now: float) -> None:
        """A partition sends its probe."""
        self.goes_last(assignment, now)
        self.probe_at = now + PROBE_SECONDS

    def leave(self, assignment: Assignment) -> None:
        """A partition has nothing to probe with, or is gone."""
        self._waiting.pop(assignment, None)
