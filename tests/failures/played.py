"""How a scenario ended."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What it took.

    Attributes:
        requests: that reached the API.
        refused: those of them that were answered with anything but a 2xx.
        dead_letters: in the dead-letter topic.
        delivered: distinct events that the API took.
        repeats: events that it took again.
        recovered_seconds: from the cure to what it was to bring back; None where nothing was cured.
    """

    requests: int
    refused: int
    dead_letters: int
    delivered: int
    repeats: int
    recovered_seconds: float | None


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario's figures, and a sentence for each expectation that did not hold."""

    figures: Figures | None
    broken: tuple[str, ...]

    @property
    def has_held(self) -> bool:
        """Whether everything was as promised."""
        return not self.broken
