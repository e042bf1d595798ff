"""What the soak does to a deployment: each harm is done, lasts for a random time, and is cured.

Two of the members are steady: they meet all that happens to the API and to Kafka, but are never ended or frozen. So
their memory and their descriptors can be watched for as long as the soak lasts. The others are mortal.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.faults.scene import Fault, Scene
from tests.kafka_broker import Cluster, Node
from tests.processes import ConsumerProcess

UP_WITHIN_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Victims:
    """What can be harmed."""

    scene: Scene
    steady: Sequence[ConsumerProcess]
    cluster: Cluster

    @property
    def chance(self) -> Random:
        """Where everything random comes from."""
        return self.scene.chance

    @property
    def mortal(self) -> list[ConsumerProcess]:
        """Members that may be ended."""
        return [member for member in self.scene.members if member not in self.steady]

    def some_member(self) -> ConsumerProcess:
        """A mortal member that has started."""
        member = self.chance.choice(self.mortal)
        member.wait_for_event("started", UP_WITHIN_SECONDS)
        return member

    def some_node(self) -> Node:
        """A broker."""
        return self.chance.choice(self.cluster.nodes)

    def wait(self, least_seconds: float, most_seconds: float) -> None:
        """Let something last."""
        time.sleep(self.chance.uniform(least_seconds, most_seconds))


def _api(*faults: Fault, least_seconds: float = 2.0, most_seconds: float = 15.0) -> "Harm":
    def harm(victims: Victims) -> None:
        victims.scene.suffer(faults, victims.chance.uniform(least_seconds, most_seconds))

    return harm


def _kill(victims: Victims) -> None:
    with victims.scene.harm():
        victims.scene.kill(victims.some_member())
        victims.wait(0.5, 5.0)
        victims.scene.join()


def _replace(victims: Victims) -> None:
    with victims.scene.harm():
        victims.scene.leave(victims.some_member())
        victims.wait(0.0, 3.0)
        victims.scene.join()


def _scale(victims: Victims) -> None:
    newcomers = [victims.scene.join() for _ in range(victims.chance.randint(1, 3))]
    with victims.scene.harm():
        victims.wait(1.0, 10.0)
        for member in newcomers:
            member.wait_for_event("started", UP_WITHIN_SECONDS)
            victims.scene.leave(member)


def _freeze(victims: Victims) -> None:
    member = victims.some_member()
    with victims.scene.harm():
        victims.scene.freeze(member)
        victims.wait(5.0, 20.0)
        victims.scene.thaw(member)


def _broker(
    down: Callable[[Node], None], up: Callable[[Node], None], least_seconds: float, most_seconds: float
) -> "Harm":
    def harm(victims: Victims) -> None:
        node = victims.some_node()
        with victims.scene.harm():
            down(node)
            victims.wait(least_seconds, most_seconds)
            up(node)

    return harm


Harm = Callable[[Victims], None]

HARMS: Final[Mapping[str, Harm]] = {
    "503": _api({"kind": "status", "status": 503}),
    "503 to some": _api({"kind": "status", "status": 503, "share": 0.3}),
    "429": _api({"kind": "status", "status": 429, "retry_after": 2, "share": 0.5}),
    "403": _api({"kind": "status", "status": 403}),
    "slow": _api({"kind": "delay", "seconds": 1.0}),
    "no answer": _api({"kind": "delay", "seconds": 60}, least_seconds=8.0),
    "dripping": _api({"kind": "drip", "seconds": 60}),
    "resets": _api({"kind": "reset_before_taking", "share": 0.2}, {"kind": "reset_after_taking", "share": 0.2}),
    "member killed": _kill,
    "member replaced": _replace,
    "scaled": _scale,
    "member frozen": _freeze,
    "broker restarted": _broker(Node.stop, Node.start, 0.0, 5.0),
    "broker killed": _broker(Node.kill, Node.start, 0.0, 5.0),
    "broker hangs": _broker(Node.suspend, Node.resume, 2.0, 10.0),
}
