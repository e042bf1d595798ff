"""What is said of the source topic's logs: replaced, cut, left out, unreadable."""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from structlog.typing import FilteringBoundLogger

from consumer.core.unread import UnreadReason
from consumer.telemetry.metrics import Metrics
from consumer.telemetry.quiet import Quiet

GAP_LINE_SECONDS: Final = 10.0
UNREAD_LINE_SECONDS: Final = 60.0

UNREAD_AFTER_SECONDS: Final = 15.0
"""How long records may wait in the log before it is said: a broker that restarts takes a few seconds."""

_UNREAD_ADVICE: Final = {
    UnreadReason.OPEN_TRANSACTION: "A producer's transaction is open: Kafka hands out nothing behind its first record "
    "until the producer commits or aborts it, or it times out (kafka-transactions.sh find-hanging).",
    UnreadReason.SPOILED: "The batch at this offset is damaged in Kafka's log, or in a form that this client does not "
    "know. It is tried again every 30 s: restore a sound replica, or stop the group, set its offset "
    "behind the batch (kafka-consumer-groups.sh --reset-offsets --to-offset) and start it again.",
    UnreadReason.NOT_FETCHED: "Kafka does not send them: look for a quota on this client, and at the leader "
    "of the partition.",
}


class LogHappenings:
    """The part of the voice that speaks of logs."""

    def __init__(self, log: FilteringBoundLogger, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics
        self._gaps = Quiet(GAP_LINE_SECONDS)
        self._unread = Quiet(UNREAD_LINE_SECONDS)
        for reason in UnreadReason:
            metrics.unread.labels(reason).set(0)

    def left_out(
        self, topic: str, group_id: str, start_ms: int, left_out: Mapping[int, int], *, is_new_group: bool
    ) -> None:
        """Partitions start after records that they hold. `left_out`: how many offsets, by partition."""
        count = sum(left_out.values())
        self._metrics.left_out.inc(count)
        self._log.warning(
            "new group: older records are left out" if is_new_group else "older records are left out",
            topic=topic,
            group=group_id,
            start=datetime.fromtimestamp(start_ms / 1000, UTC).isoformat(),
            older_records=count,
            partitions=sorted(left_out),
            detail="To send them too, stop the consumer and reset the group's offsets "
            "(kafka-consumer-groups.sh --reset-offsets), or start a new group with START_FROM=earliest. "
            "Kameleoon counts events when they arrive.",
        )

    def replaced(self, topic_id: str, held: Mapping[int, int]) -> None:
        """The topic was deleted and created again while it was read.

        Args:
            topic_id: of the new one.
            held: by partition, how many offsets of the old log were read and are not resolved.
        """
        self._metrics.logs_replaced.inc(len(held))
        self._log.error(
            "topic was deleted and created again: its new log is read from the beginning",
            topic_id=topic_id,
            partitions=sorted(held),
            unresolved_of_old_log=sum(held.values()),
            detail="What was read of the old log is delivered; what was not read of it is gone.",
        )

    def replaced_while_away(self, topic: str, topic_id: str | None, committed: Mapping[int, int | None]) -> None:
        """What the group had committed is of a topic that is gone. `committed`: by partition; None: it is gone too."""
        self._metrics.logs_replaced.inc(len(committed))
        self._log.error(
            "topic was deleted and created again: its new log is read from the beginning",
            topic=topic,
            topic_id=topic_id,
            partitions=sorted(committed),
            committed_of_old_log={str(partition): offset for partition, offset in committed.items()},
        )

    def topic_missing(self, topic: str) -> None:
        """Kafka does not know the topic: it was deleted, or a broker that has just come back says so for a moment."""
        if self._unread.may_speak("missing", time.monotonic()):
            self._log.error(
                "topic does not exist: it was deleted",
                topic=topic,
                detail="What was read of it is delivered. When it is created again, its new log is read from the "
                "beginning. If it has another name now, set SIGNAL_TOPIC and restart.",
            )

    def retired(self, partitions: Iterable[int]) -> None:
        """Partitions go, and their log is gone: what is held of them is delivered all the same."""
        self._log.warning("topic is gone: what was read of it is delivered all the same", partitions=sorted(partitions))

    def lost_with_log(self, partition: int, records: int) -> None:
        """The program ends before what it held of a log that is gone was delivered."""
        self._metrics.lost_with_log.inc(records)
        self._log.error(
            "records of a deleted topic could not be delivered in time", partition=partition, records=records
        )

    def truncated(self, partition: int, expected: int, found: int) -> None:
        """The log goes on below what was read of it, and is of the same topic."""
        self._metrics.logs_replaced.inc()
        self._log.error("log was truncated", partition=partition, expected=expected, found=found)

    def skipped(self, partition: int, expected: int, found: int) -> None:
        """Records were deleted before they were read: by retention, or by hand."""
        self._metrics.skipped.inc(found - expected)
        if self._gaps.may_speak(f"{partition}", time.monotonic()):
            self._log.warning(
                "offsets were deleted before they were read", partition=partition, expected=expected, found=found
            )

    def without_records(self, count: int) -> None:
        """Offsets hold no record for us: markers of transactions, aborted or compacted records."""
        self._metrics.without_records.inc(count)

    def spoiled(self, partition: int, offset: int, name: str, error: str) -> None:
        """A batch cannot be read: its partition stands."""
        self._log.error(
            "records cannot be read: partition is stopped",
            partition=partition,
            offset=offset,
            name=name,
            error=error,
            detail=_UNREAD_ADVICE[UnreadReason.SPOILED],
        )

    def unread(self, waiting: Iterable[tuple[int, int, UnreadReason, float]]) -> None:
        """What lies in the log and does not come: partition, next offset, why, and for how many seconds."""
        counts = dict.fromkeys(UnreadReason, 0)
        for partition, next_offset, reason, seconds in waiting:
            if seconds < UNREAD_AFTER_SECONDS:
                continue
            counts[reason] += 1
            if self._unread.may_speak(f"{partition} {reason}", time.monotonic()):
                self._log.warning(
                    "records are in the log, but Kafka is not delivering them",
                    partition=partition,
                    next_offset=next_offset,
                    reason=reason.value,
                    seconds=round(seconds),
                    detail=_UNREAD_ADVICE[reason],
                )
        for reason, count in counts.items():
            self._metrics.unread.labels(reason).set(count)
