"""What a scenario looks at from outside, once a second: committed offsets, memory and descriptors of its members."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import psutil
from confluent_kafka import KafkaException

from tests.processes import ConsumerProcess, Deployment

LOOK_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a process: monotonic seconds, resident memory, open descriptors."""

    at: float
    rss_bytes: int
    descriptors: int


@dataclass(slots=True)
class Watch:
    """The looks so far; samples by process id."""

    deployed: Deployment
    members: Callable[[], Sequence[ConsumerProcess]]
    samples: defaultdict[int, list[Sample]] = field(default_factory=lambda: defaultdict(list))
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def peak_bytes(self) -> int:
        """The most memory that any member was seen with."""
        return max((sample.rss_bytes for samples in self.samples.values() for sample in samples), default=0)

    def descriptors(self, since: float) -> Mapping[int, tuple[int, int]]:
        """By process id: how many descriptors a member had last before a time, and how many it has now."""
        found = {}
        for pid, samples in self.samples.items():
            before = [sample.descriptors for sample in samples if sample.at < since]
            if before:
                found[pid] = (before[-1], samples[-1].descriptors)
        return found

    def run(self) -> None:
        """Look until it is ended."""
        while not self._ended.wait(LOOK_SECONDS):
            self.sample()
            self._look()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()

    def sample(self) -> None:
        """Look at the memory and the descriptors of every member."""
        for member in self.members():
            if member.exit_code is not None:
                continue  # its process id may be another's by now
            try:
                process = psutil.Process(member.pid)
                with process.oneshot():
                    sample = Sample(time.monotonic(), process.memory_info().rss, process.num_fds())
            except psutil.Error:
                continue
            self.samples[member.pid].append(sample)

    def _look(self) -> None:
        try:
            self.deployed.look()
        except (KafkaException, TimeoutError, KeyError):
            return  # brokers are away for now, or the topic is: that is the fault, and no finding


@contextmanager
def watching(deployed: Deployment, members: Callable[[], Sequence[ConsumerProcess]]) -> Iterator[Watch]:
    """Look as long as the context lasts."""
    watch = Watch(deployed, members)
    thread = threading.Thread(target=watch.run, name="watch", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.end()
        thread.join(60)
