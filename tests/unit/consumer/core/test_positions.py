"""Which partitions are ours, and what is read next of each."""

import pytest

from consumer.core.positions import Positions, Spoiled, WentBack
from consumer.core.record import Assignment


def test_a_partition_that_comes_back_or_whose_log_is_another_is_another_assignment() -> None:
    """With a number of its own: what is said of the one before finds nothing."""
    positions = Positions()
    first = positions.open(3, "old", 100)
    positions.read(first, 250)
    second = positions.open(3, "new", 0)
    assert (first, second) == (Assignment(3, 1, "old"), Assignment(3, 2, "new"))
    assert positions.current == positions.flowing == {3: second}
    assert positions.next_offsets == {second: 0}


def test_partitions_go_by_number_and_those_that_are_not_ours_are_no_matter() -> None:
    """A revocation may name a partition that was lost before."""
    positions = Positions()
    ours = positions.open(3, None, 0)
    positions.stand(ours, WentBack(7, 1.0))
    assert positions.remove([3, 4]) == [ours]
    assert not any((positions.current, positions.flowing, positions.next_offsets, positions.standing))


def test_the_next_offset_never_goes_down() -> None:
    """Whatever is handed out again."""
    positions = Positions()
    ours = positions.open(3, None, 10)
    for next_offset in (20, 15):
        positions.read(ours, next_offset)
    assert positions.next_offsets[ours] == 20


@pytest.mark.parametrize("why", [Spoiled(10, 30.0), WentBack(5, 1.0)])
def test_what_stands_does_not_flow_and_stays_ours(why: Spoiled | WentBack) -> None:
    """The first reason counts."""
    positions = Positions()
    ours = positions.open(3, None, 10)
    assert positions.stand(ours, why)
    assert not positions.stand(ours, Spoiled(99, 0.0))
    assert (positions.flowing, positions.current) == ({}, {3: ours})
    assert positions.standing == {ours: why}


def test_what_is_spoiled_is_tried_again_and_what_went_back_waits_for_a_look() -> None:
    """Another broker may hold a sound copy; a log that went back needs proof."""
    positions = Positions()
    spoiled, back = positions.open(0, None, 10), positions.open(1, None, 10)
    positions.stand(spoiled, Spoiled(10, 30.0))
    positions.stand(back, WentBack(5, 1.0))
    assert positions.go_on(29.9) == []
    assert positions.go_on(30.0) == [spoiled]
    assert positions.flowing == {0: spoiled}
    assert positions.go_on(10_000.0) == []


def test_what_is_handed_out_again_is_new_only_if_a_later_leader_wrote_it() -> None:
    """The client repeats the last record where partitions come and go; an unclean election truncates a log."""
    positions = Positions()
    ours = positions.open(3, None, 10)
    assert positions.went_back(ours, 9, 4, now=1.0) is None
    positions.read(ours, 20, 4)
    positions.read(ours, 30, -1)
    assert positions.went_back(ours, 19, 4, now=2.0) is None
    assert positions.went_back(ours, 19, -1, now=2.0) is None
    assert positions.read_before == {ours: WentBack(9, 1.0)}
    assert positions.went_back(ours, 15, 5, now=3.0) == WentBack(15, 3.0)
    positions.remove([3])
    assert positions.read_before == {}
