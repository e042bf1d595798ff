"""Members that come, go and die, on real Kafka, under load: nothing lost; nothing repeated where leaves are clean."""

import signal
import time
from itertools import pairwise

import pytest

from tests.processes import ConsumerProcess, Deployment, load, wait_until

RATE = 3_000.0


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_a_rebalance_under_load_repeats_nothing(deployed: Deployment, protocol: str) -> None:
    """A second member joins, then the first one leaves: both drain what goes before it goes."""
    with load(deployed.bootstrap_servers, deployed.topic, deployed.directory, 30_000, RATE) as running:
        first = deployed.start_member(KAFKA_GROUP_PROTOCOL=protocol)
        deployed.wait_for_deliveries(1_000, 30)
        second = deployed.start_member(KAFKA_GROUP_PROTOCOL=protocol)
        second.wait_for_event("partitions assigned", 30)
        deployed.wait_for_deliveries(8_000, 30)
        assert first.stop() == 0
        running.wait(60)
    deployed.wait_until_committed(60)
    assert delivered_by(second) > 0
    report = deployed.judge()
    assert (report.violations, report.repeats) == ((), 0), report.text


def test_sigterm_under_load_repeats_nothing(deployed: Deployment) -> None:
    """Three clean restarts in the middle of the stream: every record is delivered once."""
    with load(deployed.bootstrap_servers, deployed.topic, deployed.directory, 20_000, RATE) as running:
        for target in (2_000, 5_000, 8_000):
            member = deployed.start_member()
            member.wait_for_event("partitions assigned", 30)
            deployed.wait_for_deliveries(target, 60)
            assert member.stop() == 0
        deployed.start_member()
        running.wait(60)
    deployed.wait_until_committed(60)
    report = deployed.judge()
    assert (report.violations, report.repeats) == ((), 0), report.text


@pytest.mark.parametrize("delay_seconds", [0.2, 0.8, 1.6])
def test_sigterm_right_after_a_rebalance_repeats_nothing(deployed: Deployment, delay_seconds: float) -> None:
    """A rollout ends the old member as soon as the new one has joined: its last commit falls into the rebalance."""
    with load(deployed.bootstrap_servers, deployed.topic, deployed.directory, 12_000, RATE) as running:
        old = deployed.start_member()
        deployed.wait_for_deliveries(2_000, 30)
        deployed.start_member()
        old.wait_for_event("partitions revoked", 30)
        time.sleep(delay_seconds)
        assert old.stop() == 0
        running.wait(60)
    deployed.wait_until_committed(60)
    report = deployed.judge()
    assert (report.violations, report.repeats, report.repeated_dead_letters) == ((), 0, {}), report.text


def test_a_partition_that_was_paused_when_it_went_flows_when_it_comes_back(deployed: Deployment) -> None:
    """The client keeps the pause of a partition beyond its assignment."""
    deployed.environ["BUFFER_MAX_BYTES"] = "1MiB"
    deployed.sandbox.set_faults([{"kind": "status", "status": 503}])
    deployed.produce(8_000)
    first = deployed.start_member()
    wait_until(lambda: first.metric("signal_kameleoon_paused_partitions") == 4, 30)
    second = deployed.start_member()
    first.wait_for_event("partitions revoked", 30)
    deployed.sandbox.clear_faults()
    assert second.stop() == 0
    deployed.wait_until_committed(60)
    assert deployed.judge().violations == ()


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_after_a_kill_nothing_is_lost(deployed: Deployment, protocol: str) -> None:
    """`kill -9` in the middle of the stream: the successor repeats at most what was posted and not yet committed."""
    with load(deployed.bootstrap_servers, deployed.topic, deployed.directory, 15_000, RATE) as running:
        member = deployed.start_member(KAFKA_GROUP_PROTOCOL=protocol)
        deployed.wait_for_deliveries(3_000, 30)
        deployed.look()
        member.kill()
        deployed.start_member(KAFKA_GROUP_PROTOCOL=protocol)
        running.wait(60)
    deployed.wait_until_committed(90)
    report = deployed.judge()
    assert report.violations == (), report.text
    assert report.repeats <= 0.3 * RATE + 4 * largest_request(deployed), report.text


def test_a_second_signal_ends_at_once(deployed: Deployment) -> None:
    """A drain that takes too long for the person at the keyboard. What comes within a second is the first one still."""
    deployed.sandbox.set_faults([{"kind": "delay", "seconds": 8}])
    deployed.produce(100)
    member = deployed.start_member()
    deployed.wait_for_deliveries(1, 30)
    member.signal(signal.SIGTERM)
    member.wait_for_event("stopping", 10)

    def has_ended_when_asked_again() -> bool:
        member.signal(signal.SIGTERM)
        return member.exit_code is not None

    wait_until(has_ended_when_asked_again, 4)
    assert member.exit_code == 5
    assert len(member.said("stopping")) == 1


def test_a_drain_that_takes_too_long_has_its_own_exit_code(deployed: Deployment) -> None:
    """What was still on the wire is repeated by the next member."""
    deployed.sandbox.set_faults([{"kind": "delay", "seconds": 5, "next_requests": 4}])
    deployed.produce(100)
    member = deployed.start_member(DRAIN_TIMEOUT_MS="500")
    deployed.wait_for_deliveries(1, 30)
    assert member.stop(5) == 5
    deployed.start_member()
    deployed.wait_until_committed(30)
    assert deployed.judge().violations == ()


def test_committed_offsets_never_go_down(deployed: Deployment) -> None:
    """Through restarts, each look at the group's offsets is at least the one before."""
    with load(deployed.bootstrap_servers, deployed.topic, deployed.directory, 6_000, RATE) as running:
        for target in (1_000, 2_000, 3_000):
            member = deployed.start_member()
            member.wait_for_event("partitions assigned", 30)
            deployed.wait_for_deliveries(target, 30)
            deployed.look()
            assert member.stop() == 0
            deployed.look()
        deployed.start_member()
        running.wait(60)
    deployed.wait_until_committed(60)
    looks = deployed.commits
    assert all(before[p] <= after[p] for before, after in pairwise(looks) for p in before)
    assert deployed.judge().commit_went_back == ()


def delivered_by(member: ConsumerProcess) -> float:
    """How many events the API took from this member."""
    return member.metric("signal_kameleoon_records_total", outcome="delivered")


def largest_request(deployed: Deployment) -> int:
    """How many events the largest request carried: one batch of each partition may be repeated after a crash."""
    return max(len(request.nonces) for request in deployed.sandbox.requests())


def test_a_static_member_waits_for_its_predecessors_session(deployed: Deployment) -> None:
    """KIP-848: the broker keeps a place for one that has not left. One that was killed has it for 45 s."""
    static = {"KAFKA_GROUP_PROTOCOL": "consumer", "KAFKA_GROUP_INSTANCE_ID": "pod-0"}
    predecessor = deployed.start_member(**static)
    predecessor.wait_for_event("partitions assigned", 40)
    successor = deployed.start_member(**static)
    successor.wait_for_event("waiting for the session of a member with our KAFKA_GROUP_INSTANCE_ID", 30)
    assert (successor.get("/livez")[0], successor.get("/readyz")[0]) == (200, 503)
    assert predecessor.stop() == 0
    successor.wait_for_event("partitions assigned", 40)
    deployed.produce(100)
    deployed.wait_until_committed(30)
    assert successor.stop() == 0


def test_a_static_member_that_waits_can_be_stopped(deployed: Deployment) -> None:
    """Cleanly, and at once: it has nothing."""
    static = {"KAFKA_GROUP_PROTOCOL": "consumer", "KAFKA_GROUP_INSTANCE_ID": "pod-0"}
    deployed.start_member(**static).wait_for_event("partitions assigned", 40)
    successor = deployed.start_member(**static)
    successor.wait_for_event("waiting for the session of a member with our KAFKA_GROUP_INSTANCE_ID", 30)
    assert successor.stop() == 0
