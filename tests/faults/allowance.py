"""How many repeats are lawful. Pure.

Events are repeated only where nobody could know that they were delivered: the answer never came, or the member that
got it ended before its commit. After a crash or a lost partition that is what was answered in the last 0.3 s, since no
more is sent while a commit waits for longer, and what was on the wire: the API took it so long before as it holds its
answers back, or takes it a moment later; and one batch of each partition, which may go out while nobody knows yet.
"""

from collections.abc import Sequence
from typing import Final

from consumer.sandbox import JournalEntry

UNCOMMITTED_SECONDS: Final = 0.3
ON_THE_WIRE_SECONDS: Final = 0.5


def allowed_repeats(
    requests: Sequence[JournalEntry],
    breaks: Sequence[float],
    *,
    unanswered_events: int,
    answer_seconds: float,
    partitions: int,
) -> int:
    """Return how many events may have been taken again.

    Args:
        requests: the journal of the API.
        breaks: when a member ended, or lost its partitions, without a last commit; epoch seconds.
        unanswered_events: in requests that the members said had no answer.
        answer_seconds: how long the API holds its answers back.
        partitions: of the source topic.
    """
    allowed = unanswered_events
    for broken_at in breaks:
        until = broken_at + ON_THE_WIRE_SECONDS
        taken = [request for request in requests if request.taken and request.time_seconds <= until]
        # Where commits were slow before the break already, the last requests were taken a while before it.
        last_at = min(max((request.time_seconds for request in taken), default=broken_at), broken_at)
        since = last_at - UNCOMMITTED_SECONDS - answer_seconds
        sizes = [len(request.nonces) for request in taken if request.time_seconds >= since]
        allowed += sum(sizes) + partitions * max(sizes, default=0)
    return allowed
