"""The state of one partition."""

import pytest

from consumer.core.fuse import Fuse
from consumer.core.partition import verdicts_of
from tests.unit.consumer.core.partitions import REJECTED, answer, partition_with


def test_the_oldest_record_may_be_accused() -> None:
    """Its age is what the partition's gauge shows."""
    partition = partition_with("s", "s")
    assert partition.oldest
    answer(partition, REJECTED)
    partition.resolve(partition.parts[0])
    assert partition.oldest.first_offset == 0
    partition.settle(partition.accused[0])
    assert partition.oldest.first_offset == 1


def test_parts_are_resolved_in_order() -> None:
    """Anything else would commit past what is not delivered."""
    partition = partition_with("s", "s")
    with pytest.raises(AssertionError):
        partition.resolve(partition.parts[1])
    assert [partition.resolve(partition.parts[0]), partition.resolve(partition.parts[0])] == [1, 2]


def test_the_fuse_judges_what_the_mapping_did_not_drop_in_offset_order() -> None:
    """Once for each batch; halves of it are not judged again."""
    (part,) = partition_with("sxdxs").parts
    assert verdicts_of(part.batch) == [False, True, True, False]
    partition = partition_with("x" * 300 + "s" * 2, "s", fuse=Fuse())
    assert partition.is_admitted(0.0)
    assert partition.is_admitted(0.0)
    partition.cut(partition.parts[0], partition.parts[0].batch.halves())
    assert partition.is_admitted(0.0)
    assert not partition.fuse.is_open


def test_what_is_delivered_may_be_resolved_when_the_partition_goes() -> None:
    """And nothing else."""
    partition = partition_with("s")
    assert partition.delivered() is None
    partition.parts[0].is_delivered = True
    settle = partition.delivered()
    assert settle
    assert settle.part is partition.parts[0]
