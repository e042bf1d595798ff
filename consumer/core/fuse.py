"""The fuse of one partition: a bad deploy must not move the topic into the dead-letter topic.

    closed --(500 of the last 1,000 would be dead letters)--> open
      ^                                                        |
      +--(ten minutes later the waiting batch, judged alone, is under half bad)

Rules:
- Records that the mapping drops do not count.
- A batch is judged before it is posted; one that would open the fuse is neither posted nor dead-lettered.
- Each record counts once, when it has ended: as delivered, as invalid, or as convicted by the API. To count a batch
  when it is judged would let its convictions, which come later, count among the wrong thousand.

Invariant: it opens with the dead letter that makes it 500 of the last 1,000 records.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

WINDOW_RECORDS: Final = 1000
MOST_BAD: Final = 500
JUDGE_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FuseExample:
    """Why a fuse is open, told by one record.

    Attributes:
        reason: the most frequent one of those that would become dead letters, or that of the API's last conviction.
        records: how many of the waiting batch have it.
        offset: of the first of them.
        detail: what is wrong with it, without anything of the payload.
        status: HTTP status that refused it; None where the mapping does.
    """

    reason: str
    records: int
    offset: int
    detail: str
    status: int | None = None


class Fuse:
    """Good and bad among a partition's last records.

    Args:
        is_enabled: False lets everything pass.
    """

    def __init__(self, *, is_enabled: bool = True) -> None:
        self._is_enabled = is_enabled
        self._window: deque[bool] = deque(maxlen=WINDOW_RECORDS)
        self.judge_at: float | None = None
        """When the waiting batch is judged next, monotonic seconds; None while the fuse is closed."""

    @property
    def is_open(self) -> bool:
        """Whether nothing may pass."""
        return self.judge_at is not None

    def admits(self, verdicts: Iterable[bool], now: float) -> bool:
        """Judge a batch.

        Args:
            verdicts: for each record that the mapping did not drop, in offset order: whether it would be a dead letter.
            now: monotonic seconds.
        """
        bad = list(verdicts)
        if not self._is_enabled:
            return True
        if self.judge_at is not None:
            return self._admits_alone(bad, now)
        if self._would_open(bad):
            self.judge_at = now + JUDGE_SECONDS
            return False
        return True

    def resolved(self, verdicts: Iterable[bool]) -> None:
        """Records that were admitted have ended: the bad ones as dead letters."""
        if self._is_enabled:
            self._window.extend(verdicts)

    def convicted(self, now: float) -> None:
        """The API has convicted a record."""
        self.resolved([True])
        if self.judge_at is None and sum(self._window) >= MOST_BAD:
            self.judge_at = now + JUDGE_SECONDS

    def _admits_alone(self, bad: list[bool], now: float) -> bool:
        if self.judge_at is not None and now < self.judge_at:
            return False
        if 2 * sum(bad) >= len(bad) > 0:
            self.judge_at = now + JUDGE_SECONDS
            return False
        self.judge_at = None
        self._window.clear()
        return True

    def _would_open(self, bad: list[bool]) -> bool:
        if not any(bad):
            return False
        window: deque[bool] = deque(maxlen=WINDOW_RECORDS)
        bad_count = 0
        for verdict in chain(self._window, bad):
            bad_count += verdict - (window[0] if len(window) == WINDOW_RECORDS else 0)
            window.append(verdict)
            if bad_count >= MOST_BAD:
                return True
        return False
