"""Where partitions begin, as a broker tells it: an answer that is not sure must not pass for a new group."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from consumer.core.record import Assignment
from consumer.kafka.looks import Interrupted, Looks
from consumer.kafka.starting import Begin, look_up_starts
from tests.unit.consumer.kafka.scripted import BY_TIME, HIGH, LOW, OURS, UNKNOWN_TOPIC, ScriptedAdmin, ScriptedConsumer


def looks(admin: AdminClient, go_on: Callable[[], bool] = lambda: True) -> Looks:
    """Questions to a scripted cluster."""
    return Looks(admin, "signal", go_on)


def begins(
    stored: Mapping[int, tuple[int, str] | None],
    assigned: Sequence[int],
    configured_start_ms: int = 10**15,
    admin: ScriptedAdmin | None = None,
    former: Sequence[str] = (),
) -> tuple[bool, Mapping[int, Begin]]:
    """Whether the group is new, and where partitions begin."""
    asked = looks(ScriptedAdmin() if admin is None else admin)
    starts = look_up_starts(asked, ScriptedConsumer(stored), assigned, configured_start_ms, former)
    return starts.plan.is_new_group, starts.begins


def test_committed_partitions_go_on_where_they_were() -> None:
    """Whatever START_FROM says, and without a further question."""
    admin = ScriptedAdmin()
    found = begins({0: (3, OURS), 1: (5, OURS)}, [0, 1], admin=admin)
    assert found == (False, {0: Begin(3, 0, is_fresh=False), 1: Begin(5, 0, is_fresh=False)})
    assert admin.requests == 0


def test_a_partition_without_a_commit_beside_others_that_have_one_is_no_new_group() -> None:
    """It starts at the group's time, and what lies before that is counted."""
    assert begins({0: (3, OURS)}, [1]) == (False, {1: Begin(BY_TIME, BY_TIME - LOW, is_fresh=True)})


def test_where_no_record_is_young_enough_a_partition_starts_at_its_end() -> None:
    """Kafka's answer is then negative."""
    found = begins({}, [0], admin=ScriptedAdmin(by_time=-1))
    assert found == (True, {0: Begin(HIGH, HIGH - LOW, is_fresh=True)})


def test_a_partition_that_was_added_later_starts_at_its_beginning() -> None:
    """And what is deleted of it already is counted: nobody has read it."""
    found = begins({0: (3, OURS)}, [2], admin=ScriptedAdmin(partitions=3))
    assert found == (False, {2: Begin(LOW, 0, is_fresh=True, deleted=LOW)})


@pytest.mark.parametrize(("stored", "former"), [({0: (3, OURS)}, ()), ({}, ("now",))])
def test_a_topic_that_is_another_one_is_read_from_its_beginning(
    stored: Mapping[int, tuple[int, str] | None], former: Sequence[str]
) -> None:
    """What is committed says so; or Kafka has dropped that with the topic, and this process remembers."""
    found = begins(stored, [0], admin=ScriptedAdmin("another"), former=former)
    assert found == (False, {0: Begin(LOW, 0, is_fresh=True, deleted=LOW)})


def test_a_new_group_from_the_beginning_starts_at_the_first_record_that_is_left() -> None:
    """And leaves nothing out."""
    assert begins({}, [0], 0) == (True, {0: Begin(LOW, 0, is_fresh=True)})


@pytest.mark.parametrize("partitions", [2, 1000])
def test_all_partitions_are_asked_for_at_once(partitions: int) -> None:
    """Far from Kafka, a question for each would take minutes."""
    admin = ScriptedAdmin(partitions=partitions)
    is_new, found = begins({}, range(partitions), admin=admin)
    assert (is_new, len(found)) == (True, partitions)
    assert admin.requests == 2


def test_a_partition_whose_offset_is_not_answered_is_no_partition_without_one() -> None:
    """Its group would start anew, and skip records."""
    with pytest.raises(KafkaException):
        begins({0: (3, OURS), 1: None}, [0, 1])


def test_a_broker_that_does_not_know_the_topic_is_asked_again() -> None:
    """One that restarts may say so: an old group might then pass for a new one."""
    with pytest.raises(KafkaException):
        begins({}, [0], admin=ScriptedAdmin(UNKNOWN_TOPIC))


def test_waiting_ends_when_the_program_is_stopped() -> None:
    """However late the answer is."""
    turns = iter([True, True, False])
    with pytest.raises(Interrupted):
        looks(ScriptedAdmin(topic_id=None), lambda: next(turns)).topic()


@pytest.mark.parametrize(
    ("topic_id", "gone"),
    [("now", []), ("another", [Assignment(0, 1, "now")]), (UNKNOWN_TOPIC, [Assignment(0, 1, "now")])],
)
def test_a_log_is_gone_with_its_topic(topic_id: str | KafkaError, gone: list[Assignment]) -> None:
    """Deleted, or created again. Of an assignment whose topic has no id only the first can be told."""
    found = looks(ScriptedAdmin(topic_id=topic_id)).gone([Assignment(0, 1, "now")])
    assert found == gone


def test_where_nothing_is_answered_nothing_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for a moment only: partitions go on time."""
    monkeypatch.setattr("consumer.kafka.looks.GONE_SECONDS", 0.01)
    for silence in (None, KafkaError(KafkaError.REQUEST_TIMED_OUT)):
        assert looks(ScriptedAdmin(topic_id=silence)).gone([Assignment(0, 1, "now")]) == []
