"""Memory held per partition, and the pauses that bound it."""

from hypothesis import given
from hypothesis import strategies as st

from consumer.core.buffer import Buffer, Switches, share_bytes
from consumer.core.record import Assignment

A, B = Assignment(0, 1), Assignment(1, 2)
NOTHING = Switches((), ())


def test_a_share_is_half_of_what_each_partition_gets_of_the_budget() -> None:
    """One batch on its way, one being prepared; no partition counts as one."""
    assert [share_bytes(1000, partitions) for partitions in (0, 1, 2, 5)] == [500, 500, 250, 100]


def test_a_partition_is_paused_at_two_shares_and_resumed_at_one() -> None:
    """Hysteresis: a pause throws away what librdkafka has prefetched."""
    buffer = Buffer(1000)
    buffer.open(A)
    steps = []
    for change in (+999, +1, -1, -498, -1):
        (buffer.hold if change > 0 else buffer.release)(A, abs(change))
        steps.append(buffer.switches())
    assert steps == [NOTHING, Switches((0,), ()), NOTHING, NOTHING, Switches((), (0,))]


def test_full_is_a_flowing_partition_with_two_shares_once_the_budget_is_spent() -> None:
    """One that is paused already has had its moment: nobody waits for it again."""
    buffer, seen = Buffer(1000), list[bool]()
    buffer.open(A)
    buffer.open(B)
    for assignment, held_bytes in ((A, 500), (B, 499), (B, 1)):
        buffer.hold(assignment, held_bytes)
        seen.append(buffer.is_full)
    buffer.switches()
    seen.append(buffer.is_full)
    assert seen == [False, False, True, False]


def test_a_partition_may_hold_a_share_that_another_leaves() -> None:
    """What is read comes unevenly: the others are not stopped at once for the first that has its two shares."""
    buffer, seen = Buffer(1000), list[bool]()
    buffer.open(A)
    buffer.open(B)
    for held_bytes in (749, 1):
        buffer.hold(A, held_bytes)
        seen.append(buffer.is_full)
    assert seen == [False, True]
    assert buffer.switches() == Switches((0,), ())


def test_who_comes_when_too_much_is_held_has_one_share() -> None:
    """Neither without bound, nor standing still for the others."""
    buffer = Buffer(1200)
    buffer.open(A)
    buffer.hold(A, 1600)
    buffer.open(B)
    for held_bytes in (300, 1):
        buffer.hold(B, held_bytes)
        switches = buffer.switches()
        assert switches == (Switches((0,), ()) if held_bytes == 300 else Switches((1,), ()))


def test_there_is_room_in_the_budget_or_in_the_shares_of_those_that_flow() -> None:
    """A partition that reads is not read in drops because others hold the budget."""
    buffer, rooms = Buffer(1000), list[int]()
    buffer.open(A)
    buffer.open(B)
    for assignment, held_bytes in ((A, 100), (A, 650), (B, 100), (B, 400)):
        buffer.hold(assignment, held_bytes)
        rooms.append(buffer.room_bytes)
        buffer.switches()
    assert rooms == [900, 500, 400, 0]


def test_a_switch_is_said_once() -> None:
    """The client is told about changes, not about states."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.hold(A, 5000)
    assert buffer.switches() == Switches((0,), ())
    assert buffer.paused_count == 1
    assert buffer.switches() == NOTHING


def test_an_idle_partition_is_not_paused_for_a_busy_one() -> None:
    """Two shares are each one's own, even where another has taken more than its two."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.open(B)
    buffer.hold(A, 750)
    buffer.hold(B, 499)
    assert buffer.switches() == Switches((0,), ())


def test_the_share_follows_the_number_of_assignments() -> None:
    """Fewer partitions may hold more each; a paused one flows again when others go."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.open(B)
    buffer.hold(A, 750)
    assert (buffer.share_bytes, buffer.switches()) == (250, Switches((0,), ()))
    buffer.release(A, 250)
    buffer.close([B])
    assert (buffer.share_bytes, buffer.switches()) == (500, Switches((), (0,)))


def test_an_assignment_that_ended_holds_nothing_and_ignores_late_releases() -> None:
    """The same partition comes back as another assignment: empty, and not paused."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.hold(A, 5000)
    buffer.switches()
    buffer.close([A])
    buffer.release(A, 5000)
    again = Assignment(A.partition, 7)
    buffer.open(again)
    assert (buffer.held_bytes, buffer.paused_count, buffer.switches()) == (0, 0, NOTHING)


TURN_BYTES = 400


@given(
    reads=st.lists(st.tuples(st.integers(0, 3), st.integers(1, TURN_BYTES), st.integers(0, 300)), max_size=60),
    partitions=st.integers(1, 4),
)
def test_no_partition_and_no_member_holds_much_more_than_it_should(
    reads: list[tuple[int, int, int]], partitions: int
) -> None:
    """Invariant: what flows is read, what is paused is not, and some of it is resolved after each turn."""
    buffer, paused = Buffer(2400), set[int]()
    assignments = [Assignment(number, number + 1) for number in range(partitions)]
    held = dict.fromkeys(assignments, 0)
    for assignment in assignments:
        buffer.open(assignment)
    for number, read, resolved in reads:
        assignment = assignments[number % partitions]
        if assignment.partition not in paused:
            buffer.hold(assignment, read)
            held[assignment] += read
        released = min(resolved, held[assignment])
        switches = buffer.switches()
        paused = (paused | set(switches.pause)) - set(switches.resume)
        assert held[assignment] < (3 if partitions > 1 else 2) * buffer.share_bytes + TURN_BYTES
        assert buffer.held_bytes == sum(held.values()) < 2400 * 4 / 3 + partitions * TURN_BYTES
        buffer.release(assignment, released)
        held[assignment] -= released


def test_what_stands_is_paused_whatever_it_holds_and_flows_when_it_goes_on() -> None:
    """Its next record cannot be read: neither it nor what lies behind is asked for."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.stand(A)
    assert (buffer.switches(), buffer.is_paused(A)) == (Switches((0,), ()), True)
    assert buffer.switches() == NOTHING
    buffer.go_on(A)
    assert (buffer.switches(), buffer.is_paused(A)) == (Switches((), (0,)), False)


def test_what_is_held_of_a_log_that_is_gone_counts_until_it_is_resolved_and_pauses_nobody() -> None:
    """The partition's new log begins beside it."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.hold(A, 1400)
    buffer.switches()
    buffer.retire([A])
    anew = Assignment(0, 3)
    buffer.open(anew)
    assert (buffer.held_bytes, buffer.switches(), buffer.paused_count) == (1400, NOTHING, 0)
    buffer.release(A, 1000)
    assert buffer.held_bytes == 400
    buffer.close([A])
    assert buffer.held_bytes == 0


def test_the_budget_is_spent_when_all_together_hold_it() -> None:
    """Also what is held of logs that are gone; what was resolved or went is free."""
    buffer, seen = Buffer(1000), list[bool]()
    buffer.open(A)
    buffer.open(B)
    buffer.hold(A, 600)
    buffer.hold(B, 399)
    seen.append(buffer.is_spent)
    buffer.hold(B, 1)
    buffer.retire([A])
    seen.append(buffer.is_spent)
    buffer.release(A, 1)
    seen.append(buffer.is_spent)
    buffer.close([A, B])
    assert (seen, buffer.held_bytes) == ([False, True, False], 0)


def test_at_twice_the_budget_nothing_more_is_read_until_it_is_less() -> None:
    """One record of each partition may be larger than all shares: the process must not be killed for its memory."""
    buffer = Buffer(1200)
    c = Assignment(2, 3)
    for assignment in (A, B, c):
        buffer.open(assignment)
    buffer.hold(A, 1200)
    buffer.hold(B, 1199)
    assert set(buffer.switches().pause) == {0, 1}
    buffer.hold(B, 1)
    assert (buffer.switches(), buffer.is_paused(c)) == (Switches((2,), ()), True)
    buffer.release(A, 800)
    assert buffer.switches() == NOTHING
    buffer.release(A, 1)
    assert buffer.switches() == Switches((), (2,))
