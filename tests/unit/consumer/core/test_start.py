"""Where the partitions of an assignment begin."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.core.start import (
    FROM_BEGINNING,
    FROM_BEGINNING_MS,
    AddedLater,
    Beginning,
    Committed,
    FromBeginning,
    GroupStart,
    Resume,
    StartAnew,
    StartAt,
    StartPlan,
    Topic,
    commit_metadata,
    plan_start,
)

CONFIGURED_MS: Final = 1_700_000_000_000
TOPIC: Final = Topic("now", range(3))
STARTED: Final = GroupStart(5, 3)


def stored(next_offset: int, started: GroupStart = STARTED, topic_id: str | None = "now") -> Committed:
    """An offset as this program commits it."""
    return Committed(next_offset, commit_metadata(started, topic_id))


def test_a_new_group_starts_at_its_start_time() -> None:
    """No partition of the topic has a committed offset."""
    plan = plan_start([0, 1], {0: None, 1: None, 2: None}, TOPIC, CONFIGURED_MS)
    start = StartAt(CONFIGURED_MS)
    assert plan == StartPlan({0: start, 1: start}, GroupStart(CONFIGURED_MS, 3), is_new_group=True)


def test_a_partition_with_a_committed_offset_goes_on_there() -> None:
    """Whatever is configured; offset 0 is a committed offset too."""
    plan = plan_start([0, 1], {0: stored(17), 1: stored(0)}, TOPIC, CONFIGURED_MS)
    assert plan == StartPlan({0: Resume(17), 1: Resume(0)}, STARTED, is_new_group=False)


def test_a_partition_that_the_group_found_starts_at_the_time_that_the_group_has_agreed_on() -> None:
    """A member that was configured otherwise, or starts later, decides the same."""
    plan = plan_start([1, 2], {0: stored(17), 1: None}, TOPIC, CONFIGURED_MS)
    assert plan.partitions == {1: StartAt(5), 2: StartAt(5)}
    assert (plan.group_start, plan.is_new_group) == (STARTED, False)


def test_a_partition_that_was_added_later_starts_at_its_beginning() -> None:
    """Its records' stamps are the producers': seconds, times of events, of another cluster. They decide nothing."""
    topic = Topic("now", range(5))
    assert plan_start([2, 3, 4], {0: stored(17)}, topic, CONFIGURED_MS).partitions == {
        2: StartAt(5),
        3: AddedLater(),
        4: AddedLater(),
    }


@pytest.mark.parametrize("metadata", ["", "another tool's", "start_ms=", "start_ms=-3", "start_ms=7"])
def test_where_no_commit_says_which_partitions_there_were_one_starts_at_its_beginning(metadata: str) -> None:
    """Nothing is left out without being asked for."""
    plan = plan_start([1], {0: Committed(17, metadata), 1: None}, TOPIC, CONFIGURED_MS)
    assert plan.partitions == {1: AddedLater() if metadata == "start_ms=7" else FromBeginning()}
    assert not plan.is_new_group


def test_of_several_starts_the_earliest_time_and_the_fewest_partitions_count() -> None:
    """Sending too much can be told from repeats; what was left out is missing."""
    committed = {
        0: stored(1, GroupStart(9, 2)),
        1: stored(1, GroupStart(7, 4)),
        2: Committed(1, ""),
    }
    plan = plan_start([3], committed, Topic("now", range(4)), CONFIGURED_MS)
    assert plan.group_start == GroupStart(7, 2)
    assert plan.partitions == {3: AddedLater()}


def test_an_offset_of_another_log_says_nothing_of_this_one() -> None:
    """The topic was deleted and created again: its new log is read from its beginning, also where nothing is stored."""
    committed = {0: stored(100, topic_id="gone"), 1: stored(100), 2: None}
    plan = plan_start([0, 1, 2], committed, TOPIC, CONFIGURED_MS)
    assert plan.partitions == {0: StartAnew(100), 1: Resume(100), 2: StartAt(5)}
    others = plan_start([0, 1], {0: stored(100, topic_id="gone")}, TOPIC, CONFIGURED_MS)
    assert others == StartPlan({0: StartAnew(100), 1: FromBeginning()}, FROM_BEGINNING, is_new_group=False)


@pytest.mark.parametrize(
    ("metadata", "topic_id"),
    [
        ("", "now"),
        ("start_ms=5", "now"),
        (commit_metadata(STARTED, None), "now"),
        (commit_metadata(STARTED, "a"), None),
    ],
)
def test_an_offset_is_believed_where_either_side_does_not_say_which_log_it_is(
    metadata: str, topic_id: str | None
) -> None:
    """Somebody has set it with Kafka's own tool, or the cluster has no topic ids (before Kafka 2.8)."""
    plan = plan_start([0], {0: Committed(17, metadata)}, Topic(topic_id, [0]), CONFIGURED_MS)
    assert plan.partitions == {0: Resume(17)}


@given(
    started=st.builds(GroupStart, st.integers(0, 2**53), st.integers(0, 9)),
    offsets=st.dictionaries(st.integers(0, 9), st.none() | st.integers(0, 99), max_size=10),
    assigned=st.sets(st.integers(0, 9)),
    topic_id=st.none() | st.just("now"),
)
def test_members_that_start_one_after_the_other_agree(
    started: GroupStart, offsets: dict[int, int | None], assigned: set[int], topic_id: str | None
) -> None:
    """What one writes into its commits, the next reads from them, whatever that one is configured with."""
    committed = {p: None if offset is None else stored(offset, started, topic_id) for p, offset in offsets.items()}
    plan = plan_start(assigned, committed, Topic(topic_id, range(10)), CONFIGURED_MS)
    is_new = not any(committed.values())
    assert plan.is_new_group == is_new
    assert plan.group_start == (GroupStart(CONFIGURED_MS, 10) if is_new else started)
    for partition in assigned:
        entry = committed.get(partition)
        was_there = partition < plan.group_start.partitions
        start_ms = plan.group_start.start_ms
        at_time: Beginning = FromBeginning() if start_ms == FROM_BEGINNING_MS else StartAt(start_ms)
        later: Beginning = FromBeginning() if plan.group_start == FROM_BEGINNING else AddedLater()
        fresh = at_time if was_there else later
        assert plan.partitions[partition] == (Resume(entry.next_offset) if entry else fresh)


def test_a_group_of_the_oldest_record_leaves_nothing_out_and_misses_nothing() -> None:
    """`earliest`, for the first member and for the next: what is deleted already nobody was to read."""
    assert plan_start([0], {}, TOPIC, FROM_BEGINNING_MS).partitions == {0: FromBeginning()}
    committed = {0: stored(1, GroupStart(FROM_BEGINNING_MS, 3))}
    assert plan_start([1], committed, TOPIC, CONFIGURED_MS).partitions == {1: FromBeginning()}


def test_a_group_whose_offsets_went_with_its_topic_is_no_new_one() -> None:
    """Kafka drops them when a topic is deleted: this process has read another topic of the name."""
    plan = plan_start([0, 1], {0: None}, TOPIC, CONFIGURED_MS, is_replaced=True)
    assert plan == StartPlan({0: StartAnew(None), 1: StartAnew(None)}, FROM_BEGINNING, is_new_group=False)
    kept = plan_start([0, 1], {0: stored(7)}, TOPIC, CONFIGURED_MS, is_replaced=True)
    assert kept.partitions == {0: Resume(7), 1: StartAt(5)}
