"""What a viewer is shown while a demo runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """One look at everything, in records where nothing else is said.

    Attributes:
        planned: what the generator will write.
        produced: what it has written so far.
        committed: what the group has committed.
        delivered: distinct nonces that the sandbox took.
        dropped: what the consumer says that it dropped.
        dead_lettered: what the consumer says that it dead-lettered.
        is_joined: whether the consumer has joined its group; the generator waits for that.
        retries: requests that were not answered 2xx, and so had to be repeated.
        last_status: the last answer as the consumer saw it.
        rate_per_second: committed records a second.
    """

    planned: int
    produced: int
    committed: int
    delivered: int
    dropped: int
    dead_lettered: int
    is_joined: bool
    retries: int
    last_status: str
    rate_per_second: float

    @property
    def lag(self) -> int:
        """Produced, and not committed yet."""
        return self.produced - self.committed

    @property
    def standing(self) -> str:
        """How it goes, in one line."""
        if not self.is_joined:
            return "joining the consumer group: Kafka waits about 3 s for more members"
        return f"{self.rate_per_second:,.0f} events/s, last status {self.last_status}, retries {self.retries:,}"
