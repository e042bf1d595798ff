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


def test_full_is_a_flowing_partition_with_two_shares() -> None:
    """One that is paused already has had its moment: nobody waits for it again."""
    buffer, seen = Buffer(1000), list[bool]()
    buffer.open(A)
    buffer.open(B)
    for held_bytes in (499, 1):
        buffer.hold(A, held_bytes)
        seen.append(buffer.is_full)
    buffer.switches()
    seen.append(buffer.is_full)
    buffer.hold(B, 500)
    seen.append(buffer.is_full)
    assert seen == [False, True, False, True]


def test_a_switch_is_said_once() -> None:
    """The client is told about changes, not about states."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.hold(A, 5000)
    assert buffer.switches() == Switches((0,), ())
    assert buffer.paused_count == 1
    assert buffer.switches() == NOTHING


def test_an_idle_partition_is_not_paused_for_a_busy_one() -> None:
    """Each has its own shares."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.open(B)
    buffer.hold(A, 500)
    assert buffer.switches() == Switches((0,), ())
    assert buffer.held_bytes == 500


def test_the_share_follows_the_number_of_assignments() -> None:
    """Fewer partitions may hold more each; a paused one flows again when others go."""
    buffer = Buffer(1000)
    buffer.open(A)
    buffer.open(B)
    buffer.hold(A, 500)
    assert (buffer.share_bytes, buffer.switches()) == (250, Switches((0,), ()))
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


@given(reads=st.lists(st.tuples(st.sampled_from([A, B]), st.integers(1, 400), st.integers(0, 300)), max_size=40))
def test_a_partition_never_holds_more_than_two_shares_and_one_turn(
    reads: list[tuple[Assignment, int, int]],
) -> None:
    """Invariant: what flows is read, what is paused is not, and some of it is resolved after each turn."""
    buffer, held, paused = Buffer(1000), {A: 0, B: 0}, set[int]()
    for assignment in (A, B):
        buffer.open(assignment)
    for assignment, read, resolved in reads:
        if assignment.partition not in paused:
            buffer.hold(assignment, read)
            held[assignment] += read
        released = min(resolved, held[assignment])
        switches = buffer.switches()
        paused = (paused | set(switches.pause)) - set(switches.resume)
        assert held[assignment] < 2 * buffer.share_bytes + 400
        assert paused >= {a.partition for a in held if held[a] >= 2 * buffer.share_bytes}
        buffer.release(assignment, released)
        held[assignment] -= released
        assert buffer.held_bytes == sum(held.values())
