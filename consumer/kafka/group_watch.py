"""Looks at the consumer group now and then: why have we not joined, and who else takes partitions.

Nothing is decided by what is seen: it is said. The look is the client's older call, which waits for the brokers in a
thread of its own: the newer one goes to the coordinator (see `looks`). It describes classic groups only; of a group
with the `consumer` protocol nothing is seen here, and `check` tells its members.
"""

import threading
from collections.abc import Callable
from typing import Final, cast

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._metadata import GroupMember as FoundMember
from confluent_kafka.admin._metadata import GroupMetadata
from confluent_kafka.cimpl import _AdminClientImpl

from consumer.core.group import Group, GroupMember, assigned_partitions, strangers
from consumer.telemetry import Telemetry

JOINING_LOOK_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 5.0


class GroupWatch:
    """What is seen of the group while it is consumed.

    Args:
        admin: the client that asks.
        group_id: the consumer group.
        client_id: what our members call themselves; None where each may have a name of its own.
        topic: the source topic.
        has_joined: whether the group has answered this member.
        telemetry: told of what is seen.
    """

    def __init__(
        self,
        admin: AdminClient,
        group_id: str,
        client_id: str | None,
        topic: str,
        has_joined: Callable[[], bool],
        telemetry: Telemetry,
    ) -> None:
        self._admin = admin
        self._group_id = group_id
        self._client_id = client_id
        self._topic = topic
        self._has_joined = has_joined
        self._telemetry = telemetry
        self._look: threading.Thread | None = None
        self._look_at: float | None = None

    def turn(self, now: float) -> None:
        """Look when it is time, unless the last look still waits."""
        if self._look_at is None:
            self._look_at = now + JOINING_LOOK_SECONDS
        elif now >= self._look_at and (self._look is None or not self._look.is_alive()):
            self._look_at = now + (LOOK_SECONDS if self._has_joined() else JOINING_LOOK_SECONDS)
            self._look = threading.Thread(target=self._see, name="group look", daemon=True)
            self._look.start()

    def _see(self) -> None:
        try:
            # Of the client's own class: the Python one only adds that the call is deprecated.
            found = _AdminClientImpl.list_groups(self._admin, self._group_id, timeout=ANSWER_SECONDS)
        except KafkaException as exception:
            self._tell(None, exception.args[0].str())
        else:
            self._tell(next(map(group_of, found), None), "")

    def _tell(self, group: Group | None, error: str) -> None:
        if not self._has_joined():
            self._telemetry.group.not_joined(group, error)
        if group is not None and self._client_id is not None:
            self._telemetry.group.strangers_seen(strangers(group.members, self._client_id, self._topic), self._topic)


def group_of(found: GroupMetadata) -> Group:
    """What a description says."""
    return Group(str(found.state), tuple(_member(one) for one in found.members))


def _member(found: FoundMember) -> GroupMember:
    partitions = assigned_partitions(cast("bytes", found.assignment))
    return GroupMember(str(found.client_id), str(found.client_host).lstrip("/"), partitions)
