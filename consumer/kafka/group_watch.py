"""Looks at the consumer group now and then: why have we not joined, and who else takes partitions.

Nothing here waits, and nothing is decided by what is seen: it is said. Lives on the Kafka thread.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin._group import ConsumerGroupDescription

from consumer.core.group import Group, GroupMember, strangers
from consumer.kafka.looks import Looks
from consumer.telemetry import Telemetry

JOINING_LOOK_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 60.0


class GroupWatch:
    """What is seen of the group while it is consumed.

    Args:
        looks: to ask with.
        client_id: what our members call themselves.
        topic: the source topic.
        has_joined: whether the group has answered this member.
        telemetry: told of what is seen.
    """

    def __init__(
        self, looks: Looks, client_id: str, topic: str, has_joined: Callable[[], bool], telemetry: Telemetry
    ) -> None:
        self._looks = looks
        self._client_id = client_id
        self._topic = topic
        self._has_joined = has_joined
        self._telemetry = telemetry
        self._asked: Future[ConsumerGroupDescription] | None = None
        self._look_at: float | None = None

    def turn(self, now: float) -> None:
        """Take in what has been answered, and ask again when it is time."""
        if self._look_at is None:
            self._look_at = now + JOINING_LOOK_SECONDS
        if self._asked is not None and self._asked.done():
            asked, self._asked = self._asked, None
            self._tell(asked)
        elif self._asked is None and now >= self._look_at:
            self._asked = self._looks.ask_group()
            self._look_at = now + (LOOK_SECONDS if self._has_joined() else JOINING_LOOK_SECONDS)

    def _tell(self, asked: "Future[ConsumerGroupDescription]") -> None:
        failure = asked.exception()
        if isinstance(failure, KafkaException):
            if not self._has_joined():
                self._telemetry.group.not_joined(None, failure.args[0].str())
            return
        group = group_of(asked.result())
        if not self._has_joined():
            self._telemetry.group.not_joined(group, "")
        self._telemetry.group.strangers_seen(strangers(group.members, self._client_id, self._topic), self._topic)


def group_of(found: ConsumerGroupDescription) -> Group:
    """What a description says."""
    members = (
        GroupMember(
            one.client_id, one.host.lstrip("/"), Counter(place.topic for place in one.assignment.topic_partitions)
        )
        for one in found.members
    )
    return Group(found.state.name, tuple(members))
