"""What is said of the consumer group."""

import time
from collections.abc import Sequence
from typing import Final

from structlog.typing import FilteringBoundLogger

from consumer.core.group import Group, GroupMember
from consumer.telemetry.metrics import Metrics
from consumer.telemetry.quiet import Quiet

STRANGERS_LINE_SECONDS: Final = 300.0
_NAMED_STRANGERS: Final = 5


class GroupHappenings:
    """The part of the voice that speaks of the group."""

    def __init__(self, log: FilteringBoundLogger, metrics: Metrics, group_protocol: str) -> None:
        self._log = log
        self._metrics = metrics
        self._group_protocol = group_protocol
        self._quiet = Quiet(STRANGERS_LINE_SECONDS)
        self._last_error = ""

    def error_noted(self, error: str) -> None:
        """The client reported an error: it may be why the group does not answer."""
        self._last_error = error

    def not_joined(self, group: Group | None, error: str) -> None:
        """The group has not answered this member.

        Args:
            group: as its coordinator describes it; None where it does not.
            error: why it does not.
        """
        self._log.warning(
            "not joined yet",
            group_protocol=self._group_protocol,
            group_state=group.state if group else "unknown",
            members=len(group.members) if group else None,
            error=error or self._last_error,
            detail=_advice(group, self._group_protocol),
        )

    def strangers_seen(self, strangers: Sequence[GroupMember], topic: str) -> None:
        """Members that are not ours have partitions of our topic; or none has."""
        taken = sum(one.partitions[topic] for one in strangers)
        self._metrics.foreign_partitions.set(taken)
        if strangers and self._quiet.may_speak("strangers", time.monotonic()):
            self._log.error(
                "members that are not ours take partitions: their records are not delivered",
                partitions=taken,
                members=[f"{one.client_id} at {one.host}" for one in strangers[:_NAMED_STRANGERS]],
                detail="Stop them, or set another KAFKA_GROUP_ID.",
            )


def _advice(group: Group | None, group_protocol: str) -> str:
    if group_protocol == "consumer" and (group is None or not group.members):
        return (
            "KAFKA_GROUP_PROTOCOL=consumer needs Kafka 4.0 or newer, with the protocol enabled (KIP-848); see `check`."
        )
    if group and group.members:
        return "The group waits for its members to rejoin, or for the session of one that was killed to end."
    return "See `signal-kameleoon check`."
