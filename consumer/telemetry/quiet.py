"""Lines that would repeat themselves many times a second are said once in a while."""


class Quiet:
    """When each kind of line was last said."""

    def __init__(self, interval_seconds: float) -> None:
        self._interval_seconds = interval_seconds
        self._said_at: dict[str, float] = {}

    def may_speak(self, kind: str, now: float) -> bool:
        """Whether a line of this kind may be said now; if so, it is taken to be."""
        if now < self._said_at.get(kind, float("-inf")) + self._interval_seconds:
            return False
        self._said_at[kind] = now
        return True
