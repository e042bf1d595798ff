"""Takes in what the client hands out: records, and errors in their place between them.

Rules:
- A record that cannot be read is not read past: its partition stands until it can be, or somebody moves the offset.
- A log that goes on below what was read of it is not believed without proof: a later leader has written it, or a look
  sees that the log ends below. What else lies there was read before, and is left out.
- Offsets that hold no record are resolved like records, in their turn.

Lives on the Kafka thread.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from confluent_kafka import Consumer, Message, TopicPartition

from consumer.core.chunk import Chunk, ReadBefore, chunk_without_records
from consumer.core.positions import Spoiled, WentBack
from consumer.core.preparing import ChunkLimits, prepare
from consumer.core.record import Assignment
from consumer.kafka.errors import InstanceHeldError, Meaning, is_end_of_partition, is_instance_held, meaning_of
from consumer.kafka.partitions import Partitions
from consumer.kafka.topic_watch import SPOILED_RETRY_SECONDS, TopicWatch
from consumer.stopping import CannotStart, FatalKafkaError
from consumer.telemetry import Telemetry
from transforms import Transform


class Reading:
    """From messages to chunks.

    Args:
        topic: the source topic.
        partitions: whose positions move.
        watch: told of what only a look at the topic explains.
        transform: from value bytes and the calendar's time to verdict.
        max_events: vendor events of one request.
        max_bytes: bytes of one request's body.
        telemetry: told of errors and gaps.
    """

    def __init__(
        self,
        topic: str,
        partitions: Partitions,
        watch: TopicWatch,
        transform: Transform,
        max_events: int,
        max_bytes: int,
        telemetry: Telemetry,
    ) -> None:
        self._topic = topic
        self._partitions = partitions
        self._watch = watch
        self._transform = transform
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._telemetry = telemetry
        self._has_read = False

    def chunks(self, consumer: Consumer, messages: Sequence[Message]) -> Iterator[Chunk]:
        """Make chunks of the partitions that are still ours: a callback may have run inside the poll.

        The client hands out errors as messages, in their place between those that are records.
        """
        if not any(map(Message.error, messages)):
            yield from self._prepared(consumer, messages)
            return
        for is_error, run in groupby(messages, lambda message: message.error() is not None):
            if is_error:
                for message in run:
                    yield from self._take_notice(message)
            else:
                yield from self._prepared(consumer, tuple(run))

    def _prepared(self, consumer: Consumer, records: Sequence[Message]) -> Iterator[Chunk]:
        positions, buffer = self._partitions.positions, self._partitions.buffer
        limits = ChunkLimits(
            max_events=self._max_events,
            max_bytes=self._max_bytes,
            max_held_bytes=buffer.share_bytes,
        )
        now, epoch_seconds = time.monotonic(), time.time()
        flowing, next_offsets = positions.flowing, positions.next_offsets
        for read in prepare(records, flowing, next_offsets, self._transform, limits, now, epoch_seconds):
            match read:
                case ReadBefore(assignment, offset, leader_epoch):
                    if back := positions.went_back(assignment, offset, leader_epoch, now):
                        self._stand(assignment, back)
                    self._watch.hurry()
                case Chunk(assignment=assignment):
                    self._has_read = True
                    self._look_at_gap(consumer, assignment, read.first_offset)
                    if without := read.next_offset - read.first_offset - read.record_count:
                        self._telemetry.logs.without_records(without)
                    yield read

    def _look_at_gap(self, consumer: Consumer, assignment: Assignment, first_offset: int) -> None:
        """Count offsets that hold no record for us; those that retention has deleted are lost."""
        expected = self._partitions.positions.next_offsets[assignment]
        if first_offset == expected:
            return
        low, _ = consumer.get_watermark_offsets(TopicPartition(self._topic, assignment.partition), cached=True)
        deleted_before = min(low, first_offset)
        if deleted_before > expected:
            self._telemetry.logs.skipped(assignment.partition, expected, deleted_before)
        self._telemetry.logs.without_records(first_offset - max(expected, deleted_before))

    def _take_notice(self, message: Message) -> Iterator[Chunk]:
        """Take in a message that is no record."""
        error, partition, offset = message.error(), message.partition(), message.offset()
        assert error is not None
        assignment = None if partition is None else self._partitions.positions.flowing.get(partition)
        if is_end_of_partition(error):
            if assignment and offset is not None:
                yield from self._read_to_end(assignment, offset)
            return
        if is_instance_held(error) and not self._partitions.membership.has_been_assigned:
            raise InstanceHeldError
        self._telemetry.kafka_error(error.name(), error.str())
        match meaning_of(error):
            case Meaning.FATAL:
                raise FatalKafkaError(f"Kafka has refused this client for good: {error.str()}")
            case Meaning.NOT_AUTHORISED:
                stop = FatalKafkaError if self._has_read else CannotStart
                raise stop(f"not authorised: {error.str()}. Grant READ on the topic and on the group.")
            case Meaning.UNREADABLE:
                if assignment:
                    next_offset = self._partitions.positions.next_offsets[assignment]
                    at = next_offset if offset is None else max(offset, next_offset)
                    self._telemetry.logs.spoiled(assignment.partition, at, error.name(), error.str())
                    self._stand(assignment, Spoiled(at, time.monotonic() + SPOILED_RETRY_SECONDS))
            case Meaning.PASSING | Meaning.NOT_OURS:
                self._watch.hurry()

    def _read_to_end(self, assignment: Assignment, end: int) -> Iterator[Chunk]:
        """Resolve the offsets before the end that hold nothing: else they would be lag for ever."""
        positions = self._partitions.positions
        next_offset = positions.next_offsets[assignment]
        if end > next_offset:
            chunk = chunk_without_records(assignment, next_offset, end, time.monotonic())
            self._telemetry.logs.without_records(end - next_offset)
            yield chunk

    def _stand(self, assignment: Assignment, why: Spoiled | WentBack) -> None:
        if self._partitions.positions.stand(assignment, why):
            self._partitions.buffer.stand(assignment)

    def try_spoiled(self, consumer: Consumer) -> None:
        """Read again what stood long enough for records that could not be read."""
        positions = self._partitions.positions
        for assignment in positions.go_on(time.monotonic()):
            self._partitions.buffer.go_on(assignment)
            # Of a partition that is fetched and paused, which can always be moved.
            consumer.seek(TopicPartition(self._topic, assignment.partition, positions.next_offsets[assignment]))
