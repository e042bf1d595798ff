"""One deployment on trial: its events, its faults, and what was expected of it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from consumer.sandbox import JournalEntry
from tests.faults.events import EventWriter
from tests.faults.played import Figures, Played, counted
from tests.kafka_broker import read_all
from tests.processes import ConsumerProcess, Deployment, wait_until

Fault = Mapping[str, object]


@dataclass(slots=True)
class Trial:
    """A deployment, who writes to it, and which expectations it broke.

    Attributes:
        recovered_seconds: from the cure to what it was to bring back; None where nothing was cured.
    """

    deployed: Deployment
    writer: EventWriter
    recovered_seconds: float | None = None
    _broken: list[str] = field(default_factory=list)
    _figures: Figures | None = None
    _cured_at: float = float("inf")

    @property
    def requests(self) -> list[JournalEntry]:
        """What the API was asked so far."""
        return self.deployed.sandbox.requests()

    @property
    def letters(self) -> int:
        """How many dead letters there are."""
        return len(read_all(self.deployed.bootstrap_servers, self.deployed.dead_letter_topic))

    def expect(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as an assertion, and goes on
        """Note what is not as promised."""
        if not holds:
            self._broken.append(otherwise)

    def start(self, **environ: str) -> ConsumerProcess:
        """Start the one member, and wait until it is there."""
        member = self.deployed.start_member(**environ)
        member.wait_for_event("started", 60)
        return member

    def write(self, events: int) -> None:
        """Write the next events, and wait until Kafka has them."""
        self.writer.write(events)
        self.writer.flush()

    def refuse(self, status: int, **more: object) -> None:
        """Let the API refuse, from now on, what holds a guilty event."""
        self.set_faults([{"kind": "status", "status": status, "nonces": sorted(self.writer.guilty), **more}])

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Let things go wrong."""
        self.deployed.sandbox.set_faults(faults)

    def cure(self) -> None:
        """Let everything go well again."""
        self.deployed.sandbox.clear_faults()
        self._cured_at = time.time()

    def suffer(self, faults: Sequence[Fault], seconds: float) -> None:
        """Let things go wrong for so long, then well again."""
        self.set_faults(faults)
        time.sleep(seconds)
        self.cure()

    def wait_for_recovery(self, seconds: float) -> float:
        """Wait until the API has taken something after the cure; return how long after it."""
        wait_until(lambda: any(self._taken_after_cure()), seconds)
        self.recovered_seconds = min(self._taken_after_cure()) - self._cured_at
        return self.recovered_seconds

    def _taken_after_cure(self) -> Iterator[float]:
        times = (request.time_seconds for request in self.requests if request.taken)
        return (at for at in times if at > self._cured_at)

    def wait_for_deliveries(self, events: int, seconds: float = 60) -> None:
        """Wait until the API has taken so many events in all."""
        self.deployed.wait_for_deliveries(events, seconds)

    def finish(self, *, letters: int, most_late: int = 0, excused: AbstractSet[str] = frozenset()) -> None:
        """Wait until everything is committed, and let the loss checker judge.

        Args:
            letters: how many dead letters there have to be.
            most_late: how many events may overtake others: an acquitted one does, and a probe.
            excused: findings of the loss checker that the scenario itself looks at.
        """
        self.deployed.wait_until_committed(180)
        report, found = self.deployed.judge(), self.letters
        self.expect(found == letters, f"{found} dead letters instead of {letters}")
        self.expect(not report.repeats, f"{report.repeats} events repeated")
        self.expect(not report.repeated_dead_letters, f"{len(report.repeated_dead_letters)} dead letters repeated")
        self.expect(len(report.out_of_order) <= most_late, f"{len(report.out_of_order)} events overtaken")
        unlawful = [name for name in report.violations if name not in {"out_of_order", *excused}]
        self.expect(not unlawful, f"{', '.join(unlawful)}: {report.text}")
        self._figures = counted(report, self.requests, allowed_repeats=0, recovered_seconds=self.recovered_seconds)

    @property
    def played(self) -> Played:
        """How it ended."""
        return Played(self._figures, tuple(self._broken))
