"""What the API refuses, and what is done about it: retries, isolation, blockade and fuses in words and gauges."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Final, assert_never

from structlog.typing import FilteringBoundLogger

from consumer.core.advice import Configured, advice
from consumer.core.blockade import PROBE_SECONDS
from consumer.core.failure import api_failure_advice
from consumer.core.fuse import FuseExample
from consumer.core.outcome import Outcome, Refused, RefusedReason, Transient
from consumer.core.part import Accused, Accusing, Blocking, Convicting, Effect, Isolating, Later, Post, Taken
from consumer.core.record import Assignment
from consumer.core.source_topic import SourceTopic
from consumer.telemetry.metrics import Metrics

_FUSE: Final = (
    "most of its last records would become dead letters; they wait, and none is lost. Check what was deployed last, "
    "the mapping or the site's tagging"
)
_BY_MAPPING: Final = "`signal-kameleoon check` says what the mapping makes of the topic's last records"
_BY_API: Final = "`signal-kameleoon dead-letters list` and `show` tell what the API refused before"
_AFTERWARDS: Final = "A corrected mapping goes on where this one stopped; DEAD_LETTER_FUSE=off lets them pass"

WhyOpen = Callable[[], FuseExample | None]
"""Asked once, when a fuse has opened."""


class Refusals:
    """The part of the voice that speaks of refusals."""

    def __init__(
        self, log: FilteringBoundLogger, metrics: Metrics, configured: Configured, source: SourceTopic | None
    ) -> None:
        self._log = log
        self._metrics = metrics
        self._configured = configured
        self._source = source
        self._blocked: Refused | None = None
        self._fuses: set[Assignment] = set()

    @property
    def is_blocked(self) -> bool:
        """Whether the API refuses everything."""
        return self._blocked is not None

    def decided(self, post: Post, outcome: Outcome, effect: Effect) -> None:
        """An answer has changed what is done next."""
        facts = {"partition": post.batch.assignment.partition, "status": outcome.status}
        match effect:
            case Taken(has_healed=has_healed):
                if has_healed:
                    self._unblock()
            case Later(delay_seconds):
                self._will_retry(facts, outcome, post.part.attempts, delay_seconds)
            case Isolating():
                self._metrics.isolations.inc()
                span = {"first_offset": post.batch.first_offset, "next_offset": post.batch.next_offset}
                self._log.info("batch rejected: cut in two", **facts, **span, events=post.batch.event_count)
            case Accusing(accused, is_blocking):
                self._log.warning("event rejected alone: waits for its retrial", **facts, offset=_offset_of(accused))
                if is_blocking:
                    self._block(Refused(RefusedReason.REJECTS_EVERYTHING, outcome.status or 0), facts)
            case Convicting(accused):
                self._log.error("event rejected again: dead-lettered", **facts, offset=_offset_of(accused))
            case Blocking(is_over=True):
                self._log.info("a probe was refused when another had been taken already", **facts)
            case Blocking():
                self._still_blocked(outcome, facts)
            case _:
                assert_never(effect)

    def fuse_observed(self, assignment: Assignment, why: WhyOpen | None) -> None:
        """Whether a partition stands still because most of its records would become dead letters: None if not."""
        if (why is not None) == (assignment in self._fuses):
            return
        partition = assignment.partition
        if why is not None:
            self._fuses.add(assignment)
            self._metrics.fuse_open.labels(str(partition)).set(1)
            self._log.error(
                "fuse open: partition stands still", partition=partition, **self._fuse_facts(partition, why())
            )
        else:
            self._fuses.remove(assignment)
            self._metrics.fuse_open.remove_by_labels({"partition": str(partition)})
            self._log.info("fuse closed", partition=partition)

    def lane_closed(self, assignment: Assignment) -> None:
        """A partition is no longer ours: whether its fuse is open is its next owner's matter, and closed it is not."""
        if assignment in self._fuses:
            self._fuses.remove(assignment)
            self._metrics.fuse_open.remove_by_labels({"partition": str(assignment.partition)})

    def _fuse_facts(self, partition: int, example: FuseExample | None) -> Mapping[str, object]:
        """One of the records, the command that shows what the mapping makes of it, and what to do."""
        if example is None:
            return {"change": f"{_FUSE}. {_AFTERWARDS}"}
        look = {"look": self._source.explain_command(partition, example.offset)} if self._source else {}
        change = f"{_FUSE}: {_BY_MAPPING if example.status is None else _BY_API}. {_AFTERWARDS}"
        return {**asdict(example), **look, "change": change}

    def _will_retry(self, facts: dict[str, int | None], outcome: Outcome, attempt: int, delay_seconds: float) -> None:
        assert isinstance(outcome, Transient)
        self._metrics.retries.labels(outcome.reason).inc()
        reason, delay = outcome.reason.value, round(delay_seconds, 2)
        why = self._why(outcome)
        # The first failure on a kept connection is sent again at once: the API has probably closed it as idle.
        say = self._log.warning if delay_seconds else self._log.info
        say("will retry", **facts, reason=reason, **why, attempt=attempt, delay_seconds=delay)

    def _why(self, outcome: Transient) -> dict[str, str]:
        """What is known of a request without an answer: where it went, why none came, and what to do about it."""
        if outcome.failure is None:
            return {}
        url, failure = self._configured.url, outcome.failure
        change = api_failure_advice(failure.cause, url)
        return {"cause": failure.cause.value, "address": url, "error": failure.words, "change": change}

    def _still_blocked(self, outcome: Outcome, facts: dict[str, int | None]) -> None:
        """A refusal began the blockade, or a probe was refused; in one by rejections, its reason stays."""
        if self._blocked is None or self._blocked.reason is not RefusedReason.REJECTS_EVERYTHING:
            assert isinstance(outcome, Refused)
            self._block(outcome, facts)
        else:
            self._block(self._blocked, facts)

    def _block(self, refused: Refused, facts: dict[str, int | None]) -> None:
        self._unblock_gauge()
        self._blocked = refused
        self._metrics.blocked.labels(refused.reason).set(1)
        change = advice(refused, self._configured)
        reason, seconds = refused.reason.value, PROBE_SECONDS
        self._log.error("blocked", **facts, reason=reason, change=change, next_probe_seconds=seconds)

    def _unblock(self) -> None:
        self._unblock_gauge()
        self._blocked = None
        self._log.info("no longer blocked: the API takes events again")

    def _unblock_gauge(self) -> None:
        if self._blocked is not None:
            self._metrics.blocked.labels(self._blocked.reason).set(0)


def _offset_of(accused: Accused) -> int:
    return accused.part.batch.first_offset
