"""What to do next: the order of what comes first. `test_lane_refused` tells whole stories."""

from consumer.core.fuse import Fuse
from consumer.core.next_step import next_step
from consumer.core.part import Bury, Idle, Kind, Settle, Wait
from tests.unit.consumer.core.partitions import FORBIDDEN, OK, REJECTED, answer, next_post, partition_with


def opened_fuse() -> Fuse:
    """One that has opened at the time 0."""
    fuse = Fuse()
    fuse.admits([True] * 500, 0.0)
    return fuse


def test_without_work_there_is_nothing_to_do() -> None:
    """And no time at which there will be."""
    assert next_step(partition_with(), 0.0) == Idle()


def test_a_part_with_nothing_to_send_is_settled_in_its_turn() -> None:
    """Without a request."""
    partition = partition_with("dx")
    assert next_step(partition, 0.0) == Settle(partition.parts[0])


def test_what_is_delivered_is_settled_before_anything_else_is_posted() -> None:
    """Also inside a blockade that another partition met meanwhile."""
    partition = partition_with("s", "s")
    answer(partition, OK)
    partition.api.blockade.refused(FORBIDDEN.reason, partition.api.happening(), 0.0)
    assert next_step(partition, 0.0) == Settle(partition.parts[0])


def test_a_convicted_event_is_buried_before_the_next_post() -> None:
    """In a blockade too: both suspects were heard."""
    partition = partition_with("ss")
    for outcome in (REJECTED, REJECTED):
        answer(partition, outcome)
    partition.resolve(partition.parts[0])
    answer(partition, OK)
    partition.resolve(partition.parts[0])
    assert next_post(partition).kind is Kind.RETRIAL
    answer(partition, REJECTED)
    partition.api.blockade.refused(FORBIDDEN.reason, partition.api.happening(), 0.0)
    assert next_step(partition, 0.0) == Bury(partition.accused[0])


def test_a_blockade_lets_nothing_pass_but_probes_when_they_are_due() -> None:
    """A partition with nothing to probe with leaves the turn to the others."""
    partition, idle = partition_with("s"), partition_with()
    answer(partition, FORBIDDEN)
    assert next_step(partition, 3.0) == Wait(10.0)
    assert next_post(partition, 10.0).kind is Kind.PROBE
    idle.api = partition.api
    assert next_step(idle, 10.0) == Idle()


def test_in_a_blockade_an_open_fuse_is_judged_as_ever() -> None:
    """Else a blockade that met only partitions with open fuses would never end."""
    partition = partition_with("ss", fuse=opened_fuse())
    partition.api.blockade.refused(FORBIDDEN.reason, 1, 5.0)
    assert next_step(partition, 20.0) == Wait(600.0)
    assert next_post(partition, 600.0).kind is Kind.PROBE


def test_in_a_blockade_what_has_no_events_is_settled() -> None:
    """Nothing of it could be refused."""
    partition = partition_with("dx")
    partition.api.blockade.refused(FORBIDDEN.reason, 1, 0.0)
    assert next_step(partition, 0.0) == Settle(partition.parts[0])


def test_an_open_fuse_holds_the_first_part_until_it_is_judged_again() -> None:
    """With nothing there it waits for what comes."""
    partition = partition_with("x" * 600)
    assert next_step(partition, 0.0) == Wait(600.0)
    assert next_step(partition, 599.0) == Wait(600.0)
    assert next_step(partition, 600.0) == Wait(1200.0)
    assert next_step(partition_with(fuse=opened_fuse()), 700.0) == Idle()


def test_an_accused_event_is_tried_again_while_nothing_else_is_there() -> None:
    """Every ten seconds; a new batch may come before."""
    partition = partition_with("s")
    answer(partition, REJECTED)
    partition.resolve(partition.parts[0])
    assert next_step(partition, 3.0) == Idle(10.0)
    assert next_post(partition, 10.0).kind is Kind.REPEATED_PROBE
    answer(partition, REJECTED, 10.0)
    assert next_step(partition, 12.0) == Idle(20.0)


def test_a_part_that_is_larger_than_the_remembered_size_is_cut_before_it_is_posted() -> None:
    """Not while it waits to be repeated as it was."""
    partition = partition_with("ssss")
    partition.api.body_limit.lower(20, 0.0)
    partition.parts[0].not_before = 5.0
    assert next_step(partition, 0.0) == Wait(5.0)
    assert next_post(partition, 5.0).batch.event_count == 2
