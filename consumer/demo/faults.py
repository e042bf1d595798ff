"""What goes wrong in a demo with faults: all that is transient, and must be repeated until it is delivered."""

from typing import Final

from consumer.sandbox import AnswerStatus, Fault, ResetAfterTaking, ResetBeforeTaking

FAULTS: Final[tuple[Fault, ...]] = (
    # Each kind once, one after the other, so that even a short run meets all of them.
    AnswerStatus(status=503, next_requests=1),
    ResetBeforeTaking(next_requests=1),
    ResetAfterTaking(next_requests=1),
    AnswerStatus(status=429, retry_after=1, next_requests=1),
    # Then by chance. A 429 stops all partitions for its second, so it is rare.
    AnswerStatus(status=503, share=0.05),
    ResetBeforeTaking(share=0.03),
    ResetAfterTaking(share=0.03),
    AnswerStatus(status=429, retry_after=1, share=0.01),
)
