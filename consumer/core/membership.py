"""Whether this process may still post for the partitions it thinks it has.

What is posted and cannot be committed is repeated by whoever comes after. So nothing more is posted while an offset
has waited for its commit for 0.3 s: brokers are away, or hang, or the group rebalances; and a crash or a loss in that
time repeats no more than one at any other.

A process that was frozen (SIGSTOP, a suspended node) for longer than its session has lost its partitions and does not
know: the first poll after it wakes may return before `on_lost` ran. Rules:

- Nothing is posted while the Kafka thread's last turn is older than the session surely lasts, 8 s by default.
- After such a gap nothing is posted for an assignment from before it until a commit that was sent after the gap is
  answered without error, which shows that the group still knows this member.
- An assignment that is given after the gap is open at once.
- Nothing is posted while the oldest offset that is not known to be committed is older than 0.3 s.

Invariant: `may_post` is false for every assignment from the moment a gap begins until its membership is confirmed.
"""

from typing import Final

from consumer.core.record import Assignment

STALE_MOST_SECONDS: Final = 8.0
_SPARE_SHARE: Final = 0.9

UNCONFIRMED_SECONDS: Final = 0.3
"""Three commit intervals: a commit whose answer takes longer than a few turns of the Kafka thread is not an ordinary
one. Shorter, and a busy machine would make the lanes wait for nothing."""


def stale_seconds(session_seconds: float, heartbeat_seconds: float) -> float:
    """How old the Kafka thread's last turn may be while the partitions surely are still ours.

    The broker counts a session from the last heartbeat, which may lie an interval before the process was frozen.
    """
    return min(STALE_MOST_SECONDS, _SPARE_SHARE * (session_seconds - heartbeat_seconds))


class Membership:
    """Turns of the Kafka thread, and what they prove. Written by that thread, read by the event loop."""

    def __init__(self, now: float, stale_after_seconds: float = STALE_MOST_SECONDS) -> None:
        self._stale_after_seconds = stale_after_seconds
        self.turned_at = now
        self.unconfirmed_since: float | None = None
        """When the oldest offset was acknowledged that is not known to be committed; set by each turn."""
        self._gap_ended_at: float | None = None
        self._highest_doubtful = 0
        self._highest_number = 0

    def assigned(self, assignment: Assignment) -> None:
        """A partition was given to this member."""
        self._highest_number = max(self._highest_number, assignment.number)

    @property
    def has_been_assigned(self) -> bool:
        """Whether this member was ever given a partition."""
        return self._highest_number > 0

    def turn(self, now: float) -> bool:
        """The Kafka thread is alive. Return True as long as a commit has still to confirm the membership.

        Not only when a gap ends: that turn may be one that cannot commit (inside a rebalance), and the commit may fail.
        """
        if now - self.turned_at > self._stale_after_seconds:
            # The doubt is raised before the turn shows, so that the event loop never sees one without the other.
            self.doubt(now)
        self.turned_at = now
        return self._gap_ended_at is not None

    def doubt(self, now: float) -> None:
        """What was assigned until now may be another member's already."""
        self._highest_doubtful, self._gap_ended_at = self._highest_number, now

    def confirmed(self, sent_at: float) -> None:
        """A commit that was sent at that time was answered without error."""
        if self._gap_ended_at is not None and sent_at >= self._gap_ended_at:
            self._highest_doubtful, self._gap_ended_at = 0, None

    def may_post(self, assignment: Assignment, now: float) -> bool:
        """Whether a request for this assignment may go out now."""
        since = self.unconfirmed_since
        if since is not None and now - since > UNCONFIRMED_SECONDS:
            return False
        return now - self.turned_at <= self._stale_after_seconds and assignment.number > self._highest_doubtful
