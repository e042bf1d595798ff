"""How the program starts, or says why it cannot, on real Kafka."""

import os
import socket
from pathlib import Path

import orjson
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions

from tests.integration.records import write
from tests.integration.test_delivery import PAGE_VIEW
from tests.kafka_broker import committed_offsets, running_cluster
from tests.processes import ConsumerProcess, Deployment, deployment, wait_until


def test_a_missing_topic_ends_with_its_name_and_what_to_do(deployed: Deployment) -> None:
    """Waiting would not help; a topic with a similar name is told."""
    member = deployed.start_member(SIGNAL_TOPIC=deployed.topic[:-1])
    assert member.wait(30) == 3
    assert f"Did you mean {deployed.topic}" in str(member.said("stopped")[0]["reason"])


def test_a_taken_port_ends_with_the_setting_to_change(deployed: Deployment) -> None:
    """Two consumers on one host."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        member = deployed.start_member(ADMIN_PORT=str(taken.getsockname()[1]))
        assert member.wait(30) == 3
    assert "ADMIN_PORT" in str(member.said("stopped")[0]["reason"])


def test_bad_settings_are_all_told_before_anything_starts(tmp_path: Path) -> None:
    """One run, every problem."""
    member = ConsumerProcess(
        {"PATH": os.environ["PATH"], "KAMELEOON_REGION": "asia", "BATCH_MAX_EVENTS": "none", "KAFKA_ACKS": "1"},
        tmp_path / "consumer.log",
    )
    assert member.wait(30) == 2
    for name in ("KAMELEOON_SITE_CODE", "KAMELEOON_REGION", "SIGNAL_TOPIC", "BATCH_MAX_EVENTS", "KAFKA_ACKS"):
        assert name in member.text


def test_kafka_that_is_away_is_waited_for(tmp_path: Path) -> None:
    """Away at the start, and away in the middle: no exit, not ready before it has joined, all delivered in the end."""
    with running_cluster() as cluster, deployment(cluster.bootstrap_servers, tmp_path) as deployed:
        deployed.produce(500)
        (node,) = cluster.nodes
        node.stop()
        member = deployed.start_member()
        member.wait_for_event("waiting for Kafka", 30)
        assert member.get("/readyz")[0] == 503
        assert member.get("/livez")[0] == 200
        node.start()
        deployed.wait_for_deliveries(300, 60)
        node.kill()
        node.start()
        deployed.produce(500)
        deployed.wait_until_committed(90)
        assert member.exit_code is None
        report = deployed.judge()
        assert report.violations == (), report.text


def test_a_new_group_starts_where_it_is_told_and_says_what_it_leaves_out(deployed: Deployment) -> None:
    """START_FROM=now: what is already there is left out, loudly; the decision is committed at once."""
    deployed.produce(300)
    member = deployed.start_member(START_FROM="now")
    member.wait_for_text("new group: older records are left out", 30)
    write(deployed.bootstrap_servers, deployed.topic, [orjson.dumps(PAGE_VIEW)])
    deployed.wait_until_committed(30)
    (line,) = member.said("new group: older records are left out")
    assert line["older_records"] == 300
    assert deployed.sandbox.statistics()["events_taken"] == 1


def test_a_partition_that_is_added_later_starts_at_its_beginning(deployed: Deployment) -> None:
    """Its first records are younger than the group, so none is left out."""
    write(deployed.bootstrap_servers, deployed.topic, [orjson.dumps(PAGE_VIEW)])
    member = deployed.start_member(START_FROM="now", KAFKA_TOPIC_METADATA_REFRESH_INTERVAL_MS="500")
    member.wait_for_event("partitions assigned", 30)
    wait_until(lambda: len(deployed.look()) == 4, 10)
    admin = AdminClient({"bootstrap.servers": deployed.bootstrap_servers})
    admin.create_partitions([NewPartitions(deployed.topic, 5)])[deployed.topic].result(30)
    values: list[bytes | None] = [orjson.dumps(PAGE_VIEW | {"messageId": f"page-{number}"}) for number in range(3)]
    wait_until(lambda: _written(deployed, values), 30)
    wait_until(lambda: committed_offsets(deployed.bootstrap_servers, deployed.group, deployed.topic).get(4) == 3, 30)
    assert deployed.sandbox.statistics()["events_taken"] == 3


def _written(deployed: Deployment, values: list[bytes | None]) -> bool:
    write(deployed.bootstrap_servers, deployed.topic, values, partition=4)
    return True
