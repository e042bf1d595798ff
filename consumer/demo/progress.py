"""How a run goes on, look by look: how fast, and whether it has come to a halt."""

from dataclasses import dataclass
from typing import Final

STALLED_SECONDS: Final = 60.0
"""Nothing committed for so long, with records waiting, is a fault of ours: no wait of the demo lasts half of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What all looks so far say. Times are monotonic, in seconds.

    Attributes:
        began_at: the first look, before the first record was written.
        moved_at: the last look that found more committed than the one before, or nothing waiting.
        looked_at: the last look.
        committed: records that the group had committed then.
    """

    began_at: float
    moved_at: float
    looked_at: float
    committed: int

    @property
    def is_stalled(self) -> bool:
        """Whether waiting on would show nothing new."""
        return self.looked_at - self.moved_at > STALLED_SECONDS

    @property
    def rate_per_second(self) -> float:
        """Committed records a second since the first look."""
        seconds = self.looked_at - self.began_at
        return self.committed / seconds if seconds > 0 else 0.0


def first_look(now: float) -> Progress:
    """Begin: nothing is committed yet."""
    return Progress(began_at=now, moved_at=now, looked_at=now, committed=0)


def looked(before: Progress, now: float, *, committed: int, written: int) -> Progress:
    """Take in one look.

    Args:
        before: what the looks before said.
        now: time of this look.
        committed: records that the group has committed.
        written: records that the generator has written.
    """
    has_moved = committed != before.committed or committed == written
    return Progress(
        began_at=before.began_at,
        moved_at=now if has_moved else before.moved_at,
        looked_at=now,
        committed=committed,
    )
