"""The sites whose addresses a rule has seen: to compare a beginning takes a third of what a regular expression takes.

A verdict never depends on what is known: an address that begins with a known origin is one that `PLAIN_URL` matches.
"""

from collections.abc import Callable
from typing import Final

from transforms.conversions import PLAIN_URL

MOST_KNOWN: Final = 4
MOST_LEARNT: Final = 64
"""A topic of a thousand sites has nothing to teach."""

_LONGEST: Final = 100


class Origins:
    """The origins that were seen latest, each with its slash.

    Attributes:
        known: At most `MOST_KNOWN`. Any thread may read it while another learns.
        is_plain: Whether an address is one that `PLAIN_URL` matches; learns its origin while there is use in it.
    """

    __slots__ = ("is_plain", "known", "learnt")

    def __init__(self) -> None:
        self.known: tuple[str, ...] = ()
        self.learnt = 0
        self.is_plain: Callable[[str], object] = self._learn

    def _learn(self, address: str) -> object:
        plain = PLAIN_URL.match(address)
        if plain and plain[0].endswith("/") and len(plain[0]) <= _LONGEST:
            self.known = (plain[0], *self.known[: MOST_KNOWN - 1])
            self.learnt += 1
            if self.learnt == MOST_LEARNT:
                self.is_plain = PLAIN_URL.match
        return plain
