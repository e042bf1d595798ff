"""Variables that begin with KAFKA_ and are meant for Kafka's own programs, or for images of a broker.

They come along where an image is built on one of Kafka's, or where one environment file serves a broker and this
program. None of them is a property of librdkafka that can be set by text.
"""

import re
from typing import Final

_NAMES: Final = (
    # bin/kafka-run-class.sh and the scripts around it
    r"(HEAP_|JVM_PERFORMANCE_|GC_LOG_|JMX_|LOG4J_)?OPTS", r"JMX_\w+", r"(TOOLS_)?LOG4J_\w+", r"HOME",
    # what images say of themselves, and what their start scripts take (apache, confluentinc, bitnami, wurstmeister)
    r"(SCALA_)?VERSION", r"(BASE|CONF|CONFIG|DATA|HOME|INSTALL|LOG|MOUNTED_CONF|VOLUME)_DIRS?", r"(CERTS|LOGS)_DIR",
    r"CFG_\w+", r"CONFLUENT_\w+", r"KRAFT_\w+", r"ENABLE_KRAFT", r"SKIP_KRAFT_\w+", r"EXTRA_FLAGS", r"CREATE_TOPICS",
    r"DAEMON_(USER|GROUP)", r"INIT_\w+", r"CLIENT_(USERS|PASSWORDS)", r"CLUSTERS_\d+_\w+", r"ALLOW_PLAINTEXT_LISTENER",
    r"MANAGER_\w+", r"REST_\w+", r"CONNECT_\w+", r"SCHEMA_REGISTRY_\w+", r"UI_\w+",
    # a broker's own configuration
    r"BROKER_(?!ADDRESS_|VERSION_FALLBACK)\w+",
    r"NODE_ID", r"CLUSTER_ID", r"PROCESS_ROLES", r"CONTROLLER_\w+", r"ZOOKEEPER_\w+",
    r"INTER_BROKER_\w+",
    r"(ADVERTISED_|EARLY_START_)?LISTENERS?", r"LISTENER_\w+", r"ADVERTISED_(HOST_NAME|PORT)", r"HOST_NAME",
    r"NUM_\w+", r"OFFSETS_\w+", r"TRANSACTION_STATE_LOG_\w+", r"SHARE_COORDINATOR_\w+", r"GROUP_COORDINATOR_\w+",
    r"GROUP_INITIAL_REBALANCE_DELAY_MS", r"GROUP_(MIN|MAX)_\w+", r"DEFAULT_REPLICATION_FACTOR", r"MIN_INSYNC_REPLICAS",
    r"REPLICA_\w+", r"(AUTO_CREATE|DELETE)_TOPICS?_ENABLE", r"AUTO_LEADER_REBALANCE_ENABLE",
    r"UNCLEAN_LEADER_ELECTION_ENABLE", r"LOG_(CLEANER|CLEANUP|FLUSH|INDEX|MESSAGE|RETENTION|ROLL|SEGMENT)_\w+",
    r"AUTHORIZER_CLASS_NAME", r"SUPER_USERS", r"ALLOW_EVERYONE_IF_NO_ACL_FOUND", r"METRICS?_REPORTERS?",
    r"SASL_ENABLED_MECHANISMS", r"SASL_MECHANISM_(INTER_BROKER|CONTROLLER)_PROTOCOL", r"SSL_CLIENT_AUTH",
)  # fmt: skip
_FOREIGN: Final = re.compile(rf"KAFKA_(?:{'|'.join(_NAMES)})")


def is_of_kafkas_own(variable: str) -> bool:
    """Whether a variable is meant for a broker or for Kafka's own programs."""
    return _FOREIGN.fullmatch(variable) is not None
