"""What to do about dead letters of a kind."""

from consumer.check.verdict_advice import ADVICE
from consumer.letters.counting import OTHERS

_NOT_OURS = "something else writes to this topic: they have no headers of signal-kameleoon"


def advice_on_letters(reason: str, status: int | None) -> str:
    """Say what to change so that such records are sent.

    Args:
        reason: as the letters' headers have it; empty where they have none.
        status: HTTP status that refused them, or None when they were never sent.
    """
    if not reason:
        return _NOT_OURS
    if status is not None:
        return (
            f"the API refuses such an event with {status} and takes others: compare it with Kameleoon's API reference"
        )
    if reason == OTHERS.reason:
        return "too many kinds to tell apart: `--reason` narrows it down"
    return ADVICE.get(reason, "the letter's detail says more")
