"""Where scenarios are played, and how long their faults last."""

import tempfile
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.faults.events import TRAFFIC, EventWriter
from tests.faults.policy.trial import Trial
from tests.faults.scene import Scene, Setting
from tests.kafka_broker import Cluster
from tests.processes import deployment

PARTITIONS: Final = 4
_NOBODY: Final[AbstractSet[str]] = frozenset()
_USUAL: Final = Setting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """How long and how much.

    Attributes:
        fault_seconds: how long a fault lasts, unless a time-out under test is longer.
        outage_seconds: how long the API refuses everything.
        settling_seconds: how long the API may still be asked for too much, once its limit has changed.
        calm_seconds: how long it is watched after that.
        many_events: what "many" events are.
    """

    fault_seconds: float
    outage_seconds: float
    settling_seconds: float
    calm_seconds: float
    many_events: int


# A second more than a minute: the cure comes just after a probe, so that the wait for the next one is the longest.
FULL: Final = Lengths(fault_seconds=15, outage_seconds=61, settling_seconds=60, calm_seconds=60, many_events=50_000)
SHORT: Final = Lengths(fault_seconds=6, outage_seconds=4, settling_seconds=3, calm_seconds=5, many_events=4_000)


@contextmanager
def logs_in(directory: Path | None) -> Iterator[Path]:
    """Give the folder, made where it is missing; or one that is gone afterwards."""
    if directory is None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as passing:
            yield Path(passing)
        return
    directory.mkdir(parents=True, exist_ok=True)
    yield directory.absolute()


@dataclass(frozen=True, slots=True)
class Stage:
    """A cluster, a folder for logs and journals, the lengths, and the seed of everything left to chance."""

    cluster: Cluster
    directory: Path
    lengths: Lengths
    seed: int = 1

    @property
    def protocol(self) -> str:
        """The group protocol of scenarios about members: classic with odd seeds, KIP-848 with even ones."""
        return "classic" if self.seed % 2 else "consumer"

    @contextmanager
    def trial(
        self, partitions: int = PARTITIONS, guilty: AbstractSet[str] = _NOBODY, **environ: str
    ) -> Iterator[Trial]:
        """Make a topic, a group and a sandbox of its own; every process ends with the context."""
        directory = Path(tempfile.mkdtemp(dir=self.directory))
        with deployment(self.cluster.bootstrap_servers, directory, partitions) as deployed:
            deployed.environ |= environ
            writer = EventWriter(self.cluster.bootstrap_servers, deployed.topic, partitions, guilty)
            yield Trial(deployed, writer)

    @contextmanager
    def scene(self, setting: Setting = _USUAL, cluster: Cluster | None = None, /, **environ: str) -> Iterator[Scene]:
        """Make what `trial` makes, for several members under steady load; on a cluster of the scenario's own, if given.

        The context ends with everything delivered, ended and judged, unless an exception leaves it.
        """
        directory = Path(tempfile.mkdtemp(dir=self.directory, prefix=f"seed-{self.seed}-"))
        servers = (cluster or self.cluster).bootstrap_servers
        options, make_topic = setting.sandbox_options, setting.make_topic
        with deployment(servers, directory, setting.partitions, *options, make_topic=make_topic) as deployed:
            deployed.environ |= environ
            chance = Random(self.seed)
            seeded = Random(chance.random())
            writer = EventWriter(servers, deployed.topic, setting.partitions, _NOBODY, TRAFFIC, seeded)
            scene = Scene(setting, deployed, writer, self.lengths, chance)
            with scene.on_stage():
                yield scene
