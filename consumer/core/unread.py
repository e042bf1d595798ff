"""What the log holds and Kafka does not hand out: behind an open transaction, under a quota, on a broker in trouble.

Nothing is held of such a record, and its own time is not known. But it lies there at least since a look saw the log's
end beyond it, so that is how long it has waited.

Rules:
- A partition is looked at only while it is asked for records: one that is paused waits for answers, which its oldest
  unresolved record tells.
- An assignment that was not in the last look has waited for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from consumer.core.record import Assignment


class UnreadReason(StrEnum):
    """Why records wait in the log."""

    OPEN_TRANSACTION = "open_transaction"
    """A producer's transaction is neither committed nor aborted: Kafka hands out nothing behind its beginning."""

    SPOILED = "spoiled"
    """Their batch cannot be read."""

    NOT_FETCHED = "not_fetched"
    """Kafka does not send them: a quota, or a broker in trouble."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Records that Kafka does not hand out.

    Attributes:
        next_offset: of the first of them.
        since: monotonic seconds when they were first seen.
    """

    next_offset: int
    since: float


class UnreadRecords:
    """The assignments whose next record lies in the log and does not come."""

    def __init__(self) -> None:
        self._unread: dict[Assignment, Unread] = {}

    @property
    def since(self) -> Mapping[Assignment, Unread]:
        """What waits, and since when."""
        return self._unread

    def observe(self, asked: Mapping[Assignment, int], ends: Mapping[int, int], now: float) -> None:
        """Take in a look.

        Args:
            asked: the next offset of each assignment that is asked for records.
            ends: where the log of each partition ends (its high watermark).
            now: monotonic seconds.
        """
        waiting = {a: offset for a, offset in asked.items() if offset < ends.get(a.partition, offset)}
        before = self._unread
        self._unread = {
            a: waits if (waits := before.get(a)) and waits.next_offset == offset else Unread(offset, now)
            for a, offset in waiting.items()
        }


def reason_of(unread: Unread, stable_end: int | None, *, is_spoiled: bool) -> UnreadReason:
    """Say why records wait.

    Args:
        unread: what waits.
        stable_end: the partition's last stable offset; None where it is not known yet.
        is_spoiled: whether the client has said that it cannot read them.
    """
    if is_spoiled:
        return UnreadReason.SPOILED
    is_open = stable_end is not None and stable_end <= unread.next_offset
    return UnreadReason.OPEN_TRANSACTION if is_open else UnreadReason.NOT_FETCHED
