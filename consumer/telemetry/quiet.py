"""Lines that would repeat themselves many times a second are said once in a while."""

from typing import Final

MOST_KINDS: Final = 1_000
"""A kind may hold a text that somebody else has made: beyond so many, all are forgotten."""


class Repeats:
    """When each kind of line was last said, and how often it was not said since."""

    def __init__(self, interval_seconds: float) -> None:
        self._interval_seconds = interval_seconds
        self._said: dict[str, tuple[float, int]] = {}

    def count(self, kind: str, now: float) -> int | None:
        """How many lines of this kind were left out since the last one, which may be said now; None: it may not be."""
        said_at, left_out = self._said.get(kind, (float("-inf"), 0))
        if now < said_at + self._interval_seconds:
            self._said[kind] = said_at, left_out + 1
            return None
        if len(self._said) >= MOST_KINDS:
            self._said.clear()
        self._said[kind] = now, 0
        return left_out


class Quiet:
    """When each kind of line was last said."""

    def __init__(self, interval_seconds: float) -> None:
        self._repeats = Repeats(interval_seconds)

    def may_speak(self, kind: str, now: float) -> bool:
        """Whether a line of this kind may be said now; if so, it is taken to be."""
        return self._repeats.count(kind, now) is not None
