"""Where partitions begin, as a broker tells it: an answer that is not sure must not pass for a new group."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, Final

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient
from typing_extensions import override

from consumer.core.record import Assignment
from consumer.core.start import GroupStart, commit_metadata
from consumer.kafka.looks import Interrupted, Looks
from consumer.kafka.starting import Begin, look_up_starts

UNKNOWN_TOPIC: Final = KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)
LOW, HIGH, BY_TIME = 2, 9, 5
OURS: Final = commit_metadata(GroupStart(1000, 2), "now")


class ScriptedAdmin(AdminClient):
    """An admin client without a broker: it answers what it is told.

    Args:
        topic_id: of the topic; an error where it is not there; None where nothing is answered.
        partitions: how many the topic has.
        by_time: the offset of every time.
    """

    def __init__(self, topic_id: str | KafkaError | None = "now", partitions: int = 2, by_time: int = BY_TIME) -> None:
        super().__init__({"bootstrap.servers": "127.0.0.1:1", "log_level": 0})
        self._topic_id = topic_id
        self._partitions = partitions
        self._by_spec = {-2: LOW, -1: HIGH}
        self._by_time = by_time
        self.requests = 0

    @override
    def describe_topics(  # type: ignore[override]  # the client's two declarations of it differ
        self, topics: object, **kwargs: object
    ) -> "dict[str, Future[Any]]":
        future: Future[Any] = Future()
        if isinstance(self._topic_id, KafkaError):
            future.set_exception(KafkaException(self._topic_id))
        elif self._topic_id is not None:
            partitions = [SimpleNamespace(id=partition) for partition in range(self._partitions)]
            future.set_result(SimpleNamespace(topic_id=self._topic_id, partitions=partitions))
        return {"signal": future}

    @override
    def list_offsets(  # type: ignore[override]  # as above
        self, topic_partition_offsets: Mapping[TopicPartition, Any], **kwargs: object
    ) -> "dict[TopicPartition, Future[Any]]":
        self.requests += 1
        answers: dict[TopicPartition, Future[Any]] = {}
        for place, spec in topic_partition_offsets.items():
            answers[place] = Future()
            offset = self._by_spec.get(spec._value, self._by_time)  # noqa: SLF001
            answers[place].set_result(SimpleNamespace(offset=offset))
        return answers


class ScriptedConsumer(Consumer):
    """A consumer without a broker: it tells what is committed, by partition; None: no answer."""

    def __init__(self, stored: Mapping[int, tuple[int, str] | None]) -> None:
        super().__init__({"bootstrap.servers": "127.0.0.1:1", "group.id": "g", "log_level": 0})
        self._stored = stored

    @override
    def list_topics(self, topic: str | None = None, timeout: float = -1) -> SimpleNamespace:
        raise AssertionError("inside a callback this call lets the next callback abort the process")

    @override
    def committed(self, partitions: list[TopicPartition], timeout: float = -1) -> list[TopicPartition]:
        return [self._place(place.partition) for place in partitions]

    def _place(self, partition: int) -> TopicPartition:
        stored = self._stored.get(partition, (-1001, ""))
        return Place("signal", partition) if stored is None else TopicPartition("signal", partition, *stored)


class Place(TopicPartition):
    """A partition of which nobody answers what is committed."""

    @property
    @override
    def error(self) -> KafkaError:  # type: ignore[override]  # the client's is an attribute
        return KafkaError(KafkaError.NOT_COORDINATOR)


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
