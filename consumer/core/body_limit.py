"""The size of a body that the API still takes, when it has said 413: one for the process.

Rules:
- A batch that is refused is cut in two; the larger half's size becomes the limit, unless that is lower already.
- After ten minutes the limit doubles, and again after each ten more: a proxy may have been mended. So at most one
  request in ten minutes is refused for being tried.
"""

from typing import Final

REMEMBER_SECONDS: Final = 600.0


class BodyLimit:
    """The largest body, bytes; none as long as nothing was refused."""

    def __init__(self) -> None:
        self._max_bytes: int | None = None
        self._set_at = float("-inf")

    def lower(self, body_bytes: int, now: float) -> None:
        """More than this was too large."""
        current = self.max_bytes(now)
        self._max_bytes = body_bytes if current is None else min(body_bytes, current)
        self._set_at = now

    def max_bytes(self, now: float) -> int | None:
        """The limit at a time, monotonic seconds."""
        if self._max_bytes is None:
            return None
        doublings = int((now - self._set_at) // REMEMBER_SECONDS)
        return self._max_bytes << min(doublings, 32)
