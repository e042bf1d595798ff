"""What one run of one program cost, and how it is printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The cost of one run."""

    events_per_second: float
    cpu_seconds_per_million: float
    peak_megabytes: float
    requests: int

    def row(self, name: str) -> str:
        """Write a line of the table."""
        return (
            f"{name:22} {self.events_per_second:>9,.0f} events/s "
            f"{self.cpu_seconds_per_million:6.2f} CPU-s per million "
            f"{self.peak_megabytes:5.0f} MB {self.requests:6} requests"
        )
