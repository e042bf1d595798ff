"""What the looks at the consumer group say: who is in it, and where it stands or would start."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.grant import grant_command
from consumer.check.seen import (
    Denied,
    GroupLook,
    GroupThere,
    Member,
    Positions,
    PositionsLook,
    ProtocolLook,
    ProtocolMissing,
    ProtocolThere,
    ProtocolUnseen,
    Right,
    Unanswered,
)
from consumer.check.shown import shown
from consumer.check.topic_findings import SILENCE_ADVICE
from consumer.core.start import FROM_BEGINNING_MS, Resume, StartAnew
from consumer.settings import Settings

GROUP: Final = "group"
START: Final = "start"
_NAMED_STRANGERS: Final = 5


def group_findings(look: GroupLook, client_id: str, settings: Settings) -> Iterator[Finding]:
    """Whether the group may be joined, and whether only we are in it.

    Args:
        look: at the group.
        client_id: what our members call themselves.
        settings: of this deployment.
    """
    group_id = settings.group_id
    match look:
        case GroupThere(members, rights):
            if rights is not None and Right.READ not in rights:
                yield _not_joinable(f"{group_id} may be seen, and not joined", settings)
            yield from _member_findings(members, client_id, settings)
        case Denied():
            yield _not_joinable(f"{group_id} may not be joined by this user", settings)
        case Unanswered(why):
            yield finding.problem(GROUP, f"{group_id}: no answer: {why}", SILENCE_ADVICE)


def _not_joinable(seen: str, settings: Settings) -> Finding:
    mend = f"Grant READ on group {settings.group_id}"
    return finding.problem(GROUP, seen, mend, grant_command(settings, "READ", "group", settings.group_id))


def _member_findings(members: Sequence[Member], client_id: str, settings: Settings) -> Iterator[Finding]:
    strangers = [member for member in members if not _is_ours(member, client_id, settings.topic)]
    ours = len(members) - len(strangers)
    if strangers:
        seen = f"{settings.group_id} has members that are not ours: {_described(strangers)}"
        mend = "Stop them or set another KAFKA_GROUP_ID: members of one group share the records, so each misses some"
        yield finding.problem(GROUP, seen, mend)
    elif ours:
        yield finding.ok(GROUP, f"{settings.group_id} has members: {ours}, all of them {client_id} on {settings.topic}")
        seen = f"whether the members of {settings.group_id} serve this site code: Kafka does not know it"
        yield finding.not_provable(GROUP, seen)
    else:
        yield finding.ok(GROUP, f"{settings.group_id}: nobody else is in it")


def _is_ours(member: Member, client_id: str, topic: str) -> bool:
    return member.client_id == client_id and member.topics <= {topic}


def _described(strangers: Sequence[Member]) -> str:
    named = [
        f"{shown(one.client_id)} at {one.host} on {', '.join(sorted(one.topics)) or 'no topic yet'}"
        for one in strangers[:_NAMED_STRANGERS]
    ]
    more = len(strangers) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")


def protocol_finding(look: ProtocolLook, settings: Settings) -> Finding:
    """Whether the `consumer` protocol, which is asked for, is there to be used."""
    wanted = "KAFKA_GROUP_PROTOCOL=consumer"
    match look:
        case ProtocolThere():
            return finding.ok(GROUP, f"{wanted}: the brokers offer it")
        case ProtocolMissing(why):
            seen = f"{wanted}: not at {settings.bootstrap_servers}: {why}, so that `run` could never join its group"
            mend = (
                "Leave KAFKA_GROUP_PROTOCOL out, or upgrade Kafka to 4.0 or newer, where the protocol (KIP-848) is on"
            )
            return finding.problem(GROUP, seen, mend)
        case ProtocolUnseen():
            seen = f"{wanted}: whether the brokers offer it: they do not say"
            return finding.not_provable(GROUP, seen, "It needs Kafka 4.0 or newer")
        case Unanswered(why):
            return finding.problem(GROUP, f"{wanted}: no answer whether the brokers offer it: {why}", SILENCE_ADVICE)


def start_findings(look: PositionsLook, settings: Settings) -> Iterator[Finding]:
    """Where `run` would begin to read."""
    match look:
        case Positions() as positions if positions.plan.is_new_group:
            yield finding.ok(START, _new_start(positions, settings))
        case Positions() as positions:
            yield finding.ok(START, _lag(positions, settings))
            yield from _replaced(positions, settings)
            yield from _overtaken(positions, settings)
        case Denied():
            mend = f"Grant READ on topic {settings.topic} and on group {settings.group_id}"
            yield finding.problem(START, f"{settings.group_id}: what it committed may not be seen", mend)
        case Unanswered(why):
            yield finding.problem(START, f"{settings.group_id}: no answer where it stands: {why}", SILENCE_ADVICE)


def _new_start(positions: Positions, settings: Settings) -> str:
    new = f"{settings.group_id} is new (it has committed nothing): "
    start_ms = positions.plan.group_start.start_ms
    if start_ms == FROM_BEGINNING_MS:
        return f"{new}it starts at the oldest record; {_to_read(positions)}"
    older = sum(positions.begins[partition] - span.low for partition, span in positions.spans.items())
    moment = datetime.fromtimestamp(start_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    left_out = f"{older:,} older records are left out (START_FROM=earliest sends them too)"
    return (
        f"{new}it starts at the first record since {moment} (START_FROM); "
        f"{_to_read(positions)}, {left_out if older else 'none is older'}"
    )


def _lag(positions: Positions, settings: Settings) -> str:
    without = sum(1 for partition in positions.spans if not _is_committed(positions, partition))
    fresh = f"; partitions without a commit: {without}" if without else ""
    return f"{settings.group_id} goes on where it stopped; {_to_read(positions)}{fresh}"


def _replaced(positions: Positions, settings: Settings) -> Iterator[Finding]:
    anew = [partition for partition, start in positions.plan.partitions.items() if isinstance(start, StartAnew)]
    if anew:
        seen = (
            f"{settings.topic} was deleted and created again after the group had committed: "
            f"{len(anew)} partitions start at their beginning"
        )
        yield finding.warning(START, seen, "Nothing, if it was meant so; what was never read of the old topic is gone")


def _overtaken(positions: Positions, settings: Settings) -> Iterator[Finding]:
    lost = sum(max(span.low - positions.begins[partition], 0) for partition, span in positions.spans.items())
    if lost:
        seen = f"{lost:,} records of {settings.topic} were deleted by retention before the group had read them"
        yield finding.warning(START, seen, "They are gone; lengthen the topic's retention, or let the group run")


def _is_committed(positions: Positions, partition: int) -> bool:
    return isinstance(positions.plan.partitions[partition], Resume)


def _to_read(positions: Positions) -> str:
    """Markers of transactions and compacted records are offsets too: how many records there are shows in reading."""
    offsets = sum(
        max(span.high - max(positions.begins[partition], span.low), 0) for partition, span in positions.spans.items()
    )
    return f"up to {offsets:,} records are to be read" if offsets else "nothing is to be read"
