"""One function per happening: its log line and its metrics, together."""

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from prometheus_client import generate_latest
from structlog.typing import FilteringBoundLogger

from consumer.core.advice import Configured
from consumer.core.batch import Batch
from consumer.core.outcome import Delivered, Outcome, Transient
from consumer.core.part import Accused, Effect, Post
from consumer.core.record import Assignment
from consumer.core.source_topic import SourceTopic
from consumer.telemetry.admin_happenings import AdminHappenings
from consumer.telemetry.delivery_log import DeliveryLog
from consumer.telemetry.file_happenings import FileHappenings
from consumer.telemetry.group_happenings import GroupHappenings
from consumer.telemetry.log_happenings import LogHappenings
from consumer.telemetry.metrics import Metrics
from consumer.telemetry.quiet import Quiet
from consumer.telemetry.refusals import Refusals, WhyOpen
from consumer.telemetry.summary import Summary
from consumer.telemetry.token_happenings import TokenHappenings

UNREACHABLE_LINE_SECONDS = 10.0


class Telemetry:
    """The voice of one process."""

    def __init__(
        self,
        log: FilteringBoundLogger,
        metrics: Metrics,
        configured: Configured,
        delivery_log: DeliveryLog | None = None,
        source: SourceTopic | None = None,
        group_protocol: str = "classic",
    ) -> None:
        self._log = log
        self._metrics = metrics
        self._delivery_log = delivery_log
        self._quiet = Quiet(UNREACHABLE_LINE_SECONDS)
        self._refusals = Refusals(log, metrics, configured, source)
        self.summary = Summary()
        self.tokens = TokenHappenings(log, metrics)
        self.logs = LogHappenings(log, metrics)
        self.group = GroupHappenings(log, metrics, group_protocol)
        self.admin = AdminHappenings(log, metrics)
        self.files = FileHappenings(log)

    @property
    def is_blocked_from_the_start(self) -> bool:
        """Whether the API refuses us, and never took anything from this process."""
        return self._refusals.is_blocked and not self.summary.has_delivered

    # --- the program
    # -------------------------------------------------------------------------------------------------------

    def started(self, version: str, facts: Mapping[str, str | int]) -> None:
        """The program runs, with these settings (no secrets among them)."""
        self._metrics.build.info({"version": version})
        self._log.info("started", version=version, **facts)

    def warned(self, warning: str) -> None:
        """A setting is allowed, and probably not meant."""
        self._log.warning("setting", detail=warning)

    def stopping(self, reason: str) -> None:
        """A clean stop was asked for."""
        self._log.info("stopping", reason=reason)

    def stopped(self, exit_code: int, reason: str) -> None:
        """The program ends."""
        (self._log.info if exit_code == 0 else self._log.error)("stopped", exit_code=exit_code, reason=reason)

    def failed(self, exception: BaseException) -> None:
        """An exception that nobody expected ends the program."""
        self._log.error("unexpected exception", exc_info=exception)

    def lines_lost(self, lines: int) -> None:
        """Log lines could not be written: nobody read them, or the disk was full."""
        self._metrics.lost_lines.inc(lines)

    def said_lost_lines(self, lines: int) -> None:
        """Log lines can be written again."""
        self._log.warning("log lines lost", lines=lines)

    def said_summary(self) -> None:
        """The time for a summary line has come."""
        self._log.info("summary", **self.summary.line())

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._metrics.registry)

    # --- Kafka
    # -------------------------------------------------------------------------------------------------------------

    def kafka_unreachable(self, bootstrap_servers: str, error: str) -> None:
        """Kafka does not answer; we wait."""
        if self._quiet.may_speak("unreachable", time.monotonic()):
            self._log.warning("waiting for Kafka", bootstrap_servers=bootstrap_servers, error=error)

    def instance_held(self, instance_id: str) -> None:
        """Another member has our instance id, as a predecessor that was killed has until its session ends; we wait."""
        if self._quiet.may_speak("instance held", time.monotonic()):
            self._log.warning(
                "waiting for the session of a member with our KAFKA_GROUP_INSTANCE_ID",
                instance_id=instance_id,
                detail="the broker ends it group.consumer.session.timeout.ms (45 s) after that member was killed; "
                "if this goes on, another one runs with the same id",
            )

    def kafka_error(self, name: str, error: str) -> None:
        """The client reported an error that it deals with itself, or that is about to end the process."""
        self._metrics.kafka_errors.labels(name).inc()
        self.group.error_noted(error)
        if self._quiet.may_speak(name, time.monotonic()):
            self._log.warning("kafka error", name=name, error=error)

    def dead_letter_topic_created(self, topic: str) -> None:
        """The dead-letter topic was missing."""
        self._log.info("dead-letter topic created", topic=topic)

    def partitions_assigned(self, partitions: Sequence[int]) -> None:
        """Partitions are ours."""
        self._metrics.rebalances.labels("assign").inc()
        for partition in partitions:
            self._metrics.assigned.labels(str(partition)).set(1)
        self._log.info("partitions assigned", partitions=sorted(partitions))

    def partitions_revoked(self, partitions: Sequence[int], undrained: Sequence[int]) -> None:
        """Partitions went to another member. Undrained ones had a request on the wire when their budget was over."""
        self._metrics.rebalances.labels("revoke").inc()
        self._forget(partitions)
        log = self._log.warning if undrained else self._log.info
        log("partitions revoked", partitions=sorted(partitions), undrained=sorted(undrained))

    def partitions_lost(self, partitions: Sequence[int]) -> None:
        """Partitions were taken from us; what is on the wire will be delivered again by their new owner."""
        self._metrics.rebalances.labels("lost").inc()
        self._forget(partitions)
        self._log.warning("partitions lost", partitions=sorted(partitions))

    def committed(self, partition_count: int) -> None:
        """Offsets are stored."""
        self._metrics.commits.labels("ok").inc()
        self._log.debug("committed", partitions=partition_count)

    def commit_outdated(self, name: str) -> None:
        """A commit came while the group was moving partitions: it is sent again, or is the new owner's matter."""
        self._metrics.commits.labels("outdated").inc()
        self._log.debug("commit outdated", name=name)

    def commit_failed(self, name: str, error: str) -> None:
        """Offsets are not stored; the next commit carries newer ones."""
        self._metrics.commits.labels("failed").inc()
        if self._quiet.may_speak(f"commit {name}", time.monotonic()):
            self._log.warning("commit failed", name=name, error=error)

    def kafka_observed(self, lags: Mapping[int, int], held_bytes: int, paused_count: int) -> None:
        """How far behind each partition is, and how much memory is held."""
        for partition, lag in lags.items():
            self._metrics.lag.labels(str(partition)).set(lag)
        self._metrics.held_bytes.set(held_bytes)
        self._metrics.paused.set(paused_count)
        self.summary.lag_records = sum(lags.values())

    # --- delivery
    # ----------------------------------------------------------------------------------------------------------

    def in_flight(self) -> AbstractContextManager[object]:
        """A request is on the wire, inside the `with`."""
        return self._metrics.in_flight.track_inprogress()

    def answered(self, batch: Batch, outcome: Outcome, seconds: float, *, attempt: int) -> None:
        """A request ended."""
        status_class = _status_class(outcome)
        self._metrics.requests.labels(status_class).inc()
        self._metrics.request.observe(seconds)
        self._metrics.batch_events.observe(batch.event_count)
        self.summary.last_status = str(outcome.status or status_class)
        if self._delivery_log:
            self._delivery_log.answered(batch, outcome, seconds, attempt)
        if isinstance(outcome, Delivered):
            self.summary.has_delivered = True
        if isinstance(outcome, Transient) and outcome.is_ambiguous:
            self._metrics.ambiguous.inc()
            self._say_ambiguous(batch, is_kept_connection=outcome.on_reused_connection)

    def decided(self, post: Post, outcome: Outcome, effect: Effect) -> None:
        """An answer has changed what is done next."""
        self._refusals.decided(post, outcome, effect)

    def convicted(self, accused: Accused) -> None:
        """The dead letter of an event that the API rejects is written."""
        reason, (rule,) = accused.outcome.reason, accused.part.batch.rules
        self._metrics.records.labels("dead_lettered", reason, rule).inc()
        self.summary.add(0, 0, [reason])

    def fuse_observed(self, assignment: Assignment, why: WhyOpen | None) -> None:
        """Whether a partition stands still because most of its records would become dead letters: None if not."""
        self._refusals.fuse_observed(assignment, why)

    def dead_letters_written(self, count: int) -> None:
        """The broker has acknowledged dead letters."""
        self._log.debug("dead letters written", count=count)

    def dead_letter_failed(self, name: str, error: str) -> None:
        """A dead letter was not acknowledged: its partition stands still until it is."""
        self._metrics.dead_letter_failures.labels(name).inc()
        if self._quiet.may_speak(f"dead letter {name}", time.monotonic()):
            self._log.error("dead letter not written: its partition waits", name=name, error=error)

    def dead_letter_topic_missing(self, why: str) -> None:
        """The dead-letter topic is gone and cannot be made again: partitions with letters wait for it."""
        if self._quiet.may_speak("dead-letter topic", time.monotonic()):
            self._log.error("dead-letter topic is missing: its partitions wait", reason=why)

    def resolved(self, batch: Batch, now_epoch_seconds: float) -> None:
        """Every record of a batch is delivered, dropped or dead-lettered."""
        records = self._metrics.records
        delivered, dropped, fallbacks = batch.delivered(), batch.dropped(), batch.delivered_by_fallback()
        for rule, count in delivered.items():
            records.labels("delivered", "", rule).inc(count)
            self._metrics.visitors.labels(rule, "visitor_code").inc(count - fallbacks[rule])
            self._metrics.visitors.labels(rule, "fallback").inc(fallbacks[rule])
        for (rule, reason), count in dropped.items():
            records.labels("dropped", reason, rule).inc(count)
        for record in batch.invalid:
            records.labels("dead_lettered", record.reason, record.rule).inc()
        self.summary.add(delivered.total(), dropped.total(), [record.reason for record in batch.invalid])
        self.summary.fallbacks += fallbacks.total()
        self._metrics.batches.inc()
        if batch.event_count and batch.first_timestamp_ms:
            self._metrics.event_to_answer.observe(max(now_epoch_seconds - batch.first_timestamp_ms / 1000, 0.0))
        self._log.debug("resolved", partition=batch.assignment.partition, next_offset=batch.next_offset)

    def lane_closed(self, assignment: Assignment) -> None:
        """Nothing is outstanding of a partition that is no longer ours."""
        self._refusals.lane_closed(assignment)

    def ages_observed(self, ages_seconds: Mapping[int, float]) -> None:
        """How old the oldest unresolved record of each partition is."""
        self._metrics.age.clear()  # made anew each time, so that none of a lost partition stays behind
        for partition, age in ages_seconds.items():
            self._metrics.age.labels(str(partition)).set(age)
        self.summary.oldest_age_seconds = max(ages_seconds.values(), default=0.0)

    def _say_ambiguous(self, batch: Batch, *, is_kept_connection: bool) -> None:
        """Servers close connections that have been idle: that is the likely reason, and nothing that is wrong."""
        say = self._log.info if is_kept_connection else self._log.warning
        say(
            "no answer: the API may have taken this batch, which will be sent again",
            likely="the API had closed the idle connection" if is_kept_connection else "it has not answered in time",
            partition=batch.assignment.partition,
            first_offset=batch.first_offset,
            next_offset=batch.next_offset,
        )

    def _forget(self, partitions: Sequence[int]) -> None:
        for gauge in (self._metrics.assigned, self._metrics.lag):
            for partition in partitions:
                gauge.remove_by_labels({"partition": str(partition)})


def _status_class(outcome: Outcome) -> str:
    status = outcome.status
    if status is not None:
        return f"{status // 100}xx"
    return outcome.reason.value if isinstance(outcome, Transient) else "none"
