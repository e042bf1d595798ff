"""A deployment under load, to which a scenario does harm; in the end everything is judged, whatever the harm was.

The course of a scenario: `begin`, then harm and `recover` as often as it likes. A fault meets a backlog that is written
at its beginning, beside the steady load. At the end of the context the load ends, everything has to be committed, the
members are asked to stop, and `judging` looks at all that was found.
"""

import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from random import Random
from typing import TYPE_CHECKING

from confluent_kafka import KafkaException

from tests.faults.events import EventWriter
from tests.faults.judging import Evidence, findings
from tests.faults.load import steady
from tests.faults.played import Figures, Played, counted
from tests.faults.watch import Watch, watching
from tests.kafka_broker import create_topic, end_offsets
from tests.processes import ConsumerProcess, Deployment, MakeTopic, wait_until

if TYPE_CHECKING:
    from tests.faults.stage import Lengths

Fault = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a scene is set, and what its scenario allows.

    Attributes:
        partitions: of the source topic.
        members: that `begin` starts.
        backlog: records written at once where a fault begins.
        per_second: records written steadily.
        answer_seconds: how long the API holds its answers back, so that there is always something on the wire.
        sandbox_options: of the command line of the API's stand-in.
        make_topic: makes the source topic.
        most_late: how many events may be overtaken: an acquitted one is, and a probe.
        excused: findings of the loss checker that the scenario itself looks at; "totals" for what members say.
        recovers_within_seconds: of the cure, until all that was written before it is committed.
        most_memory_bytes: that a member may ever hold resident: 64 MiB of records, 16 MiB in the client's queue, one
            answer of Kafka beyond it (256 KiB of each partition, which these events inflate thirtyfold), what the
            allocator loses between them, and 120 MB for the program.
    """

    partitions: int = 12
    members: int = 3
    backlog: int = 20_000
    per_second: float = 3_000.0
    answer_seconds: float = 0.05
    sandbox_options: Sequence[str] = ()
    make_topic: MakeTopic = create_topic
    most_late: int = 0
    excused: AbstractSet[str] = frozenset()
    recovers_within_seconds: float = 30.0
    most_memory_bytes: int = 350_000_000


@dataclass(slots=True)
class Scene:
    """See the module.

    Attributes:
        members: those that are to be alive now, oldest first.
        breaks: when members ended, or lost partitions, without a last commit; epoch seconds.
        recovered_seconds: the longest that a cure took to bring back what it was to bring back.
        watch: what was seen of the members from outside.
    """

    setting: Setting
    deployed: Deployment
    writer: EventWriter
    lengths: "Lengths"
    chance: Random
    members: list[ConsumerProcess] = field(default_factory=list)
    breaks: list[float] = field(default_factory=list)
    recovered_seconds: float | None = None
    watch: Watch = field(init=False)
    _everybody: list[ConsumerProcess] = field(default_factory=list)
    _broken: list[str] = field(default_factory=list)
    _figures: Figures | None = None
    _harmed_at: float = float("inf")
    _cured_at: float = 0.0
    _load: ExitStack = field(default_factory=ExitStack)

    def expect(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as an assertion, and goes on
        """Note what is not as promised."""
        if not holds:
            self._broken.append(otherwise)

    @property
    def played(self) -> Played:
        """How it ended; to be asked when the context has."""
        return Played(self._figures, tuple(self._broken))

    @contextmanager
    def on_stage(self) -> Iterator[None]:
        """Watch while the scenario plays, then end and judge it."""
        with watching(self.deployed, lambda: tuple(self.members)) as self.watch, self._load:
            self.clear_faults()
            yield
            self._finish()

    # --- members

    def begin(self) -> None:
        """Start the load and the members, and wait until they have caught up with it."""
        self.writer.write(self.setting.backlog)
        self._load.enter_context(steady(self.writer, self.setting.per_second))
        newcomers = [self.join() for _ in range(self.setting.members)]
        for member in newcomers:
            member.wait_for_event("partitions assigned", 60)
        self.wait_until_caught_up(60)
        self.watch.sample()

    def join(self, streams: int | None = None, /, **environ: str) -> ConsumerProcess:
        """Start another member, without waiting for it; its log goes to a file, or to another descriptor."""
        member = self.deployed.start_member(streams, **environ)
        self.members.append(member)
        self._everybody.append(member)
        return member

    def leave(self, member: ConsumerProcess) -> None:
        """Ask a member to stop, and wait until it has, in order."""
        self.members.remove(member)
        self.expect((code := member.stop()) == 0, f"a member that was asked to stop ended with {code}")

    def kill(self, member: ConsumerProcess) -> None:
        """`kill -9`."""
        self.members.remove(member)
        self.note_break()
        member.kill()

    def freeze(self, member: ConsumerProcess) -> None:
        """SIGSTOP: its connections stay open, and it does nothing; `thaw` ends it."""
        self.note_break()
        member.signal(signal.SIGSTOP)

    def thaw(self, member: ConsumerProcess) -> None:
        """SIGCONT."""
        member.signal(signal.SIGCONT)

    def note_break(self) -> None:
        """From now on no commit gets through: what was answered just before may be repeated."""
        self.breaks.append(time.time())

    def expect_alive(self) -> None:
        """Note members that have ended, or do not answer that they are alive."""
        for member in self.members:
            if (code := member.exit_code) is not None:
                self.expect(False, f"a member ended with {code}")  # noqa: FBT003 - as above
            else:
                self.expect((live := member.get("/livez")[0]) == 200, f"/livez answered {live}")

    # --- harm and cure

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Let the API do something wrong, beside its usual delay."""
        usual = {"kind": "delay", "seconds": self.setting.answer_seconds}
        self.deployed.sandbox.set_faults([usual, *faults])

    def clear_faults(self) -> None:
        """Let the API do everything well again."""
        self.set_faults([])

    @contextmanager
    def harm(self) -> Iterator[None]:
        """Write a backlog and let the scenario do harm; the context's end is the cure."""
        self.writer.write(self.setting.backlog)
        self._harmed_at = min(self._harmed_at, time.monotonic())
        yield
        self._cured_at = time.monotonic()

    def suffer(self, faults: Sequence[Fault], seconds: float | None = None) -> None:
        """Let the API do something wrong for a while."""
        with self.harm():
            self.set_faults(faults)
            time.sleep(self.lengths.fault_seconds if seconds is None else seconds)
            self.clear_faults()

    def recover(self) -> None:
        """Wait until all that was written before now is committed, and note how long after the cure that was."""
        self.wait_until_caught_up(self.setting.recovers_within_seconds + 60)
        seconds = time.monotonic() - self._cured_at
        self.recovered_seconds = max(seconds, self.recovered_seconds or 0.0)
        within = self.setting.recovers_within_seconds
        self.expect(seconds <= within, f"caught up {seconds:.1f} s after the cure, not within {within:.0f} s")

    def wait_until_caught_up(self, seconds: float) -> None:
        """Wait until all that is in the topic now is committed.

        Raises:
            TimeoutError: it is not.
        """
        ends: dict[int, int] = {}

        def is_committed() -> bool:
            try:
                ends.update({} if ends else end_offsets(self.deployed.bootstrap_servers, self.deployed.topic))
                committed = self.deployed.look()
            except KafkaException:
                return False  # brokers that come back need a moment
            return all(committed.get(partition, 0) >= end for partition, end in ends.items())

        wait_until(is_committed, seconds)

    # --- the end

    def _finish(self) -> None:
        self._load.close()
        self.deployed.wait_until_committed(120)
        staying = tuple(self.members)
        with ThreadPoolExecutor(max(len(staying), 1)) as pool:
            for code in pool.map(ConsumerProcess.stop, staying):
                self.expect(code == 0, f"a member ended with {code} at the end")
        evidence = self._evidence()
        self._broken += findings(evidence)
        self._figures = counted(
            evidence.report,
            evidence.requests,
            allowed_repeats=evidence.allowed_repeats,
            recovered_seconds=self.recovered_seconds,
        )

    def _evidence(self) -> Evidence:
        watch = self.watch
        return Evidence(
            report=self.deployed.judge(),
            requests=self.deployed.sandbox.requests(),
            breaks=[*self.breaks, *chain.from_iterable(map(_losses, self._everybody))],
            unanswered_events=sum(map(_unanswered_events, self._everybody)),
            totals=[_totals(member) for member in self._everybody],
            partitions=self.setting.partitions,
            answer_seconds=self.setting.answer_seconds,
            most_late=self.setting.most_late,
            excused=self.setting.excused,
            peak_bytes=watch.peak_bytes,
            most_memory_bytes=self.setting.most_memory_bytes,
            descriptors=watch.descriptors(self._harmed_at),
        )


def _unanswered_events(member: ConsumerProcess) -> int:
    """How many offsets were in requests of which a member said that they had no answer."""
    lines = member.said("no answer: the API may have taken this batch, which will be sent again")
    return sum(int(str(line["next_offset"])) - int(str(line["first_offset"])) for line in lines)


def _losses(member: ConsumerProcess) -> list[float]:
    """When a member said that its partitions were gone, without a last commit."""
    times = [str(line["timestamp"]) for line in member.said("partitions lost")]
    return [datetime.fromisoformat(time).timestamp() for time in times]


def _totals(member: ConsumerProcess) -> dict[str, object] | None:
    """What a member said in the end that it had resolved; None for one that had no end in order."""
    said = [line for line in member.said("summary") if member.exit_code == 0]
    return said[-1] if said else None
