"""How many records one turn may read."""

from hypothesis import given
from hypothesis import strategies as st

from consumer.core.turn_size import (
    LEAST_BYTES,
    SLICE_BYTES,
    SLICE_RECORDS,
    TURN_MAX_RECORDS,
    TYPICAL_HELD_BYTES,
    TurnSize,
)

MIB = 1024 * 1024
SIZES = st.integers(1, 20 * MIB)


def test_a_turn_with_room_is_read_in_slices_up_to_its_limit() -> None:
    """Ordinary events: nothing but the limits of the turn counts."""
    turn = TurnSize()
    sizes = [turn.slice_records(64 * MIB, read, 850) for read in (0, SLICE_RECORDS, TURN_MAX_RECORDS - 1)]
    assert sizes == [SLICE_RECORDS, SLICE_RECORDS, 1]
    assert turn.slice_records(64 * MIB, TURN_MAX_RECORDS, 850) == 0


def test_without_room_a_turn_reads_a_little_and_no_second_slice() -> None:
    """A partition that holds nothing does not stand still for the others."""
    turn = TurnSize()
    assert turn.slice_records(0, 0, 850) == LEAST_BYTES // TYPICAL_HELD_BYTES
    assert turn.slice_records(0, 20, 850) == 0


def test_large_records_are_read_one_by_one() -> None:
    """The first one of a slice tells, also where the mapping drops it."""
    turn = TurnSize()
    assert turn.slice_records(64 * MIB, 0, 9 * MIB) == 1
    assert turn.slice_records(64 * MIB, 0, MIB) == SLICE_BYTES // MIB


def test_what_was_read_last_counts_and_is_forgotten_slowly() -> None:
    """Large records held, then small ones: the estimate comes down by a tenth with each slice."""
    turn = TurnSize()
    turn.read(10, 10 * MIB)
    assert turn.slice_records(91 * MIB, 0, 850) == 91
    turn.read(10, 10 * 850)
    assert turn.slice_records(91 * MIB, 0, 850) == 101
    turn.read(0, 0)
    assert turn.slice_records(91 * MIB, 0, 850) == 101


@given(
    reads=st.lists(st.tuples(st.integers(0, 300), SIZES)),
    room=SIZES,
    first=SIZES,
    read=st.integers(0, TURN_MAX_RECORDS),
)
def test_a_slice_never_runs_over_by_more_than_a_record_or_the_least(
    reads: list[tuple[int, int]], room: int, first: int, read: int
) -> None:
    """By its own estimate, whatever was read before; and each turn reads something."""
    turn = TurnSize()
    for records, held_bytes in reads:
        turn.read(records, held_bytes)
    size = turn.slice_records(room, read, first)
    assert 0 <= size <= min(SLICE_RECORDS, TURN_MAX_RECORDS - read + 1)
    assert (size - 1) * first < max(room, LEAST_BYTES)
    assert read or size >= 1


def test_a_turn_of_records_that_cost_much_ends_in_time() -> None:
    """Others wait for their commits meanwhile, and the broker for us; each turn still reads something."""
    turn = TurnSize()
    turn.read(250, 250 * 850, 250 * 0.05)
    assert turn.slice_records(64 * MIB, 0, 850) == 10
    assert turn.slice_records(64 * MIB, 5, 850, spent_seconds=0.3) == 4
    assert turn.slice_records(64 * MIB, 10, 850, spent_seconds=0.5) == 0
    assert turn.slice_records(64 * MIB, 0, 850, spent_seconds=0.5) == 1
    turn.read(250, 250 * 850, 0.001)
    assert turn.slice_records(64 * MIB, 0, 850) == 11
