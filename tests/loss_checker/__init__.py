"""The one judge of what became of every record: nothing lost, nothing invented, nothing out of order.

It believes no counter of the consumer. `read_history` asks the four witnesses (the source topic, the journal of
the sandbox, the dead-letter topic and the group's commits), and `check`, which is pure, compares what they say.

Rules:

- What a record is meant to become, and its nonce, are the generator's word, in the record's Kafka headers.
- A record is delivered when a request that held its nonce was taken *and* answered with a 2xx. A request that was
  taken and never answered is ambiguous: its sender has to send it again, so by itself it delivers nothing.
- A record is due when its partition's commits have passed it, or when the history is said to be complete.
"""

from tests.loss_checker.check import check
from tests.loss_checker.history import DeadLetter, History, Request, SourceRecord
from tests.loss_checker.reader import Witnesses, read_history
from tests.loss_checker.report import CommitBack, CommitBeyondEnd, Coordinates, LateDelivery, Report

__all__ = [
    "CommitBack",
    "CommitBeyondEnd",
    "Coordinates",
    "DeadLetter",
    "History",
    "LateDelivery",
    "Report",
    "Request",
    "SourceRecord",
    "Witnesses",
    "check",
    "read_history",
]
