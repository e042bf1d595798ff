"""What the API's answers prove, for all partitions of the process: whether it takes anything at all.

Rules:
- An event that is rejected alone is only accused: its data is a suspect, and so is our configuration.
- A 2xx to a request that was sent after an accusation acquits the configuration: the accused gets its retrial.
- Ten accused with no such 2xx acquit the data: it is the configuration.

"After" is told by a count of what happens, not by a clock, whose steps may be too coarse.

Invariant: `_accusations` holds those since the last request was sent that was taken.
"""

from typing import Final

MOST_ACCUSED: Final = 10
"""More in a row with nothing taken between them are not ten bad events."""


class Evidence:
    """Successes and accusations, by their place in the count of what happens."""

    def __init__(self) -> None:
        self._accusations: list[int] = []
        self._last_taken = 0

    def succeeded(self, sent: int) -> None:
        """A request that was sent as that happening was answered 2xx."""
        self._last_taken = max(self._last_taken, sent)
        self._accusations = [accused for accused in self._accusations if accused > sent]

    def accused(self, happening: int) -> bool:
        """An event was rejected alone; return whether that are too many to be a matter of data."""
        self._accusations.append(happening)
        return len(self._accusations) >= MOST_ACCUSED

    def has_taken_since(self, happening: int) -> bool:
        """Whether something that was sent after a happening was taken."""
        return self._last_taken > happening
