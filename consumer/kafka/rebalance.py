"""What happens when partitions come and go. Lives on the Kafka thread, inside the client's callbacks.

States of a partition with this member:

    (not ours) --assign--> current --revoke--> draining --(drained, or budget over)--> committed --> (not ours)
                              |--lost--> (not ours): nothing is committed, another member may already have it
                              |--(revoked or lost, and its log is gone)--> retired: see `partitions`

Rules:
- Nothing may raise inside a callback: the client destroys the messages that it has already taken. What goes wrong is
  kept in `failure`, and raised by the turn when the poll has returned.
- While partitions drain, the event loop finishes what is on the wire; this thread waits for it, and for nothing else.

Invariant: an offset is committed only for a partition that is current, or was until the callback that is running.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from consumer.core.record import Assignment
from consumer.core.start import StartAnew
from consumer.kafka.committer import Committer
from consumer.kafka.looks import Interrupted, Looks
from consumer.kafka.partitions import Partitions
from consumer.kafka.starting import Starts, look_up_starts
from consumer.settings import ClientConfig
from consumer.telemetry import LIBRDKAFKA, Telemetry

T = TypeVar("T")

DRAIN_ROUND_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOptions:
    """What a rebalance needs to know.

    Attributes:
        config: of the client that looks things up.
        topic: the source topic.
        group_id: the consumer group, for what is said of it.
        configured_start_ms: where a new group starts, milliseconds since the epoch.
        drain_seconds: how long partitions that are revoked may take to finish what is on the wire.
    """

    config: ClientConfig
    topic: str
    group_id: str
    configured_start_ms: int
    drain_seconds: float


class Rebalance:
    """The callbacks of a Consumer."""

    def __init__(self, start: StartOptions, partitions: Partitions, committer: Committer, telemetry: Telemetry) -> None:
        self._topic = start.topic
        self._group_id = start.group_id
        self._configured_start_ms = start.configured_start_ms
        self._drain_seconds = start.drain_seconds
        self._partitions = partitions
        self._committer = committer
        self._telemetry = telemetry
        admin = AdminClient({**start.config}, logger=LIBRDKAFKA)
        self.looks: Final = Looks(admin, start.topic, self._go_on_waiting)
        self.stopping: Final = threading.Event()
        self.failure: Exception | None = None
        self.has_joined = False
        self._topic_ids: set[str] = set()

    def prepare(self) -> None:
        """Learn what this cluster can tell, before this member subscribes."""
        self.ask(self.looks.prepare)

    def on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions are ours: find where each begins, and let them flow."""
        self.has_joined = True
        self._keep_failure(lambda: self._assign(consumer, [tp.partition for tp in partitions]))

    def on_revoke(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions go to another member: finish what is on the wire, commit, let go."""
        numbers = [tp.partition for tp in partitions]
        self._keep_failure(lambda: self.release(consumer, numbers, self._drain_seconds))

    def on_lost(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions are gone already: a commit now could skip what their new owner has not read."""
        numbers = [tp.partition for tp in partitions]
        self._keep_failure(lambda: self._lose(numbers))

    def release(self, consumer: Consumer, partitions: Sequence[int], budget_seconds: float) -> bool:
        """Drain and commit partitions, then forget them; return whether all that they had resolved is committed."""
        deadline = time.monotonic() + budget_seconds
        ours = [partition for partition in partitions if partition in self._partitions.positions.current]
        if not ours:
            return True
        self._retire_what_is_gone(ours)
        assignments = self._partitions.remove(partitions)
        undrained = self._wait_until_drained(assignments, deadline)
        is_committed = self._committer.commit_last(consumer, assignments, deadline)
        self._partitions.forget(assignments)
        self._telemetry.partitions_revoked(ours, undrained)
        return is_committed and not undrained

    def deliver_retired(self, deadline: float) -> bool:
        """Wait until what is held of logs that are gone is delivered; return False when the time was over before."""
        now = time.monotonic()
        give_up_at = deadline - min(self._drain_seconds, (deadline - now) / 2)
        if not self._wait_until_drained(tuple(self._partitions.retired), give_up_at):
            return True
        self._partitions.give_up_retired()
        self._wait_until_drained(tuple(self._partitions.retired), deadline)
        return False

    def ask(self, question: Callable[[], T]) -> T | None:
        """Ask until Kafka answers, which is waited for, here as everywhere; None when the program is being stopped."""
        while not self.stopping.is_set():
            try:
                return question()
            except Interrupted:
                return None
            except KafkaException as exception:
                error = exception.args[0]
                self._telemetry.kafka_error(error.name(), error.str())
            self.stopping.wait(0.5)
            self._partitions.turn(time.monotonic())
        return None

    def _assign(self, consumer: Consumer, partitions: list[int]) -> None:
        looks, start_ms, former = self.looks, self._configured_start_ms, self._topic_ids
        starts = self.ask(lambda: look_up_starts(looks, consumer, partitions, start_ms, former)) if partitions else None
        if starts is None:  # more members than partitions, or the program is being stopped
            self._partitions.open(None, {})
            return
        self._committer.group_start = starts.plan.group_start
        if starts.topic.topic_id is not None:
            self._topic_ids.add(starts.topic.topic_id)
        self._partitions.open(starts.topic.topic_id, starts.begins)
        places = [TopicPartition(self._topic, p, begin.next_offset) for p, begin in starts.begins.items()]
        consumer.incremental_assign(places)
        # A partition that was paused when it went comes back paused, and would stand still for ever.
        consumer.resume(places)
        self._telemetry.partitions_assigned(partitions)
        self._tell(starts)

    def _tell(self, starts: Starts) -> None:
        """Whatever a start leaves out, or begins again, is said and counted."""
        telemetry, plan = self._telemetry, starts.plan
        if left_out := {p: begin.left_out for p, begin in starts.begins.items() if begin.left_out}:
            telemetry.logs.left_out(
                self._topic, self._group_id, plan.group_start.start_ms, left_out, is_new_group=plan.is_new_group
            )
        for partition, begin in starts.begins.items():
            if begin.deleted:
                telemetry.logs.skipped(partition, 0, begin.deleted)
        if anew := {p: start.committed for p, start in plan.partitions.items() if isinstance(start, StartAnew)}:
            telemetry.logs.replaced_while_away(self._topic, starts.topic.topic_id, anew)

    def _retire_what_is_gone(self, partitions: Sequence[int]) -> None:
        """Where the topic is gone, nobody can read again what we hold of it."""
        current = self._partitions.positions.current
        ours = [current[partition] for partition in partitions if partition in current]
        held = [assignment for assignment in ours if self._partitions.unresolved(assignment)]
        if held and (gone := self.looks.gone(held)):
            self._partitions.retire([assignment.partition for assignment in gone])
            self._telemetry.logs.retired([assignment.partition for assignment in gone])

    def _wait_until_drained(self, assignments: Sequence[Assignment], deadline: float) -> list[int]:
        """Return the partitions that still had something on the wire when the time was over."""
        waiting = set(assignments)
        while waiting and time.monotonic() < deadline:
            time.sleep(DRAIN_ROUND_SECONDS)
            waiting -= self._partitions.turn(time.monotonic())
        return [assignment.partition for assignment in waiting]

    def _lose(self, partitions: list[int]) -> None:
        self._partitions.membership.doubt(time.monotonic())  # nothing more is posted while we look
        self._retire_what_is_gone(partitions)
        self._partitions.forget(self._partitions.remove(partitions))
        self._telemetry.partitions_lost(partitions)

    def _go_on_waiting(self) -> bool:
        self._partitions.turn(time.monotonic())
        return not self.stopping.is_set()

    def _keep_failure(self, callback: Callable[[], object]) -> None:
        try:
            callback()
        except Exception as exception:  # noqa: BLE001 - whatever it is, it must not reach the client; the turn raises it
            self.failure = self.failure or exception
