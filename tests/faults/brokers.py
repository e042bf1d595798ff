"""Brokers that restart, die, hang, or are all gone for a while; each scenario has a cluster of its own."""

import time
from typing import Final

from confluent_kafka.admin import AdminClient

from tests.faults.played import Played
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.kafka_broker import Node, running_cluster

DOWN_SECONDS: Final = 45.0
"""Longer than the session of a classic member."""

USUAL: Final = Setting()
SESSION_LOST: Final = Setting(recovers_within_seconds=60.0)


def brokers_restart(stage: Stage) -> Played:
    """A rolling restart of three brokers in order, then one that dies: nobody leaves, nothing is repeated."""
    with running_cluster(3) as cluster, stage.scene(USUAL, cluster, KAFKA_GROUP_PROTOCOL=stage.protocol) as scene:
        scene.begin()
        is_short = stage.lengths.fault_seconds < 10
        for node in cluster.nodes[: 1 if is_short else 3]:
            with scene.harm():
                node.stop()
                node.start()
            scene.recover()
        _kill_and_start(scene, scene.chance.choice(cluster.nodes))
        _nobody_left(scene)
    return scene.played


def coordinator_hangs(stage: Stage) -> Played:
    """The broker that the group talks to hangs for longer than a session: members lose their partitions, and resume."""
    with running_cluster(3) as cluster, stage.scene(USUAL, cluster, KAFKA_GROUP_PROTOCOL=stage.protocol) as scene:
        scene.begin()
        node = _coordinator(scene, cluster.nodes)
        with scene.harm():
            scene.note_break()
            node.suspend()
            time.sleep(stage.lengths.fault_seconds)
            node.resume()
        scene.recover()
        scene.expect_alive()
    return scene.played


def kafka_down(stage: Stage) -> Played:
    """The only broker is gone for longer than a session, then comes back: members wait, stay alive, and resume."""
    with running_cluster() as cluster, stage.scene(SESSION_LOST, cluster, KAFKA_GROUP_PROTOCOL=stage.protocol) as scene:
        scene.begin()
        (node,) = cluster.nodes
        seconds = DOWN_SECONDS if stage.lengths.fault_seconds > 10 else stage.lengths.fault_seconds
        with scene.harm():
            node.kill()
            scene.note_break()
            latecomer = scene.join()
            time.sleep(seconds)
            scene.expect_alive()
            scene.expect((ready := latecomer.get("/readyz")[0]) == 503, f"/readyz of the latecomer answered {ready}")
            node.start()
        scene.recover()
    return scene.played


def _kill_and_start(scene: Scene, node: Node) -> None:
    with scene.harm():
        node.kill()
        time.sleep(2.0)
        node.start()
    scene.recover()


def _coordinator(scene: Scene, nodes: tuple[Node, ...]) -> Node:
    """The broker that the group talks to."""
    admin = AdminClient({"bootstrap.servers": scene.deployed.bootstrap_servers})
    group = scene.deployed.group
    found = admin.describe_consumer_groups([group])[group].result(30).coordinator
    return next(node for node in nodes if node.address == f"{found.host}:{found.port}")


def _nobody_left(scene: Scene) -> None:
    """Three members settle in up to three rebalances; none more is needed because a broker goes."""
    for member in scene.members:
        gone = [*member.said("partitions lost"), *member.said("partitions revoked")]
        scene.expect(len(gone) <= 2, f"{len(gone)} revocations: {gone}")
    scene.expect_alive()
