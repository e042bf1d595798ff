"""Answers to commits: each is taken for that of the commit it belongs to."""

from confluent_kafka import Consumer, KafkaError, TopicPartition
from typing_extensions import override

from consumer.core.commits import Commits
from consumer.core.membership import Membership
from consumer.core.record import Assignment, Start
from consumer.core.start import GroupStart
from consumer.kafka.committer import Committer
from tests.unit.consumer.telemetry.voices import Voice, voice

A, B = Assignment(0, 1), Assignment(1, 2)
TIMED_OUT = KafkaError(KafkaError._TIMED_OUT)  # noqa: SLF001 - its public name


class CountingConsumer(Consumer):
    """A consumer without a broker: it notes what is committed."""

    def __init__(self) -> None:
        super().__init__({"bootstrap.servers": "127.0.0.1:1", "group.id": "g", "log_level": 0})
        self.sent: list[dict[int, int]] = []
        self.metadata: dict[int, str | None] = {}

    @override
    def commit(self, *_: object, offsets: list[TopicPartition], asynchronous: bool) -> None:  # type: ignore[override]
        assert asynchronous
        self.sent.append({place.partition: place.offset for place in offsets})
        self.metadata = {place.partition: place.metadata for place in offsets}


def answered(offsets: dict[int, int]) -> list[TopicPartition]:
    """The partitions of an answer."""
    return [TopicPartition("signal", partition, offset) for partition, offset in offsets.items()]


def committing(said: Voice | None = None) -> tuple[Committer, Commits, CountingConsumer]:
    """A committer whose first commit, of A, is on its way."""
    commits = Commits()
    commits.open(Start(A, 5, is_fresh=False))
    commits.acknowledge(A, 6, 0.0)
    committer, consumer = Committer("signal", commits, Membership(0.0), (said or voice()).telemetry), CountingConsumer()
    committer.turn(consumer, 0.0)
    assert consumer.sent == [{0: 6}]
    return committer, commits, consumer


def test_a_commit_names_the_topic_that_each_offset_is_of() -> None:
    """An offset of a log that is gone must not pass for one of the log that has its name."""
    commits, consumer = Commits(), CountingConsumer()
    for assignment in (Assignment(0, 1, "old"), Assignment(1, 2, "new"), Assignment(2, 3)):
        commits.open(Start(assignment, 5, is_fresh=True))
    committer = Committer("signal", commits, Membership(0.0), voice().telemetry)
    committer.group_start = GroupStart(7, 3)
    committer.turn(consumer, 0.0)
    begin = "signal-kameleoon start_ms=7 partitions=3"
    assert consumer.metadata == {0: f"{begin} topic=old", 1: f"{begin} topic=new", 2: begin}


def test_two_answers_of_one_poll_are_both_taken_in() -> None:
    """The first commit's partition is gone, and its late answer comes behind that of the second."""
    committer, commits, consumer = committing()
    commits.close([A])
    commits.open(Start(B, 7, is_fresh=False))
    commits.acknowledge(B, 8, 1.0)
    committer.turn(consumer, 1.0)
    committer.on_commit(None, answered({1: 8}))
    committer.on_commit(TIMED_OUT, answered({0: 6}))
    commits.acknowledge(B, 9, 2.0)
    committer.turn(consumer, 2.0)
    assert consumer.sent == [{0: 6}, {1: 8}, {1: 9}]
    assert commits.uncommitted([B]) == {B: 9}


def test_an_error_without_partitions_answers_what_is_on_its_way() -> None:
    """Nothing would ever be committed again, if it were waited for."""
    committer, commits, consumer = committing()
    committer.on_commit(TIMED_OUT, [])
    commits.acknowledge(A, 7, 1.0)
    committer.turn(consumer, 1.0)
    assert consumer.sent == [{0: 6}, {0: 7}]


def test_a_commit_that_a_rebalance_has_overtaken_is_no_failure() -> None:
    """In a clean hand-over each member has one: nobody is to look for what is wrong."""
    said = voice()
    committer, _, consumer = committing(said)
    committer.on_commit(KafkaError(KafkaError.ILLEGAL_GENERATION), answered({0: 6}))
    committer.turn(consumer, 1.0)
    assert consumer.sent == [{0: 6}, {0: 6}]
    assert [said.value("commits_total", result=result) for result in ("outdated", "failed")] == [1, None]
    assert {line["level"] for line in said.lines()} <= {"debug"}
