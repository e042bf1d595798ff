"""The Kafka thread: owns the Consumer; reads, transforms, encodes, hands over; pauses, commits, drains.

One turn: take what the event loop gave back, read what is ready, prepare it, hand it over, switch pauses, commit.

Rules:
- Nobody else calls the Consumer. Health and metrics read the plain attributes that each turn leaves behind.
- Polling goes on whatever happens: back-pressure is `pause()`, never a turn that waits.
- An exception out of `poll` or `consume` ends the process: messages may have been destroyed with it, and only a new
  process that starts at the committed offsets is sure to read them again.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from consumer.core.buffer import Buffer
from consumer.core.membership import Membership
from consumer.core.turn_size import TurnSize
from consumer.handover import Handover
from consumer.kafka.committer import Committer
from consumer.kafka.errors import InstanceHeldError, Meaning, meaning_of
from consumer.kafka.group_watch import GroupWatch
from consumer.kafka.partitions import Partitions
from consumer.kafka.reading import Reading
from consumer.kafka.rebalance import Rebalance, StartOptions
from consumer.kafka.topic_watch import TopicWatch
from consumer.settings import CLIENT_ID, ClientConfig
from consumer.stopping import FatalKafkaError, NotDrained
from consumer.telemetry import LIBRDKAFKA, Telemetry
from transforms import Transform

POLL_SECONDS: Final = 0.05
"""How long a turn waits for its first record. Commits and resumes wait as long, when nothing else happens."""

FULL_WAIT_SECONDS: Final = 0.1
"""How long a turn waits for answers when a partition is full. To pause it at once would cost more: its prefetched
records are thrown away and fetched again. Longer, and partitions that are not full would starve beside it."""


PREDECESSOR_SECONDS: Final = 3.0
"""How long a static member waits before it tries again to take its predecessor's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """What the Kafka thread needs to know.

    Attributes:
        config: complete librdkafka configuration of the consumer.
        start: where partitions begin, and how long they may drain.
        max_events: vendor events of one request.
        max_bytes: bytes of one request's body.
        buffer_max_bytes: memory for all unresolved records.
        stop_seconds: how long everything may drain when the program is stopped.
    """

    config: ClientConfig
    start: StartOptions
    max_events: int
    max_bytes: int
    buffer_max_bytes: int
    stop_seconds: float


class KafkaSource:
    """A Consumer on its own thread."""

    def __init__(
        self,
        options: SourceOptions,
        transform: Transform,
        membership: Membership,
        handover: Handover,
        telemetry: Telemetry,
    ) -> None:
        self._options = options
        self._topic = options.start.topic
        self._handover = handover
        self._telemetry = telemetry
        self._partitions = Partitions(Buffer(options.buffer_max_bytes), membership, handover)
        self._committer = Committer(self._topic, self._partitions.commits, membership, telemetry)
        self._rebalance = Rebalance(options.start, self._partitions, self._committer, telemetry)
        self._watch = TopicWatch(self._topic, self._partitions, self._rebalance.looks, self._committer, telemetry)
        self._reading = Reading(
            topic=self._topic,
            partitions=self._partitions,
            watch=self._watch,
            transform=transform,
            max_events=options.max_events,
            max_bytes=options.max_bytes,
            telemetry=telemetry,
        )
        self._group_watch = GroupWatch(
            self._rebalance.looks.admin,
            options.start.group_id,
            CLIENT_ID if options.config["client.id"] == CLIENT_ID else None,
            self._topic,
            lambda: self._rebalance.has_joined,
            telemetry,
        )
        self._turn_size = TurnSize()
        self._stopping = self._rebalance.stopping
        self._credentials: tuple[str, str] | None = None
        self._taken_credentials: tuple[str, str] | None = None
        # A daemon: a commit that hangs in the client must not keep a process alive whose drain budget is over.
        self._thread = threading.Thread(target=self._run, name="kafka", daemon=True)

    @property
    def unread_since(self) -> Mapping[int, float]:
        """By partition, monotonic seconds since when records wait in the log that Kafka does not hand out."""
        return self._watch.unread_since

    def start(self) -> None:
        """Start the thread. The event loop is told of its end, and of the failure that will end it."""
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait until the thread has closed its Consumer, at most so long."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """Ask for a clean stop: drain, commit, leave the group."""
        self._stopping.set()

    def renew_credentials(self, user: str, password: str) -> None:
        """Log in with these from the next connection on; the thread takes them in its next turn."""
        self._credentials = user, password

    def _run(self) -> None:
        while self._is_held_out() and not self._stopping.is_set():
            self._telemetry.instance_held(str(self._options.config.get("group.instance.id")))
            self._stopping.wait(PREDECESSOR_SECONDS)
            self._partitions.membership.turn(time.monotonic())
        self._handover.ended(None)

    def _is_held_out(self) -> bool:
        """Consume until the end; True where a predecessor's session held this member out from the start."""
        try:
            callbacks = {"on_commit": self._committer.on_commit, "error_cb": self._on_error, "logger": LIBRDKAFKA}
            consumer = Consumer({**self._options.config, **callbacks})
            self._taken_credentials = None
            self._take_credentials(consumer)
            try:
                self._consume_until_stopped(consumer)
            except InstanceHeldError:
                return True  # this client is of no use any more, but another one will be
            # The thread ends here, also by a SystemExit, which would end it without a word; the loop decides the rest.
            except BaseException as failure:  # noqa: BLE001
                self._handover.ended(_exception_of(failure))  # told before close(), which may hang
            finally:
                consumer.close()
        except BaseException as failure:  # noqa: BLE001 - as above
            self._handover.ended(_exception_of(failure))
        return False

    def _consume_until_stopped(self, consumer: Consumer) -> None:
        on = self._rebalance
        on.prepare()
        consumer.subscribe([self._topic], on_assign=on.on_assign, on_revoke=on.on_revoke, on_lost=on.on_lost)
        while not self._stopping.is_set():
            self._turn(consumer)
        deadline = time.monotonic() + self._options.stop_seconds
        # The last commit goes before close(): the member id dies with it.
        is_clean = on.release(consumer, tuple(self._partitions.positions.current), self._options.stop_seconds)
        is_delivered = on.deliver_retired(deadline)
        self._raise_failure()
        if not (is_clean and is_delivered):
            raise NotDrained("not everything was answered and committed in time: the next member repeats the rest")

    def _take_credentials(self, consumer: Consumer) -> None:
        if self._credentials and self._credentials is not self._taken_credentials:
            self._taken_credentials = self._credentials
            consumer.set_sasl_credentials(*self._credentials)
            self._rebalance.looks.renew_credentials(*self._credentials)

    def _turn(self, consumer: Consumer) -> None:
        self._take_credentials(consumer)
        partitions = self._partitions
        partitions.turn(time.monotonic())
        for messages in self._read(consumer):
            for chunk in self._reading.chunks(consumer, messages):
                partitions.read(chunk)
        partitions.hand_over()
        self._wait_while_full()
        self._reading.try_spoiled(consumer)
        self._switch_pauses(consumer)
        self._committer.turn(consumer, time.monotonic())
        partitions.show_unconfirmed()
        self._watch.turn(consumer, time.monotonic())
        self._group_watch.turn(time.monotonic())

    def _read(self, consumer: Consumer) -> Iterator[list[Message]]:
        """Wait for one record, then take what is ready, slice by slice.

        `consume(n, t)` alone would wait all of t unless n are there.
        """
        buffer, read_records, wait_seconds, spent_seconds = self._partitions.buffer, 0, POLL_SECONDS, 0.0
        held_bytes = buffer.held_bytes
        may_hold_bytes = held_bytes + buffer.room_bytes
        while (first := consumer.poll(wait_seconds)) is not None:
            began, first_bytes = time.monotonic(), len(first) + len(first.key() or b"")
            room_bytes = may_hold_bytes - held_bytes
            # At least one: the first has been taken, and would be lost.
            size = max(self._turn_size.slice_records(room_bytes, read_records, first_bytes, spent_seconds), 1)
            messages = [first, *consumer.consume(size - 1, 0)]
            self._raise_failure()
            yield messages
            seconds = time.monotonic() - began
            self._turn_size.read(len(messages), buffer.held_bytes - held_bytes, seconds)
            held_bytes = buffer.held_bytes
            read_records, wait_seconds, spent_seconds = read_records + len(messages), 0, spent_seconds + seconds
            room_bytes = may_hold_bytes - held_bytes
            is_over = not self._turn_size.slice_records(room_bytes, read_records, 0, spent_seconds)
            # Once the budget is spent, whoever has its share is paused before anything more is read.
            if len(messages) < size or is_over or (buffer.is_spent and buffer.is_full):
                return
        self._raise_failure()

    def _wait_while_full(self) -> None:
        """Let answers come in, for a moment, before partitions are paused: an API that keeps up is never paused for."""
        deadline = time.monotonic() + FULL_WAIT_SECONDS
        while self._partitions.buffer.is_full and (left := deadline - time.monotonic()) > 0:
            self._handover.wait_for_return(left)
            self._partitions.take_returned(time.monotonic())

    def _switch_pauses(self, consumer: Consumer) -> None:
        switches, topic = self._partitions.buffer.switches(), self._topic
        if switches.pause:
            consumer.pause([TopicPartition(topic, partition) for partition in switches.pause])
        if switches.resume:
            consumer.resume([TopicPartition(topic, partition) for partition in switches.resume])

    def _on_error(self, error: KafkaError) -> None:
        """Called by the client inside a poll, for what concerns no single partition. Only notes it."""
        self._telemetry.kafka_error(error.name(), error.str())
        if meaning_of(error) in {Meaning.FATAL, Meaning.NOT_AUTHORISED}:
            self._rebalance.failure = FatalKafkaError(f"Kafka has refused this client for good: {error.str()}")

    def _raise_failure(self) -> None:
        if self._rebalance.failure:
            raise self._rebalance.failure


def _exception_of(failure: BaseException) -> Exception:
    """A failure as one that can be raised in a task without ending the event loop at once."""
    return failure if isinstance(failure, Exception) else RuntimeError(f"the Kafka thread was ended by {failure!r}")
