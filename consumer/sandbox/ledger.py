"""The account of what came and what was taken."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What the sandbox has seen since its start; its own /sandbox pages do not count.

    Attributes:
        requests: all requests, answered or reset.
        requests_by_status: those that were answered.
        resets: those whose connection was reset on demand.
        events_taken: events of all requests that took theirs, repeats included.
        unique_nonces: distinct nonces among them; 0 in cheap mode.
        repeats: the others; 0 in cheap mode.
        bytes_received: size of all bodies.
    """

    requests: int
    requests_by_status: Mapping[int, int]
    resets: int
    events_taken: int
    unique_nonces: int
    repeats: int
    bytes_received: int


class Ledger:
    """Counts requests and tells new nonces from repeated ones.

    A nonce is remembered as its 64-bit hash, which takes half the memory of its text. That two of a million
    nonces share one has a chance of 3 in 10^8.

    Invariant: unique nonces + repeats = events taken with their nonces known.
    """

    def __init__(self) -> None:
        self._by_status: Counter[int | None] = Counter()
        self._seen: set[int] = set()
        self._events_taken = 0
        self._repeats = 0
        self._bytes_received = 0

    def count_request(self, status: int | None, body_bytes: int) -> None:
        """Count a request; status None is a reset."""
        self._by_status[status] += 1
        self._bytes_received += body_bytes

    def take(self, nonces: Sequence[str]) -> None:
        """Take events by their nonces."""
        seen_before = len(self._seen)
        self._seen.update(map(hash, nonces))
        self._events_taken += len(nonces)
        self._repeats += len(nonces) - (len(self._seen) - seen_before)

    def take_unread(self, events: int) -> None:
        """Take events that nobody looked at."""
        self._events_taken += events

    @property
    def statistics(self) -> Statistics:
        """The account as it stands."""
        answered = {status: count for status, count in self._by_status.items() if status is not None}
        return Statistics(
            requests=self._by_status.total(),
            requests_by_status=dict(sorted(answered.items())),
            resets=self._by_status[None],
            events_taken=self._events_taken,
            unique_nonces=len(self._seen),
            repeats=self._repeats,
            bytes_received=self._bytes_received,
        )
