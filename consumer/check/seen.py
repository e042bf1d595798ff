"""What can be seen of a Kafka cluster from outside, as values. Findings are made of these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from consumer.core.failure import Failure
from consumer.core.record import Span
from consumer.core.start import StartPlan


class Right(StrEnum):
    """What a user may do, by the words of Kafka's access rules."""

    READ = "READ"
    WRITE = "WRITE"
    DESCRIBE = "DESCRIBE"


Rights = frozenset[Right] | None
"""None where the broker does not say."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Kafka answers: how many brokers there are, and the topics that this user may see."""

    brokers: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Kafka does not answer, or not to us: `is_refused` when it says that it does not know this user."""

    why: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One question was not answered."""

    why: str


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no such topic."""


@dataclass(frozen=True, slots=True)
class Denied:
    """This user may not so much as see it, whether it is there or not."""


@dataclass(frozen=True, slots=True)
class TopicConfig:
    """The settings of a topic that matter here."""

    max_message_bytes: int
    is_compacted: bool


@dataclass(frozen=True, slots=True)
class TopicThere:
    """A topic that is there.

    Attributes:
        partitions: their numbers.
        topic_id: of this creation of the topic; None where the cluster has no such ids.
        config: None where this user may not ask for it.
    """

    partitions: tuple[int, ...]
    rights: Rights
    config: TopicConfig | None
    topic_id: str | None = None


TopicLook = TopicThere | Absent | Denied | Unanswered


@dataclass(frozen=True, slots=True)
class Creatable:
    """The broker would make the topic."""


@dataclass(frozen=True, slots=True)
class NotCreatable:
    """The broker would not."""

    why: str


Creation = Creatable | NotCreatable | Unanswered


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group: what it calls itself, where it is, which topics it is assigned."""

    client_id: str
    host: str
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class GroupThere:
    """A group; one that nobody has ever used looks like one that is empty."""

    members: tuple[Member, ...]
    rights: Rights


GroupLook = GroupThere | Denied | Unanswered


@dataclass(frozen=True, slots=True)
class ProtocolThere:
    """The group protocol may be used."""


@dataclass(frozen=True, slots=True)
class ProtocolMissing:
    """The group protocol may not be used, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class ProtocolUnseen:
    """Nothing says whether it may."""


ProtocolLook = ProtocolThere | ProtocolMissing | ProtocolUnseen | Unanswered

_HEARTBEAT: Final = "ConsumerGroupHeartbeat ("


def protocol_seen(client_lines: Iterable[str], switched_on: str | None) -> ProtocolLook:
    """Say whether brokers offer the `consumer` protocol.

    Args:
        client_lines: the client's debug lines about features, one of which says of each broker whether it supports
            ConsumerGroupHeartbeat.
        switched_on: a broker's setting of protocols; None where it does not say.
    """
    supports = {"NOT supported" not in line for line in client_lines if _HEARTBEAT in line and "supported by" in line}
    if False in supports:
        return ProtocolMissing("a broker does not know it")
    if switched_on is not None and "consumer" not in switched_on.split(","):
        return ProtocolMissing(f"it is switched off (group.coordinator.rebalance.protocols={switched_on})")
    return ProtocolThere() if supports else ProtocolUnseen()


@dataclass(frozen=True, slots=True)
class Positions:
    """Where a group stands, or would start.

    Attributes:
        spans: of every partition.
        plan: where each partition begins, as `run` would decide.
        begins: the next offset to be read, by partition.
    """

    spans: Mapping[int, Span]
    plan: StartPlan
    begins: Mapping[int, int]


PositionsLook = Positions | Denied | Unanswered


@dataclass(frozen=True, slots=True)
class UnknownHost:
    """The name of the Data API, or of the proxy on the way to it, leads nowhere: nothing could be posted."""

    failure: Failure
