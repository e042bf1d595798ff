"""What has happened since the start, for the summary line and for the demo's live view."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Summary:
    """Totals since the start of the process, and the latest observations."""

    delivered: int = 0
    fallbacks: int = 0
    dropped: int = 0
    dead_lettered: Counter[str] = field(default_factory=Counter)
    last_status: str = "none yet"
    lag_records: int = 0
    oldest_age_seconds: float = 0.0
    has_delivered: bool = False

    def add(self, delivered: int, dropped: int, dead_letter_reasons: Iterable[str]) -> None:
        """Records were resolved."""
        self.delivered += delivered
        self.dropped += dropped
        self.dead_lettered.update(dead_letter_reasons)

    def line(self) -> dict[str, object]:
        """The facts of the summary line."""
        return {
            "delivered": self.delivered,
            "by_fallback": self.fallbacks,
            "dropped": self.dropped,
            "dead_lettered": dict(self.dead_lettered),
            "last_status": self.last_status,
            "lag_records": self.lag_records,
            "oldest_age_seconds": round(self.oldest_age_seconds, 1),
        }
