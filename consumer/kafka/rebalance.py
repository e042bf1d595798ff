"""What happens when partitions come and go. Lives on the Kafka thread, inside the client's callbacks.

States of a partition with this member:

    (not ours) --assign--> current --revoke--> draining --(drained, or budget over)--> committed --> (not ours)
                              |--lost--> (not ours): nothing is committed, another member may already have it

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
from itertools import count
from typing import Final, TypeVar

from confluent_kafka import Consumer, KafkaException, TopicPartition

from consumer.core.buffer import Buffer
from consumer.core.commits import Commits
from consumer.core.membership import Membership
from consumer.core.record import Assignment, Start
from consumer.core.start import StartPlan
from consumer.handover import Drained, Handover, Progress
from consumer.kafka.committer import Committer
from consumer.kafka.starting import Begin, look_up_partitions, look_up_starts
from consumer.telemetry import Telemetry

T = TypeVar("T")

DRAIN_ROUND_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class State:
    """What the Kafka thread knows of its partitions."""

    commits: Commits
    buffer: Buffer
    membership: Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOptions:
    """What a rebalance needs to know.

    Attributes:
        topic: the source topic.
        group_id: the consumer group, for what is said of it.
        configured_start_ms: where a new group starts, milliseconds since the epoch.
        drain_seconds: how long partitions that are revoked may take to finish what is on the wire.
    """

    topic: str
    group_id: str
    configured_start_ms: int
    drain_seconds: float


class Rebalance:
    """The current assignments, and the callbacks that change them."""

    def __init__(
        self,
        start: StartOptions,
        state: State,
        committer: Committer,
        handover: Handover,
        telemetry: Telemetry,
    ) -> None:
        self._topic = start.topic
        self._group_id = start.group_id
        self._configured_start_ms = start.configured_start_ms
        self._drain_seconds = start.drain_seconds
        self._state = state
        self._committer = committer
        self._handover = handover
        self._telemetry = telemetry
        self._numbers = count(1)
        self._known: frozenset[int] = frozenset()
        self.current: dict[int, Assignment] = {}
        self.next_offsets: dict[Assignment, int] = {}
        self.stopping = threading.Event()
        self.failure: Exception | None = None

    def prepare(self, consumer: Consumer) -> None:
        """Learn which partitions the topic has, before this member subscribes."""
        self._known = self._ask(lambda: look_up_partitions(consumer, self._topic)) or frozenset()

    def on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions are ours: find where each begins, and let them flow."""
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
        assignments = self._remove(partitions)
        if not assignments:
            return True
        self._handover.revoked(assignments)
        deadline = time.monotonic() + budget_seconds
        undrained = self._wait_until_drained(assignments, deadline)
        is_committed = self._committer.commit_last(consumer, assignments, deadline)
        self._forget(assignments)
        self._telemetry.partitions_revoked([a.partition for a in assignments], undrained)
        return is_committed and not undrained

    def restart(self, assignment: Assignment, next_offset: int) -> Assignment:
        """Begin a partition anew, whose log goes on below what was read of it: it was truncated, or made anew."""
        self._remove([assignment.partition])
        self._handover.revoked([assignment])
        self._forget([assignment])
        (start,) = self._open({assignment.partition: Begin(next_offset, 0, is_fresh=True)})
        return start.assignment

    def take_returned(self) -> set[Assignment]:
        """Apply what the event loop gave back; return the assignments that are drained."""
        drained: set[Assignment] = set()
        now = time.monotonic()
        for value in self._handover.returned():
            match value:
                case Progress(assignment, next_offset, released_bytes):
                    self._state.commits.acknowledge(assignment, next_offset, now)
                    self._state.buffer.release(assignment, released_bytes)
                case Drained(assignment):
                    drained.add(assignment)
        return drained

    def _assign(self, consumer: Consumer, partitions: list[int]) -> None:
        found = self._look_up(consumer, partitions) if partitions else None
        if found is None:  # more members than partitions, or the program is being stopped
            self._open({})
            return
        plan, begins = found
        self._committer.group_start_ms = plan.group_start_ms
        self._open(begins)
        places = [TopicPartition(self._topic, partition, begin.next_offset) for partition, begin in begins.items()]
        consumer.incremental_assign(places)
        # A partition that was paused when it went comes back paused, and would stand still for ever.
        consumer.resume(places)
        self._telemetry.partitions_assigned(partitions)
        older_records = sum(begin.older_records for begin in begins.values())
        if plan.is_new_group and older_records:
            self._telemetry.new_group_started(self._topic, self._group_id, plan.group_start_ms, older_records)

    def _open(self, begins: dict[int, Begin]) -> list[Start]:
        starts = []
        for partition, begin in begins.items():
            assignment = Assignment(partition, next(self._numbers))
            starts.append(Start(assignment, begin.next_offset, begin.is_fresh))
            self.current[partition] = assignment
            self.next_offsets[assignment] = begin.next_offset
            self._state.commits.open(starts[-1])
            self._state.buffer.open(assignment)
            self._state.membership.assigned(assignment)
        self._handover.assigned(starts)
        return starts

    def _look_up(self, consumer: Consumer, partitions: list[int]) -> tuple[StartPlan, dict[int, Begin]] | None:
        return self._ask(
            lambda: look_up_starts(consumer, self._topic, self._known, partitions, self._configured_start_ms)
        )

    def _ask(self, question: Callable[[], T]) -> T | None:
        """Ask until Kafka answers, which is waited for, here as everywhere; None when the program is being stopped."""
        while not self.stopping.is_set():
            try:
                return question()
            except KafkaException as exception:
                error = exception.args[0]
                self._telemetry.kafka_error(error.name(), error.str())
            self.stopping.wait(0.5)
            self._state.membership.turn(time.monotonic())
        return None

    def _wait_until_drained(self, assignments: Sequence[Assignment], deadline: float) -> list[int]:
        """Return the partitions that still had something on the wire when the time was over."""
        waiting = set(assignments)
        while waiting and time.monotonic() < deadline:
            time.sleep(DRAIN_ROUND_SECONDS)
            waiting -= self.take_returned()
            self._state.membership.turn(time.monotonic())
        return [assignment.partition for assignment in waiting]

    def _lose(self, partitions: list[int]) -> None:
        assignments = self._remove(partitions)
        self._forget(assignments)
        self._handover.revoked(assignments)
        self._telemetry.partitions_lost(partitions)

    def _remove(self, partitions: Sequence[int]) -> list[Assignment]:
        assignments = [self.current.pop(partition) for partition in partitions if partition in self.current]
        for assignment in assignments:
            del self.next_offsets[assignment]
        return assignments

    def _forget(self, assignments: Sequence[Assignment]) -> None:
        self._state.commits.close(assignments)
        self._state.buffer.close(assignments)

    def _keep_failure(self, callback: Callable[[], object]) -> None:
        try:
            callback()
        except Exception as exception:  # noqa: BLE001 - whatever it is, it must not reach the client; the turn raises it
            self.failure = self.failure or exception
