"""One deployment as its users have it: a topic, a group, members, the API behind them, and the judge over all of it."""

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.kafka_broker import committed_offsets, create_topic, end_offsets
from tests.loss_checker import Report, Witnesses, check, read_history
from tests.processes.consumer_process import ConsumerProcess
from tests.processes.load import load
from tests.processes.sandbox_process import SITE_CODE, SandboxProcess, sandbox_process


@dataclass(slots=True)
class Deployment:
    """A topic of its own, a group of its own, a sandbox of its own.

    Attributes:
        environ: settings that every member gets.
        commits: looks at the committed offsets, oldest first, for the judge.
    """

    bootstrap_servers: str
    topic: str
    group: str
    sandbox: SandboxProcess
    directory: Path
    environ: dict[str, str]
    commits: list[Mapping[int, int]] = field(default_factory=list)
    _looking: threading.Lock = field(default_factory=threading.Lock)
    _members: list[ConsumerProcess] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def dead_letter_topic(self) -> str:
        """The name that it has by default."""
        return f"{self.group}.dead-letter"

    def start_member(self, streams: int | None = None, /, **environ: str) -> ConsumerProcess:
        """Start a consumer; stdout and stderr go to a file, or to another descriptor."""
        output = self.directory / f"consumer-{next(self._numbers)}.log"
        member = ConsumerProcess(os.environ | self.environ | environ, output, streams)
        self._members.append(member)
        return member

    def produce(self, events: int) -> None:
        """Write generated events to the topic, as fast as Kafka takes them."""
        with load(self.bootstrap_servers, self.topic, self.directory, events) as running:
            running.wait(120)

    def look(self) -> Mapping[int, int]:
        """Look at the committed offsets, and remember them for the judge: one look at a time keeps them in order."""
        with self._looking:
            committed = committed_offsets(self.bootstrap_servers, self.group, self.topic)
            self.commits.append(committed)
            return committed

    def wait_until_committed(self, seconds: float) -> None:
        """Wait until every partition is committed to its end.

        Raises:
            TimeoutError: it is not; the message holds what the members wrote last.
        """
        ends = end_offsets(self.bootstrap_servers, self.topic)
        deadline = time.monotonic() + seconds
        while {p: offset for p, offset in self.look().items() if offset} != {p: end for p, end in ends.items() if end}:
            if time.monotonic() > deadline:
                said = "\n".join(member.text[-1500:] for member in self._members)
                raise TimeoutError(f"committed {self.commits[-1]} of {ends} within {seconds} s: {said}")
            time.sleep(0.1)

    def wait_for_deliveries(self, events: int, seconds: float) -> None:
        """Wait until the API has taken so many events, repeats included."""
        deadline = time.monotonic() + seconds
        while self.sandbox.statistics()["events_taken"] < events:
            if time.monotonic() > deadline:
                said = "\n".join(member.text[-1500:] for member in self._members)
                raise TimeoutError(f"{self.sandbox.statistics()} within {seconds} s: {said}")
            time.sleep(0.02)

    def judge(self, *, complete: bool = True) -> Report:
        """Let the loss checker compare the topic, the sandbox's journal, the dead-letter topic and the commits."""
        witnesses = Witnesses(
            bootstrap_servers=self.bootstrap_servers,
            topic=self.topic,
            dead_letter_topic=self.dead_letter_topic,
            group=self.group,
            journal=self.sandbox.journal,
        )
        return check(read_history(witnesses, self.commits), complete=complete)

    def end(self) -> None:
        """End all members."""
        for member in self._members:
            member.end()


MakeTopic = Callable[[str, str, int], None]
"""Makes a topic, given bootstrap servers, its name, and how many partitions it gets."""


@contextmanager
def deployment(
    bootstrap_servers: str,
    directory: Path,
    partitions: int = 4,
    *sandbox_options: str,
    make_topic: MakeTopic = create_topic,
) -> Iterator[Deployment]:
    """Make a topic and a sandbox; end every process when the context ends."""
    name = secrets.token_hex(4)
    topic, group = f"enriched-{name}", f"group-{name}"
    make_topic(bootstrap_servers, topic, partitions)
    with sandbox_process(directory, *sandbox_options) as sandbox:
        environ = {
            "KAMELEOON_SITE_CODE": SITE_CODE,
            "KAMELEOON_BASE_URL": sandbox.url,
            "SIGNAL_TOPIC": topic,
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "KAFKA_GROUP_ID": group,
            "BATCH_LINGER_MS": "50",
            "ADMIN_HOST": "127.0.0.1",
            "ADMIN_PORT": "0",
            "LOG_FORMAT": "json",
        }
        running = Deployment(bootstrap_servers, topic, group, sandbox, directory, environ)
        try:
            yield running
        finally:
            running.end()
