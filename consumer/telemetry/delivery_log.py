"""The delivery log: which events were sent in which request, and what was answered.

An event is named by its message id (the nonce), its goal and its coordinates. Nothing else of it is ever said: no
visitor code, no address, no revenue.
"""

from typing import Literal

import orjson
from structlog.typing import FilteringBoundLogger

from consumer.core.batch import Batch
from consumer.core.outcome import Outcome

Detail = Literal["batches", "events"]


class DeliveryLog:
    """Says what became of each request, at level info.

    Args:
        log: where lines go.
        detail: a line for each request, or for each event of it.
        topic: the source topic, the first of an event's coordinates.
    """

    def __init__(self, log: FilteringBoundLogger, detail: Detail, topic: str) -> None:
        self._log = log
        self._detail = detail
        self._topic = topic

    def answered(self, batch: Batch, outcome: Outcome, seconds: float, attempt: int) -> None:
        """A request ended; its status is None when no answer came."""
        if self._detail == "events":
            self._say_events(batch, outcome.status, attempt)
        else:
            self._log.info(
                "batch sent",
                partition=batch.assignment.partition,
                first_offset=batch.first_offset,
                next_offset=batch.next_offset,
                events=batch.event_count,
                bytes=len(batch.body),
                status=outcome.status,
                attempt=attempt,
                duration_seconds=round(seconds, 4),
            )

    def _say_events(self, batch: Batch, status: int | None, attempt: int) -> None:
        for body, rule, original in zip(batch.bodies, batch.rules, batch.originals, strict=True):
            sent = orjson.loads(body)
            self._log.info(
                "event sent",
                message_id=sent.get("nonce"),
                topic=self._topic,
                partition=batch.assignment.partition,
                offset=original.offset(),
                rule=rule,
                goal_id=sent.get("goalId"),
                status=status,
                attempt=attempt,
            )
