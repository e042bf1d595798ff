"""From an answer to what it says about the events that were sent: pure tables, before anything is done about it.

| outcome                          | suspicion | judgement                                                  |
|----------------------------------|-----------|------------------------------------------------------------|
| `Delivered`                      | any       | TAKEN                                                      |
| `Refused` rejected               | any       | REJECTED: the data is the suspect                          |
| `Refused` too_large              | any       | TOO_LARGE: the size is                                     |
| `Refused` otherwise              | DATA      | CONFIGURATION: it is refused for who we are                |
|                                  | REFUSAL   | REJECTED: it was refused in three episodes                 |
|                                  | POISON    | CONFIGURATION                                              |
| `Transient` 500                  | any       | POISON: later, and counted; rejected when it is the fifth  |
| `Transient` otherwise            | any       | LATER                                                      |
"""

from enum import Enum, auto
from typing import Final, assert_never

from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient

POISON_ANSWERS: Final = 5
"""So many 500s, with other batches taken between them, are no outage of the API."""


class Suspicion(Enum):
    """What a batch is isolated for, and so which answers count against its events."""

    DATA = auto()
    """400 and 422, and 413 for its size. The suspicion that every batch is under."""

    REFUSAL = auto()
    """Any other refusal too: it was refused in three episodes that other events ended."""

    POISON = auto()
    """Five 500s of its own too: it was answered so five times, while others were taken."""


class Judgement(Enum):
    """What an answer says."""

    TAKEN = auto()
    REJECTED = auto()
    TOO_LARGE = auto()
    CONFIGURATION = auto()
    POISON = auto()
    LATER = auto()


def judge(outcome: Outcome, suspicion: Suspicion) -> Judgement:
    """Say what an answer to a batch under a suspicion means."""
    match outcome:
        case Delivered():
            return Judgement.TAKEN
        case Refused(reason=RefusedReason.REJECTED):
            return Judgement.REJECTED
        case Refused(reason=RefusedReason.TOO_LARGE):
            return Judgement.TOO_LARGE
        case Refused():
            return Judgement.REJECTED if suspicion is Suspicion.REFUSAL else Judgement.CONFIGURATION
        case Transient(status=500):
            return Judgement.POISON
        case Transient():
            return Judgement.LATER
        case _:
            assert_never(outcome)
