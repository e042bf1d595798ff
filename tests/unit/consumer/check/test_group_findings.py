"""What the looks at the group say."""

import pytest

from consumer.check.finding import Finding, State
from consumer.check.group_findings import group_findings, protocol_finding, start_findings
from consumer.check.seen import (
    Denied,
    GroupThere,
    Member,
    Positions,
    ProtocolLook,
    ProtocolMissing,
    ProtocolThere,
    ProtocolUnseen,
    Right,
    Unanswered,
    protocol_seen,
)
from consumer.core.record import Span
from consumer.core.start import GroupStart, Resume, StartAnew, StartAt, StartPlan
from tests.unit.consumer.settings.environments import loaded

OURS = Member("signal-kameleoon", "10.0.0.1", frozenset({"events-enriched"}))
WAITING = Member("signal-kameleoon", "10.0.0.2", frozenset())
NOON_MS = 1_767_268_800_000


def of_group(*members: Member, rights: frozenset[Right] | None = frozenset({Right.READ})) -> list[Finding]:
    """The findings of a group."""
    return list(group_findings(GroupThere(members, rights), "signal-kameleoon", loaded()))


LINE = "APIVERSION [rdkafka#producer-1] [thrd:kafka-1:9092/1]: kafka-1:9092/1:  Feature BrokerBalancedConsumer: "
KNOWN = f"{LINE}ConsumerGroupHeartbeat (0..32767) supported by broker"
UNKNOWN = f"{LINE}ConsumerGroupHeartbeat (0..32767) NOT supported by broker"
OTHER = f"{LINE}OffsetCommit (9..32767) NOT supported by broker"


@pytest.mark.parametrize(
    ("lines", "switched_on", "seen"),
    [
        ([KNOWN, OTHER], "classic,consumer,streams", ProtocolThere()),  # Kafka 4.4
        ([KNOWN], None, ProtocolThere()),  # its settings may not be seen
        ([UNKNOWN], None, ProtocolMissing("a broker does not know it")),  # Kafka 3.4
        (
            [KNOWN, UNKNOWN],
            "classic,consumer",
            ProtocolMissing("a broker does not know it"),
        ),  # an upgrade
        (
            [KNOWN],  # Kafka 3.9
            "classic",
            ProtocolMissing("it is switched off (group.coordinator.rebalance.protocols=classic)"),
        ),
        ([], None, ProtocolUnseen()),
        ([OTHER], "classic,consumer", ProtocolUnseen()),
    ],
)
def test_the_group_protocol_is_seen_by_what_brokers_know_and_what_they_have_on(
    lines: list[str], switched_on: str | None, seen: ProtocolLook
) -> None:
    """In the client's debug lines, as real brokers of these versions cause them, and in a broker's settings."""
    assert protocol_seen(lines, switched_on) == seen


def test_a_group_protocol_that_is_missing_is_a_problem() -> None:
    """`run` would wait for its group for ever, and not say why."""
    found = protocol_finding(ProtocolMissing("a broker does not know it"), loaded())
    assert found.state is State.PROBLEM
    assert "KAFKA_GROUP_PROTOCOL=consumer: not at kafka-1:9092" in found.seen
    assert "Leave KAFKA_GROUP_PROTOCOL out" in found.mend
    assert protocol_finding(ProtocolThere(), loaded()).state is State.OK
    assert protocol_finding(ProtocolUnseen(), loaded()).state is State.NOT_PROVABLE
    assert protocol_finding(Unanswered("it timed out"), loaded()).state is State.PROBLEM


def test_an_empty_group_is_well() -> None:
    """So is one whose rights the broker does not tell."""
    assert [one.state for one in of_group()] == [State.OK]
    assert [one.state for one in of_group(rights=None)] == [State.OK]


def test_members_of_our_own_are_counted_and_their_site_code_is_not_provable() -> None:
    """One that waits for partitions is ours too."""
    fine, unproven = of_group(OURS, WAITING)
    assert (fine.state, unproven.state) == (State.OK, State.NOT_PROVABLE)
    assert "members: 2, all of them" in fine.seen
    assert "site code" in unproven.seen


def test_strangers_are_named_and_fit_to_be_shown() -> None:
    """Another program, or ours on another topic."""
    other = Member("report\x1b[31m", "10.0.0.9", frozenset({"events-enriched"}))
    elsewhere = Member("signal-kameleoon", "10.0.0.8", frozenset({"orders", "pages"}))
    (one,) = of_group(OURS, other, elsewhere)
    assert one.state is State.PROBLEM
    assert "report\\u001b[31m at 10.0.0.9 on events-enriched" in one.seen
    assert "signal-kameleoon at 10.0.0.8 on orders, pages" in one.seen
    assert "10.0.0.1" not in one.seen
    assert "KAFKA_GROUP_ID" in one.mend


def test_a_crowd_of_strangers_is_cut_short() -> None:
    """Five are enough to find them."""
    (one,) = of_group(*(Member("x", f"10.0.0.{number}", frozenset()) for number in range(9)))
    assert one.seen.endswith("x at 10.0.0.4 on no topic yet; and 4 more")


def test_a_group_that_may_not_be_joined_is_granted_by_a_command() -> None:
    """Whether it may be seen or not; who is in it is told all the same."""
    unjoinable, fine = of_group(rights=frozenset({Right.DESCRIBE}))
    (denied,) = group_findings(Denied(), "signal-kameleoon", loaded())
    assert fine.state is State.OK
    for one in (unjoinable, denied):
        assert one.state is State.PROBLEM
        assert one.command.endswith("--operation READ --group signal-kameleoon-f17c21u1ag")


def test_no_answer_is_a_problem() -> None:
    """Nothing is known of the group, or of where it stands."""
    (group,) = group_findings(Unanswered("late"), "signal-kameleoon", loaded())
    (start,) = start_findings(Unanswered("late"), loaded())
    (denied,) = start_findings(Denied(), loaded())
    assert [one.state for one in (group, start, denied)] == [State.PROBLEM] * 3


def positions(begins: dict[int, int], start_ms: int, *committed: int) -> Positions:
    """Two partitions of which 100 to 1000 are there."""
    partitions = {p: Resume(begins[p]) if p in committed else StartAt(start_ms) for p in (0, 1)}
    plan = StartPlan(partitions, GroupStart(start_ms, 2), is_new_group=not committed)
    return Positions({0: Span(100, 1000), 1: Span(100, 1000)}, plan, begins)


def test_a_new_group_tells_where_it_starts_and_what_it_leaves_out() -> None:
    """And how to get that too."""
    (one,) = start_findings(positions({0: 900, 1: 1000}, NOON_MS), loaded())
    assert one.state is State.OK
    assert "at the first record since 2026-01-01 12:00:00 UTC (START_FROM)" in one.seen
    assert "up to 100 records are to be read, 1,700 older records are left out (START_FROM=earliest" in one.seen
    (none_older,) = start_findings(positions({0: 100, 1: 100}, NOON_MS), loaded())
    assert none_older.seen.endswith("up to 1,800 records are to be read, none is older")


def test_a_new_group_that_starts_at_the_beginning_leaves_nothing_out() -> None:
    """START_FROM=earliest."""
    (one,) = start_findings(positions({0: 100, 1: 100}, 0), loaded())
    assert one.seen.endswith("starts at the oldest record; up to 1,800 records are to be read")


def test_an_old_group_tells_its_lag() -> None:
    """And partitions that are new to it."""
    (one,) = start_findings(positions({0: 990, 1: 1000}, 0, 0, 1), loaded())
    assert one.seen == "signal-kameleoon-f17c21u1ag goes on where it stopped; up to 10 records are to be read"
    (partly,) = start_findings(positions({0: 990, 1: 100}, 0, 0), loaded())
    assert partly.seen.endswith("up to 910 records are to be read; partitions without a commit: 1")


def test_records_that_retention_took_are_warned_of() -> None:
    """They are in nobody's lag."""
    fine, lost = start_findings(positions({0: 40, 1: 1000}, 0, 0, 1), loaded())
    assert "up to 900 records are to be read" in fine.seen
    assert lost.state is State.WARNING
    assert lost.seen.startswith("60 records of events-enriched were deleted")


def test_a_topic_that_was_created_again_is_a_warning() -> None:
    """What is committed is of another log: the new one is read from its beginning."""
    plan = StartPlan({0: StartAnew(990), 1: Resume(1000)}, GroupStart(0, 2), is_new_group=False)
    look = Positions({0: Span(100, 1000), 1: Span(100, 1000)}, plan, {0: 100, 1: 1000})
    goes_on, replaced = start_findings(look, loaded())
    assert goes_on.seen.startswith("signal-kameleoon-f17c21u1ag goes on where it stopped; up to 900 records")
    assert replaced.state is State.WARNING
    assert "was deleted and created again" in replaced.seen


def test_a_group_that_has_read_everything_says_so() -> None:
    """And not that no records are to be read, up to none."""
    (one,) = start_findings(positions({0: 1000, 1: 1000}, 0, 0, 1), loaded())
    assert one.seen.endswith("goes on where it stopped; nothing is to be read")
