"""Who is in the consumer group: members of one group share the records, so a stranger among them takes some away."""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A member, as the group's coordinator describes it.

    Attributes:
        client_id: what its client calls itself.
        host: where it connects from.
        partitions: how many it has of each topic, by topic.
    """

    client_id: str
    host: str
    partitions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """The group, as its coordinator describes it.

    Attributes:
        state: of the group, in Kafka's words: STABLE, PREPARING_REBALANCING and so on.
        members: all of them.
    """

    state: str
    members: tuple[GroupMember, ...]


def assigned_partitions(assignment: bytes) -> Mapping[str, int]:
    """How many partitions of each topic a member has, read from its assignment as the group protocol writes it.

    That is a version, then for each topic its name and its partitions (Kafka's ConsumerProtocolAssignment). Nothing,
    where it is written otherwise.
    """
    found = dict[str, int]()
    try:
        (topics,), place = struct.unpack_from(">i", assignment, 2), 6
        for _ in range(topics):
            (length,) = struct.unpack_from(">h", assignment, place)
            name = assignment[place + 2 : place + 2 + length].decode()
            (partitions,) = struct.unpack_from(">i", assignment, place + 2 + length)
            found[name] = partitions
            place += 2 + length + 4 + 4 * partitions
    except (struct.error, UnicodeDecodeError):
        return {}
    return found


def strangers(members: Iterable[GroupMember], client_id: str, topic: str) -> tuple[GroupMember, ...]:
    """Members that are no consumers of ours and have partitions of our topic: what they take is not delivered."""
    return tuple(one for one in members if one.client_id != client_id and one.partitions.get(topic))
