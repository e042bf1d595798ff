"""The generator's lead: no partition ever holds more than 3 MiB that is not committed."""

from random import Random

import pytest

from consumer.demo.pacing import AHEAD_MAX_BYTES, NOTHING_WRITTEN, RECORD_OVERHEAD_BYTES, Room, may_write, room

LARGEST_BYTES = 1024 - RECORD_OVERHEAD_BYTES
"""So that exactly 3,072 records are allowed."""


def test_at_the_start_3_mib_may_be_written() -> None:
    """The consumer is not there yet; all may go to one partition."""
    assert may_write(NOTHING_WRITTEN, written=3071, largest_bytes=LARGEST_BYTES)
    assert not may_write(NOTHING_WRITTEN, written=3072, largest_bytes=LARGEST_BYTES)


def test_commits_make_room() -> None:
    """What is committed may be dropped by the cluster."""
    all_committed = room(ends={0: 2000, 1: 1072}, committed={0: 2000, 1: 1072})
    assert may_write(all_committed, written=3072, largest_bytes=LARGEST_BYTES)


def test_the_fullest_partition_decides() -> None:
    """Room in the others does not help: the next record may go to the full one."""
    assert room(ends={0: 5000, 1: 3172}, committed={0: 5000, 1: 100}) == Room(acknowledged=8172, most_waiting=3072)
    assert not may_write(Room(acknowledged=8172, most_waiting=3072), written=8172, largest_bytes=LARGEST_BYTES)


def test_what_was_written_since_the_look_counts_in_full() -> None:
    """Nobody knows yet to which partitions it went."""
    then = Room(acknowledged=8000, most_waiting=1000)
    assert may_write(then, written=8000 + 2071, largest_bytes=LARGEST_BYTES)
    assert not may_write(then, written=8000 + 2072, largest_bytes=LARGEST_BYTES)


def test_larger_records_may_be_fewer() -> None:
    """The bound is one of bytes."""
    assert not may_write(NOTHING_WRITTEN, written=3, largest_bytes=AHEAD_MAX_BYTES // 4)
    assert may_write(NOTHING_WRITTEN, written=2, largest_bytes=AHEAD_MAX_BYTES // 4)


@pytest.mark.parametrize("seed", range(5))
def test_no_partition_holds_more_whatever_the_partitioner_and_the_consumer_do(seed: int) -> None:
    """A generator that always writes when it may, with looks that are rare and old."""
    rng = Random(seed)
    ends, committed = dict.fromkeys(range(4), 0), dict.fromkeys(range(4), 0)
    then, waited = NOTHING_WRITTEN, 0
    for _ in range(50_000):
        if may_write(then, written=sum(ends.values()), largest_bytes=20_000):
            written = rng.choice((0, 0, 0, 1, 2, 3))
            ends[written] += 1
            assert (ends[written] - committed[written]) * 20_000 <= AHEAD_MAX_BYTES
        else:
            waited += 1
        if rng.random() < 0.05:
            partition = rng.randrange(4)
            committed[partition] = rng.randint(committed[partition], ends[partition])
        if rng.random() < 0.01:
            then = room(ends, committed)
    assert waited
    assert sum(ends.values()) > 1000
