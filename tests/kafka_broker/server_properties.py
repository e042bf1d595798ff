"""The configuration of one node, as a value and as the text of `server.properties`. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
PORTS_OF_A_NODE = 5
SASL_USER, SASL_PASSWORD = "signal", "the-right-password"


@dataclass(frozen=True, slots=True)
class NodeIdentity:
    """What distinguishes a node: its id and its ports on loopback.

    At `proxy_port` a test may put a proxy before `proxied_port`: whoever connects there stays behind the proxy.
    """

    node_id: int
    port: int
    sasl_port: int
    controller_port: int
    proxied_port: int
    proxy_port: int

    @property
    def address(self) -> str:
        """Where clients connect, as `host:port`."""
        return f"{HOST}:{self.port}"

    @property
    def sasl_address(self) -> str:
        """Where clients connect that have to say who they are."""
        return f"{HOST}:{self.sasl_port}"


def server_properties(node: NodeIdentity, quorum: Sequence[NodeIdentity], data: Path) -> str:
    """Return the text of `server.properties` for `node`, a member of `quorum`, with its data under `data`."""
    properties = _identity(node, quorum, data) | _replication(len(quorum)) | _RIGHTS | _BEHAVIOUR
    return "".join(f"{name}={value}\n" for name, value in properties.items())


def _identity(node: NodeIdentity, quorum: Sequence[NodeIdentity], data: Path) -> dict[str, str]:
    clients = f"PLAINTEXT://{node.address},SASL_PLAINTEXT://{node.sasl_address},PROXIED://{HOST}"
    voters = ",".join(f"{member.node_id}@{HOST}:{member.controller_port}" for member in quorum)
    return {
        "process.roles": "broker,controller",
        "node.id": str(node.node_id),
        "controller.quorum.voters": voters,
        "listeners": f"{clients}:{node.proxied_port},CONTROLLER://{HOST}:{node.controller_port}",
        "advertised.listeners": f"{clients}:{node.proxy_port}",
        "listener.security.protocol.map": _PROTOCOLS,
        "inter.broker.listener.name": "PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": str(data),
    }


def _replication(nodes: int) -> dict[str, str]:
    """One node has no copies; of three, one may be lost and everything still works."""
    factor, in_sync = (str(min(nodes, 3)), "2" if nodes > 2 else "1")
    return {
        "default.replication.factor": factor,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": factor,
        "transaction.state.log.replication.factor": factor,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": factor,
        "share.coordinator.state.topic.min.isr": in_sync,
    }


_PROTOCOLS = "PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT"

# Whoever comes without a name may do everything; a named user may too, until an ACL says otherwise.
_RIGHTS = {
    "sasl.enabled.mechanisms": "PLAIN",
    "listener.name.sasl_plaintext.plain.sasl.jaas.config": (
        f'org.apache.kafka.common.security.plain.PlainLoginModule required user_{SASL_USER}="{SASL_PASSWORD}";'
    ),
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "true",
    "super.users": "User:ANONYMOUS",
}

_BEHAVIOUR = {
    "auto.create.topics.enable": "false",
    "log.message.timestamp.type": "CreateTime",
    # The first member of a group would wait three seconds for others.
    "group.initial.rebalance.delay.ms": "0",
    # Fifty partitions each would be created, and loaded again at every restart.
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "4",
    # A killed broker cannot register again before its old session ends (9 s by default).
    "broker.session.timeout.ms": "5000",
    "broker.heartbeat.interval.ms": "1000",
    # The machine that runs the tests is small.
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "log.cleaner.dedupe.buffer.size": "16777216",
}
