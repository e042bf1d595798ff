"""Sends commits and takes in their answers. Lives on the Kafka thread.

Asynchronous while records flow: the answer comes through a callback inside a later poll, which only notes it.
Synchronous only when partitions go: a synchronous commit has no timeout (45 s were seen with all brokers down).
"""

import time
from collections.abc import Mapping, Sequence
from typing import Final

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from consumer.core.commits import Commits
from consumer.core.membership import Membership
from consumer.core.record import Assignment
from consumer.core.start import FROM_BEGINNING, GroupStart, commit_metadata
from consumer.kafka.errors import Meaning, is_nothing_to_commit, is_worth_repeating, meaning_of
from consumer.stopping import FatalKafkaError
from consumer.telemetry import Telemetry

REPEAT_SECONDS: Final = 0.1


class Committer:
    """The commits of one Consumer."""

    def __init__(self, topic: str, commits: Commits, membership: Membership, telemetry: Telemetry) -> None:
        self._topic = topic
        self._commits = commits
        self._membership = membership
        self._telemetry = telemetry
        self._answers: list[tuple[KafkaError | None, list[TopicPartition]]] = []
        self.group_start: GroupStart = FROM_BEGINNING

    def start_anew(self) -> None:
        """The topic is another one: whatever has no offset in it is read from its beginning."""
        self.group_start = FROM_BEGINNING

    def on_commit(self, error: KafkaError | None, partitions: list[TopicPartition]) -> None:
        """Note the answer. Runs inside a poll, where nothing may raise: messages already taken would be destroyed.

        One poll may bring two: that of a commit which is not waited for any more, and that of the next one.
        """
        self._answers.append((error, partitions))

    def turn(self, consumer: Consumer, now: float) -> None:
        """Take in the answers, and send what is due.

        Raises:
            FatalKafkaError: the group does not let us commit any more.
        """
        answers, self._answers = self._answers, []
        for error, partitions in answers:
            self._take_in(error, partitions)
        if offsets := self._commits.due(now):
            consumer.commit(offsets=self._partitions(offsets), asynchronous=True)

    def commit_last(self, consumer: Consumer, assignments: Sequence[Assignment], deadline: float) -> bool:
        """Commit what is resolved of partitions that go; return whether the broker has stored it.

        While a classic group rebalances, a commit waits behind the member's JoinGroup, for as long as the others need
        to hear of it (a heartbeat interval), and is then refused with the generation that it was sent in. The client
        learns the new one in its own thread, and the partitions stay ours until we let them go: so it is sent again.
        """
        while offsets := self._commits.uncommitted(assignments):
            failures = self._commit_and_wait(consumer, offsets)
            if not failures:
                self._commits.committed(offsets)
                self._telemetry.committed(len(offsets))
                return True
            if time.monotonic() > deadline or not all(is_worth_repeating(failure) for failure in failures):
                self._telemetry.commit_failed(failures[0].name(), failures[0].str())
                return False
            self._telemetry.commit_outdated(failures[0].name())
            time.sleep(REPEAT_SECONDS)
            self._membership.turn(time.monotonic())
        return True

    def _commit_and_wait(self, consumer: Consumer, offsets: Mapping[Assignment, int]) -> list[KafkaError]:
        try:
            answers = consumer.commit(offsets=self._partitions(offsets), asynchronous=False)
        except KafkaException as exception:
            return [exception.args[0]]
        return [answer.error for answer in answers if answer.error]

    def _take_in(self, error: KafkaError | None, partitions: list[TopicPartition]) -> None:
        # The client may answer an error without saying for which partitions.
        if partitions and not self._commits.is_on_its_way({p.partition: p.offset for p in partitions}):
            return  # of a commit that is not waited for any more: its assignments have ended
        failures = [failure for failure in (error, *(p.error for p in partitions)) if failure]
        if all(is_nothing_to_commit(failure) for failure in failures):
            sent_at = self._commits.answered(succeeded=True)
            self._membership.confirmed(sent_at)
            self._telemetry.committed(len(partitions))
            return
        self._commits.answered(succeeded=False)
        if all(meaning_of(failure) is Meaning.NOT_OURS for failure in failures):
            self._telemetry.commit_outdated(failures[0].name())
            return
        self._telemetry.commit_failed(failures[0].name(), failures[0].str())
        for failure in failures:
            if meaning_of(failure) in {Meaning.FATAL, Meaning.NOT_AUTHORISED}:
                raise FatalKafkaError(f"Kafka refuses our commits for good: {failure.str()}")

    def _partitions(self, offsets: Mapping[Assignment, int]) -> list[TopicPartition]:
        started = self.group_start
        return [
            TopicPartition(self._topic, a.partition, offset, commit_metadata(started, a.topic_id))
            for a, offset in offsets.items()
        ]
