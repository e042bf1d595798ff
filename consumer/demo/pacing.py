"""How far the generator may run ahead of the commits.

librdkafka's mock cluster keeps 5 MiB of a partition and then drops the oldest records without a word
(`rdkafka_mock.c`, `max_size` of a partition): what is not committed by then would be lost before it was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

AHEAD_MAX_BYTES: Final = 3 * 1024 * 1024
"""Well below the 5 MiB, and some batches of each partition. Less would make the consumer wait for the generator."""

RECORD_OVERHEAD_BYTES: Final = 128
"""What a record takes beside its key, value and headers: generous, also for the frame of a small batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one look at the offsets says about room.

    Attributes:
        acknowledged: records that the topic held then, committed or not.
        most_waiting: records of the fullest partition that were not committed then.
    """

    acknowledged: int
    most_waiting: int


NOTHING_WRITTEN: Final = Room(acknowledged=0, most_waiting=0)


def room(ends: Mapping[int, int], committed: Mapping[int, int]) -> Room:
    """Sum a look up; the end offsets must be no older than the committed ones, both by partition."""
    waiting = (end - committed[partition] for partition, end in ends.items())
    return Room(acknowledged=sum(ends.values()), most_waiting=max(waiting, default=0))


def may_write(then: Room, *, written: int, largest_bytes: int) -> bool:
    """Whether one more record may be written; holds for every partition, whichever the partitioner chooses.

    All that was written since the look is taken to lie in the partition that was fullest then, and every record to be
    as large as the largest, uncompressed.

    Args:
        then: the last look.
        written: records handed to the producer so far.
        largest_bytes: the largest record, the next one included: key, value and headers.
    """
    most_waiting = then.most_waiting + written + 1 - then.acknowledged
    return most_waiting * (largest_bytes + RECORD_OVERHEAD_BYTES) <= AHEAD_MAX_BYTES
