"""The Kafka that the other tests stand on does what they take for granted."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from confluent_kafka import Consumer, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from tests.kafka_broker import (
    Cluster,
    KafkaStartError,
    Node,
    TopicFactory,
    committed_offsets,
    create_topic,
    end_offsets,
    read_all,
    running_cluster,
)
from tests.kafka_broker.orphan_guard import OrphanGuard
from tests.kafka_broker.ports import free_ports
from tests.kafka_broker.server_properties import PORTS_OF_A_NODE, NodeIdentity

PARTITIONS = 2
RECORDS = 100
FIRST_TIMESTAMP_MS = 1_760_000_000_000

OWNER_THAT_IS_KILLED = """
import os, signal
from tests.kafka_broker import running_cluster
with running_cluster() as cluster:
    print(cluster.bootstrap_servers, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def produce(bootstrap_servers: str, topic: str) -> None:
    """Write RECORDS records, one a second of their own time, to the partitions in turn."""
    producer = Producer({"bootstrap.servers": bootstrap_servers, "acks": "all", "log_level": 0})
    for number in range(RECORDS):
        producer.produce(
            topic,
            key=b"key",
            value=f"{number}".encode(),
            partition=number % PARTITIONS,
            timestamp=FIRST_TIMESTAMP_MS + 1000 * number,
            headers=[("header", b"value"), ("empty", None)],
        )
    assert producer.flush(30) == 0


def consume(consumer: Consumer, count: int) -> list[Message]:
    """Poll until `count` records came; a broker that gives none makes the last poll's assertion fail."""
    messages: list[Message] = []
    while len(messages) < count:
        message = consumer.poll(30)
        assert message is not None, f"{len(messages)} of {count} came"
        assert message.error() is None
        messages.append(message)
    return messages


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_a_group_consumes_commits_and_looks_up_times(kafka: Cluster, new_topic: TopicFactory, protocol: str) -> None:
    """Both group protocols work, a commit is read back, and a time leads to its offset."""
    topic = new_topic(partitions=PARTITIONS)
    produce(kafka.bootstrap_servers, topic)
    group = f"{topic}-{protocol}"
    config = {
        "bootstrap.servers": kafka.bootstrap_servers,
        "group.id": group,
        "group.protocol": protocol,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    }
    assert committed_offsets(kafka.bootstrap_servers, group, topic) == {}
    with Consumer(config) as consumer:
        consumer.subscribe([topic])
        messages = consume(consumer, RECORDS)
        consumer.commit(offsets=[TopicPartition(topic, 0, 7)], asynchronous=False)
        at_time = TopicPartition(topic, 1, FIRST_TIMESTAMP_MS + 50_000)
        found = consumer.offsets_for_times([at_time], timeout=30)
    assert sorted(message.value() or b"" for message in messages) == sorted(b"%d" % number for number in range(RECORDS))
    assert committed_offsets(kafka.bootstrap_servers, group, topic) == {0: 7}
    # Partition 1 holds the odd seconds: the first at or after second 50 is second 51, its 26th record.
    assert [partition.offset for partition in found] == [25]


def test_everything_in_a_topic_is_read_as_it_was_written(kafka: Cluster, new_topic: TopicFactory) -> None:
    """The reader gives partition, offset, key, value, headers and the producer's timestamp, to the end."""
    topic = new_topic(partitions=PARTITIONS)
    produce(kafka.bootstrap_servers, topic)
    records = read_all(kafka.bootstrap_servers, topic)
    assert end_offsets(kafka.bootstrap_servers, topic) == {0: RECORDS // 2, 1: RECORDS // 2}
    assert [(record.partition, record.offset) for record in records] == [
        (partition, offset) for partition in range(PARTITIONS) for offset in range(RECORDS // 2)
    ]
    last = records[-1]
    assert (last.key, last.value, last.timestamp_ms) == (b"key", b"99", FIRST_TIMESTAMP_MS + 99_000)
    assert last.headers == (("header", b"value"), ("empty", None))


def test_a_node_comes_back_on_its_port_with_its_data() -> None:
    """Stopped in order, killed and frozen: each time the same address serves the same records again."""
    with running_cluster() as cluster:
        (node,) = cluster.nodes
        create_topic(cluster.bootstrap_servers, "kept", PARTITIONS)
        produce(cluster.bootstrap_servers, "kept")
        for end in (node.stop, node.kill):
            end()
            assert not answers(cluster)
            node.start()
            assert len(read_all(cluster.bootstrap_servers, "kept")) == RECORDS
        node.suspend()
        assert not answers(cluster)
        node.resume()
        assert len(read_all(cluster.bootstrap_servers, "kept")) == RECORDS


def answers(cluster: Cluster) -> bool:
    """Whether a new client gets metadata within a second."""
    client = AdminClient({"bootstrap.servers": cluster.bootstrap_servers, "log_level": 0})
    try:
        client.list_topics(timeout=1)
    except KafkaException:
        return False
    return True


def test_three_nodes_go_on_without_one_of_them() -> None:
    """With one of three killed, records are acknowledged by the others and read back whole."""
    with running_cluster(nodes=3) as cluster:
        create_topic(cluster.bootstrap_servers, "copied", PARTITIONS)
        cluster.nodes[0].kill()
        produce(cluster.bootstrap_servers, "copied")
        assert len(read_all(cluster.bootstrap_servers, "copied")) == RECORDS


def test_a_node_that_cannot_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    """The error says what the process wrote last."""
    identity = NodeIdentity(1, *free_ports(PORTS_OF_A_NODE))
    command = (sys.executable, "-c", "raise SystemExit('no space left on device')")
    directory = tmp_path / "cluster"
    directory.mkdir()
    with OrphanGuard(directory) as guard:
        node = Node(
            identity=identity, command=command, log=directory / "node.log", data=directory / "data", guard=guard
        )
        with pytest.raises(KafkaStartError, match="no space left on device"):
            node.start()
        node.kill_if_running()


def test_no_node_outlives_a_killed_owner(tmp_path: Path) -> None:
    """After SIGKILL of the process that started a cluster, its node and its directory go away."""
    with subprocess.Popen(
        (sys.executable, "-c", OWNER_THAT_IS_KILLED),
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"TMPDIR": str(tmp_path)},
    ) as owner:
        # The guard inherited the pipe: it closes when the guard, which ends last, has cleaned up.
        output, _ = owner.communicate(timeout=60)
    assert owner.returncode == -signal.SIGKILL
    assert not answers(Cluster(bootstrap_servers=output.strip(), nodes=()))
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
