"""What runs cost, and how it is printed."""

from dataclasses import dataclass, field
from typing import Final

FLOOR: Final = "floor"
OURS: Final = "signal-kameleoon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The cost of one run.

    Attributes:
        events_per_second: records of the topic, those that the mapping drops included.
        cpu_seconds_per_million: user and system time of the program alone, all its processes together.
        peak_megabytes: of the largest of its processes.
        requests: how many the sink answered.
        first_delivery_seconds: from the start of the process to the first event that the sink took; the group is new
            and there is a backlog. None for the floor, which measures itself.
    """

    events_per_second: float
    cpu_seconds_per_million: float
    peak_megabytes: float
    requests: int
    first_delivery_seconds: float | None = None

    def row(self, name: str) -> str:
        """Write a line of the table."""
        first = "" if self.first_delivery_seconds is None else f"  first after {self.first_delivery_seconds:4.2f} s"
        return (
            f"{name:36} {self.events_per_second:>9,.0f} events/s "
            f"{self.cpu_seconds_per_million:7.2f} CPU-s per million "
            f"{self.peak_megabytes:5.0f} MB {self.requests:7} requests{first}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """From the time that a record was produced to the API's answer, in milliseconds, at a steady rate.

    Attributes:
        cores: CPU seconds that the program used in each second.
    """

    events: int
    p50_ms: float
    p99_ms: float
    p999_ms: float
    cores: float

    def row(self, name: str) -> str:
        """Write a line of the table."""
        return (
            f"{name:36} {self.events:>9,} events: p50 {self.p50_ms:.0f} ms, p99 {self.p99_ms:.0f} ms, "
            f"p99.9 {self.p999_ms:.0f} ms from produce to answer; {self.cores:.3f} cores"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """How a member comes back when the API has refused everything for a while.

    Attributes:
        backlog: records that had piled up when the API came back.
        catch_up_seconds: from then until what is written is delivered as it comes, again.
        peak_megabytes: of the whole time.
    """

    backlog: int
    catch_up_seconds: float
    peak_megabytes: float

    def row(self, name: str) -> str:
        """Write a line of the table."""
        return (
            f"{name:36} {self.backlog:>9,} records behind, caught up after {self.catch_up_seconds:.1f} s, "
            f"{self.peak_megabytes:.0f} MB"
        )


@dataclass(slots=True, kw_only=True)
class Measured:
    """All that a benchmark has measured so far.

    Attributes:
        programs: the rounds of each program under the usual condition, by its name.
        cells: the rounds of ours under each other condition, by its name.
        latencies: by what was produced, and with which linger.
    """

    programs: dict[str, list[Figures]] = field(default_factory=dict)
    cells: dict[str, list[Figures]] = field(default_factory=dict)
    latencies: dict[str, Latency] = field(default_factory=dict)
    outage: Outage | None = None
