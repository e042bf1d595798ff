"""What Kafka gave us, and for how long it is ours."""

from dataclasses import dataclass
from typing import Final, Protocol

HeaderValue = str | bytes | None
Headers = list[tuple[str, HeaderValue]]


class Original(Protocol):
    """A record as it came, kept until its fate is sealed: `confluent_kafka.Message` is one.

    Kept as the client's own object, because copying its parts costs more than everything else done to a record.
    """

    def __len__(self) -> int:
        """Size of the value in bytes; 0 for a tombstone."""

    def partition(self) -> int | None:
        """Partition it came from."""

    def offset(self) -> int | None:
        """Its own offset; the next offset is one more."""

    def key(self) -> bytes | None:
        """Key bytes, or None."""

    def value(self) -> bytes | None:
        """Value bytes, or None for a tombstone."""

    def headers(self) -> Headers | dict[str, HeaderValue] | None:
        """Headers in order (of a record that was read: a list), or None."""

    def leader_epoch(self) -> int | None:
        """Which leader of the partition wrote it (KIP-320): it grows with each; None where the broker does not say."""

    def timestamp(self) -> tuple[int, int]:
        """Kind (0: not available, 1: create time, 2: append time) and milliseconds since the epoch."""


HEADER_OVERHEAD_BYTES: Final = 180
"""A tuple, a text and a bytes object, with their place in the list (CPython 3.11, 64 bits)."""

UNREADABLE_HEADERS: Final = "unreadable: a header's name is no UTF-8"


class WithoutHeaders:
    """A record whose headers the client cannot give, with a header that says so in their place.

    confluent-kafka 2.16 fails with SystemError where a header's name is not UTF-8, and a second call for the same
    message ends the process (the list that it then gives holds null pointers). So it is asked once, and this takes its
    place.
    """

    __slots__ = ("_record",)

    def __init__(self, record: Original) -> None:
        self._record = record

    def __len__(self) -> int:
        return len(self._record)

    def partition(self) -> int | None:
        """As the record."""
        return self._record.partition()

    def offset(self) -> int | None:
        """As the record."""
        return self._record.offset()

    def key(self) -> bytes | None:
        """As the record."""
        return self._record.key()

    def value(self) -> bytes | None:
        """As the record."""
        return self._record.value()

    def headers(self) -> Headers:
        """What is said in place of them."""
        return [("signal-kameleoon.original-headers", UNREADABLE_HEADERS)]

    def leader_epoch(self) -> int | None:
        """As the record."""
        return self._record.leader_epoch()

    def timestamp(self) -> tuple[int, int]:
        """As the record."""
        return self._record.timestamp()


def size_of_headers(headers: Headers | dict[str, HeaderValue]) -> int:
    """Memory of headers: the client keeps each as a pair of objects, once they were asked for."""
    pairs = headers.items() if isinstance(headers, dict) else headers
    return sum(HEADER_OVERHEAD_BYTES + len(name) + len(value or b"") for name, value in pairs)


def offset_of(record: Original) -> int:
    """A record's own offset; a record that was read always has one."""
    offset = record.offset()
    assert offset is not None
    return offset


def partition_of(record: Original) -> int:
    """Partition of a record; one that was read always has one."""
    partition = record.partition()
    assert partition is not None
    return partition


@dataclass(frozen=True, slots=True)
class Assignment:
    """One stay of a partition's log with this member: a partition that leaves and comes back is another assignment.

    The broker checks neither who owns a partition when its offset is committed, nor that the offset grows, nor of
    which log it is: a topic that is deleted and created again has the same name. So whatever is known of a partition
    hangs on its assignment, and an answer that arrives late finds none.

    Attributes:
        partition: the partition's number in the source topic.
        number: counts the assignments of this process, from 1.
        topic_id: which creation of the topic the log belongs to; None where the cluster has no such ids.
    """

    partition: int
    number: int
    topic_id: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Where an assignment begins.

    Attributes:
        assignment: whose start it is.
        next_offset: offset of the first record that will be read.
        is_fresh: no offset had been committed for this partition; this one is to be committed at once.
    """

    assignment: Assignment
    next_offset: int
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets of a partition, all that it holds or a part of it: from the first to the one after the last."""

    low: int
    high: int
