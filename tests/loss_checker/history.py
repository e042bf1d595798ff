"""What happened, as the witnesses tell it: values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from consumer.generator import Intent


class SourceRecord(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A record of the source topic: where it lies, and what the generator meant by it.

    `nonce` is its message id, unique in the topic; None where it has none that could be sent.
    """

    partition: int
    offset: int
    intent: Intent
    nonce: str | None


class Request(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A request that reached the Data API: whether it took the events, and its answer (None: it gave none)."""

    taken: bool
    status: int | None
    nonces: tuple[str, ...]

    @property
    def delivers(self) -> bool:
        """Whether its sender could know that its events were taken."""
        return self.taken and self.status is not None and 200 <= self.status < 300

    @property
    def is_ambiguous(self) -> bool:
        """Whether its events were taken and its sender could not know."""
        return self.taken and not self.delivers


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A dead letter: the coordinates of the record that it holds, and why."""

    partition: int
    offset: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything the judge hears.

    Attributes:
        records: The source topic.
        requests: The journal of the Data API, in its order.
        dead_letters: The dead-letter topic.
        commits: Looks at the group's commits, oldest first, each a next offset by partition.
        end_offsets: Where each partition of the source topic ends.
    """

    records: Sequence[SourceRecord]
    requests: Sequence[Request]
    dead_letters: Sequence[DeadLetter]
    commits: Sequence[Mapping[int, int]]
    end_offsets: Mapping[int, int]
