"""Where the partitions of an assignment begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.start import FROM_BEGINNING_MS, Committed, Resume, StartAt, StartPlan, commit_metadata, plan_start

CONFIGURED_MS = 1_700_000_000_000


def test_a_new_group_starts_at_its_start_time() -> None:
    """No partition of the topic has a committed offset."""
    plan = plan_start([0, 1], {0: None, 1: None, 2: None}, CONFIGURED_MS)
    start = StartAt(CONFIGURED_MS)
    assert plan == StartPlan({0: start, 1: start}, CONFIGURED_MS, is_new_group=True)


def test_a_partition_with_a_committed_offset_goes_on_there() -> None:
    """Whatever is configured; offset 0 is a committed offset too."""
    committed = {0: Committed(17, commit_metadata(5)), 1: Committed(0, commit_metadata(5))}
    plan = plan_start([0, 1], committed, CONFIGURED_MS)
    assert plan == StartPlan({0: Resume(17), 1: Resume(0)}, 5, is_new_group=False)


def test_a_partition_without_one_starts_at_the_time_that_its_group_has_agreed_on() -> None:
    """A member that was configured otherwise, or starts later, decides the same."""
    plan = plan_start([1, 2], {0: Committed(17, commit_metadata(5)), 1: None}, CONFIGURED_MS)
    assert plan.partitions == {1: StartAt(5), 2: StartAt(5)}
    assert (plan.group_start_ms, plan.is_new_group) == (5, False)


@pytest.mark.parametrize("metadata", ["", "another tool's", "start_ms=", "start_ms=-3"])
def test_where_no_commit_carries_a_start_time_a_partition_starts_at_its_beginning(metadata: str) -> None:
    """Nothing is left out without being asked for."""
    plan = plan_start([1], {0: Committed(17, metadata), 1: None}, CONFIGURED_MS)
    assert plan == StartPlan({1: StartAt(FROM_BEGINNING_MS)}, FROM_BEGINNING_MS, is_new_group=False)


def test_of_several_start_times_the_earliest_counts() -> None:
    """Sending too much can be de-duplicated, leaving out cannot be mended."""
    committed = {0: Committed(1, commit_metadata(9)), 1: Committed(1, commit_metadata(7)), 2: Committed(1, "")}
    assert plan_start([3], committed, CONFIGURED_MS).partitions == {3: StartAt(7)}


@given(
    start_ms=st.integers(0, 2**53),
    stored=st.dictionaries(st.integers(0, 9), st.none() | st.integers(0, 99), max_size=10),
    assigned=st.sets(st.integers(0, 9)),
)
def test_members_that_start_one_after_the_other_agree(
    start_ms: int, stored: dict[int, int | None], assigned: set[int]
) -> None:
    """What one writes into its commits, the next reads from them, whatever that one is configured with."""
    committed = {
        partition: None if offset is None else Committed(offset, commit_metadata(start_ms))
        for partition, offset in stored.items()
    }
    plan = plan_start(assigned, committed, CONFIGURED_MS)
    is_new = not any(committed.values())
    assert plan.is_new_group == is_new
    assert plan.group_start_ms == (CONFIGURED_MS if is_new else start_ms)
    for partition in assigned:
        entry = committed.get(partition)
        assert plan.partitions[partition] == (Resume(entry.next_offset) if entry else StartAt(plan.group_start_ms))
