"""A part of a batch on its way, an event that stands accused, and what can be done next with them."""

from dataclasses import dataclass
from enum import Enum, auto

from consumer.core.batch import Batch
from consumer.core.judgement import Suspicion
from consumer.core.outcome import Refused, Transient


@dataclass(slots=True, eq=False)
class Part:
    """A batch, or what it was cut into, with what has happened to it.

    Attributes:
        batch: what is still to be delivered, with the records around it.
        suspicion: which answers count against it.
        is_admitted: whether the fuse has let it pass.
        is_delivered: whether its events are taken; its dead letters are then written, and it is resolved.
        attempts: how often it was posted.
        failures: how often in a row it was answered that it should come later.
        not_before: when it may be posted again, monotonic seconds.
        was_repeated: whether its last post was a repeat on another connection.
        poison_answers: how many 500s count against it.
        poisoned: the place of the last of them in the count of what happens.
        episodes: blockades in which it was refused.
    """

    batch: Batch
    suspicion: Suspicion = Suspicion.DATA
    is_admitted: bool = False
    is_delivered: bool = False
    attempts: int = 0
    failures: int = 0
    not_before: float = float("-inf")
    was_repeated: bool = False
    poison_answers: int = 0
    poisoned: int = 0
    episodes: frozenset[int] = frozenset()

    def with_batch(self, batch: Batch) -> "Part":
        """Make a part of this one, under the same suspicion."""
        return Part(batch, self.suspicion, is_admitted=self.is_admitted, episodes=self.episodes)


@dataclass(slots=True, eq=False)
class Accused:
    """An event that was rejected alone, and waits for its retrial.

    Attributes:
        part: of the one event.
        outcome: the newest answer that counted against it.
        accused: the place of the accusation in the count of what happens.
        accused_at: when the first of them came; monotonic seconds, as the others.
        rejected_at: when the newest of them came.
        probe_at: when it is tried again, if nothing else is sent.
        is_convicted: whether it becomes a dead letter.
    """

    part: Part
    outcome: Refused | Transient
    accused: int
    accused_at: float
    rejected_at: float
    probe_at: float
    is_convicted: bool = False


class Kind(Enum):
    """Why something is posted."""

    REGULAR = auto()
    """It is the next of its partition."""

    RETRIAL = auto()
    """An accused event, after the API has taken something else."""

    REPEATED_PROBE = auto()
    """An accused event, while nothing else is there to be sent."""

    PROBE = auto()
    """A single event, to see whether the API still refuses everything."""


@dataclass(frozen=True, slots=True)
class Post:
    """Send this batch.

    Attributes:
        kind: why.
        batch: what.
        part: what it belongs to.
        index: of a probed event in its part.
        accused: whose retrial or probe it is.
    """

    kind: Kind
    batch: Batch
    part: Part
    index: int = 0
    accused: Accused | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """Write the dead letters of this part, whose events are delivered; then it is resolved."""

    part: Part


@dataclass(frozen=True, slots=True)
class Bury:
    """Write the dead letter of a convicted event; then it is settled."""

    accused: Accused


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be done before this time, monotonic seconds."""

    until: float


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is there to be done, or not before this time; a batch may come before."""

    until: float | None = None


Step = Post | Settle | Bury | Wait | Idle


@dataclass(frozen=True, slots=True)
class Taken:
    """Events are delivered.

    Attributes:
        by_themselves: a probed or an acquitted event, which is resolved apart from its part; else None.
        committable: the offset that may be committed, where an acquitted event changed it.
        has_healed: whether that ended a blockade.
    """

    by_themselves: Batch | None
    committable: int | None
    has_healed: bool


@dataclass(frozen=True, slots=True)
class Later:
    """It will be repeated, so many seconds from now."""

    delay_seconds: float


@dataclass(frozen=True, slots=True)
class Isolating:
    """It was cut in two."""


@dataclass(frozen=True, slots=True)
class Accusing:
    """An event was set aside; `is_blocking` when it was one too many to be a matter of data."""

    accused: Accused
    is_blocking: bool = False


@dataclass(frozen=True, slots=True)
class Convicting:
    """An accused event was rejected again."""

    accused: Accused


@dataclass(frozen=True, slots=True)
class Blocking:
    """The configuration is refused; `is_new` when that began a blockade, `is_over` when that has ended meanwhile."""

    is_new: bool
    is_over: bool = False


Effect = Taken | Later | Isolating | Accusing | Convicting | Blocking
"""What an answer changed."""
