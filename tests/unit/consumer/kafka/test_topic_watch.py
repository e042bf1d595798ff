"""What is seen of the source topic while it is consumed, and what is done about it."""

import asyncio
from collections.abc import Mapping
from typing import Final

from confluent_kafka import KafkaError

from consumer.core.buffer import Buffer
from consumer.core.commits import Commits
from consumer.core.membership import Membership
from consumer.core.positions import WentBack
from consumer.core.record import Assignment
from consumer.core.start import FROM_BEGINNING, GroupStart
from consumer.handover import Handover
from consumer.kafka.committer import Committer
from consumer.kafka.looks import Looks
from consumer.kafka.partitions import Partitions
from consumer.kafka.starting import Begin
from consumer.kafka.topic_watch import LOOK_SECONDS, TopicWatch
from tests.unit.consumer.kafka.scripted import HIGH, LOW, UNKNOWN_TOPIC, ScriptedAdmin, ScriptedConsumer
from tests.unit.consumer.telemetry.voices import Voice, voice
from tests.unit.consumer.test_handover import NotedInbox

READ: Final = 5
"""The next offset of each partition when a story begins; their logs end at `HIGH`."""


class Story:
    """A watch, all that it looks at, and what becomes of it."""

    def __init__(self, partitions: int = 2) -> None:
        self.said: Voice = voice()
        self.admin = ScriptedAdmin("old", partitions)
        self.consumer = ScriptedConsumer({})
        loop = asyncio.new_event_loop()
        handover = Handover(loop, NotedInbox(), lambda _failure: None)

        membership, telemetry = Membership(0.0), self.said.telemetry
        self.partitions = Partitions(Buffer(10**6), membership, handover)
        self.committer = Committer("signal", Commits(), membership, telemetry)
        self.committer.group_start = GroupStart(7, partitions)
        looks = Looks(self.admin, "signal", lambda: True)
        self.watch = TopicWatch("signal", self.partitions, looks, self.committer, telemetry)
        self.partitions.open("old", {p: Begin(READ, 0, is_fresh=False) for p in range(partitions)})
        self.now = 0.0
        self._loop = loop

    def look(self) -> None:
        """Let one look be asked, and answered."""
        self.now += LOOK_SECONDS
        for later in (0.0, 0.0, 1.0):
            self.watch.turn(self.consumer, self.now + later)

    def end(self) -> None:
        """Leave no loop behind."""
        self._loop.close()

    @property
    def current(self) -> Mapping[int, str | None]:
        """The topic of each partition that is read."""
        return {p: assignment.topic_id for p, assignment in self.partitions.positions.current.items()}


def test_a_topic_with_another_id_ends_the_old_logs_and_begins_the_new_ones() -> None:
    """Where they begin, and whatever has no offset in it is read from its beginning too."""
    story = Story()
    story.admin.topic_id = "new"
    story.look()
    assert (story.current, sorted(story.partitions.beginnings)) == ({}, [0, 1])
    assert {assignment.topic_id for assignment in story.partitions.retired} == {"old"}
    story.look()
    assert story.current == {0: "new", 1: "new"}
    assert (story.consumer.sought, story.consumer.resumed) == ([(0, LOW), (1, LOW)], [0, 1])
    assert story.committer.group_start == FROM_BEGINNING
    story.admin.topic_id = "old"  # of a broker that lags behind
    story.look()
    assert story.current == {0: "new", 1: "new"}
    story.end()


def test_partitions_that_come_back_with_yet_another_topic_are_read() -> None:
    """The client keeps them, and tells nobody that they were away."""
    story = Story(partitions=2)
    story.admin.topic_id, story.admin.partitions = "smaller", 1
    story.look()
    story.look()
    assert story.current == {0: "smaller"}
    story.admin.topic_id, story.admin.partitions = "larger", 2
    story.look()
    story.look()
    assert story.current == {0: "larger", 1: "larger"}
    story.end()


def test_a_client_that_cannot_be_moved_yet_is_asked_again() -> None:
    """It may still be busy with the log that is gone."""
    story = Story()
    story.consumer.unmovable = {1}
    story.admin.topic_id = "new"
    story.look()
    story.look()
    assert story.current == {0: "new"}
    story.consumer.unmovable = set()
    story.look()
    assert story.current == {0: "new", 1: "new"}
    story.end()


def test_a_partition_that_goes_before_its_new_log_begins_is_not_ours() -> None:
    """Its next owner begins it."""
    story = Story()
    story.admin.topic_id = "new"
    story.look()
    story.partitions.remove([0])
    story.look()
    assert story.current == {1: "new"}
    story.end()


def test_a_look_that_fails_leaves_lag_and_age_as_they_were() -> None:
    """A broker in trouble is when they matter."""
    story = Story(partitions=1)
    story.look()
    since = story.watch.unread_since
    assert since
    assert story.said.value("lag_records", partition="0") == HIGH - READ
    story.admin.is_silent, story.admin.topic_id = True, KafkaError(KafkaError.REQUEST_TIMED_OUT)
    story.look()
    assert story.watch.unread_since == since
    assert story.said.value("lag_records", partition="0") == HIGH - READ
    for _ in range(2):
        story.admin.topic_id = UNKNOWN_TOPIC
        story.look()
    assert story.current == {0: "old"}
    (missing,) = [line for line in story.said.lines() if line["event"] == "topic does not exist: it was deleted"]
    assert (missing["level"], missing["topic"]) == ("error", "signal")
    story.end()


def went_back(story: Story, offset: int, since: float) -> Assignment:
    """Let partition 0 stand, since its log went on lower."""
    assignment = story.partitions.positions.current[0]
    story.partitions.positions.stand(assignment, WentBack(offset, since))
    return assignment


def test_only_a_look_that_was_asked_afterwards_shows_that_a_log_was_truncated() -> None:
    """What was asked before may be of the log that was."""
    story = Story(partitions=1)
    story.watch.turn(story.consumer, 2.0)
    first = went_back(story, 3, since=2.5)
    story.watch.turn(story.consumer, 3.0)
    assert story.partitions.positions.current == {0: first}
    story.now = 4.0
    story.look()
    assert story.current == {0: "old"}
    assert story.partitions.positions.next_offsets == {story.partitions.positions.current[0]: 3}
    assert story.consumer.sought == [(0, 3)]
    story.end()


def test_a_log_that_is_shorter_was_truncated_whoever_leads() -> None:
    """Its end lies below what was read of it: what is handed out again is new."""
    story = Story(partitions=1)
    positions = story.partitions.positions
    positions.read(positions.current[0], HIGH, 4)
    assert positions.went_back(positions.current[0], 3, 4, now=0.0) is None
    story.look()
    assert story.consumer.sought == []
    story.admin.by_spec[-1] = HIGH - 1
    story.look()
    assert story.consumer.sought == [(0, 3)]
    story.end()
