"""A network between one member and Kafka, or the API, that loses, delays and cuts."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tests.faults.played import Played
from tests.faults.proxies import Proxy, Toxic, proxies, vanishing
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.kafka_broker import running_cluster
from tests.kafka_broker.ports import free_ports

LONGER_THAN_A_SESSION_SECONDS: Final = 13.0
REJOINS: Final = Setting(members=2, recovers_within_seconds=45.0)

BOTH_WAYS: Final = (vanishing("upstream"), vanishing("downstream"))
SLOW: Final[Toxic] = {
    "name": "slow",
    "type": "latency",
    "stream": "downstream",
    "attributes": {"latency": 1_500, "jitter": 500},
}
NARROW: Final[Toxic] = {"name": "narrow", "type": "bandwidth", "stream": "downstream", "attributes": {"rate": 100}}
CUT: Final[Toxic] = {"name": "cut", "type": "reset_peer", "stream": "downstream", "attributes": {"timeout": 300}}
SLICED: Final[Toxic] = {
    "name": "sliced",
    "type": "slicer",
    "stream": "downstream",
    "attributes": {"average_size": 64, "size_variation": 32, "delay": 10},
}


@dataclass(frozen=True, slots=True)
class Split:
    """Between the one member and which part, how, and whether the group gives its partitions away meanwhile."""

    part: str
    toxics: Sequence[Toxic]
    loses: bool = False


SPLITS: Final = (
    Split("kafka", BOTH_WAYS, loses=True),
    Split("kafka", [vanishing("upstream")], loses=True),
    Split("kafka", [vanishing("downstream")], loses=True),
    Split("kafka", [SLOW], loses=True),
    Split("kafka", [NARROW], loses=True),
    Split("kafka", [CUT], loses=True),
    Split("api", BOTH_WAYS),
    Split("api", [vanishing("downstream")]),
    Split("api", [SLICED]),
    Split("api", [CUT]),
)


def network_split(stage: Stage) -> Played:
    """Each split in turn for one of three members: the others take over what it loses, and it comes back."""
    splits = SPLITS if stage.lengths.fault_seconds > 10 else SPLITS[stage.seed % 3 :: 3]
    with running_cluster() as cluster, stage.scene(REJOINS, cluster) as scene:
        (node,) = cluster.nodes
        (port,) = free_ports(1)
        upstreams = {
            "kafka": (node.proxy_address, node.proxied_address),
            "api": (f"127.0.0.1:{port}", urlsplit(scene.deployed.sandbox.url).netloc),
        }
        with proxies(scene.deployed.directory, upstreams) as found:
            apart = scene.join(
                KAFKA_BOOTSTRAP_SERVERS=node.proxy_address, KAMELEOON_BASE_URL=f"http://127.0.0.1:{port}"
            )
            scene.begin()
            for split in splits:
                _suffer(scene, split, found[split.part], stage.lengths.fault_seconds)
            scene.leave(apart)
    return scene.played


def _suffer(scene: Scene, split: Split, proxy: Proxy, seconds: float) -> None:
    if split.loses:
        scene.note_break()
    with scene.harm(), proxy.with_toxics(split.toxics):
        time.sleep(max(seconds, LONGER_THAN_A_SESSION_SECONDS))
    scene.recover()
