"""What a signal that asks the process to stop means, given those that came before.

| signal                                         | what follows                                                |
|------------------------------------------------|-------------------------------------------------------------|
| the first one                                  | drain, commit, leave the group                              |
| another within a second of it                  | nothing: a supervisor, a shell and a process group each     |
|                                                | pass a stop on, and systemd sends SIGHUP behind SIGTERM     |
| SIGTERM or SIGINT later, the first of them     | nothing more: it asks for what SIGHUP has asked for         |
| SIGTERM or SIGINT later, another one           | the end, at once                                            |
| SIGHUP later                                   | nothing: a terminal went away, nobody asks for haste        |
"""

from enum import Enum, auto
from typing import Final

ONE_REQUEST_SECONDS: Final = 1.0
"""Signals that come within so long of the first one are the same request."""

HANGUP: Final = "SIGHUP"


class Response(Enum):
    """What to do about a signal."""

    DRAIN = auto()
    NOTHING = auto()
    END_AT_ONCE = auto()


def response(name: str, now: float, first: tuple[str, float] | None) -> Response:
    """Judge a signal.

    Args:
        name: the signal's, such as SIGTERM.
        now: monotonic seconds.
        first: name and time of the one that asked for the drain; None when this is it.
    """
    if first is None:
        return Response.DRAIN
    first_name, first_at = first
    if now < first_at + ONE_REQUEST_SECONDS or name == HANGUP:
        return Response.NOTHING
    return Response.DRAIN if first_name == HANGUP else Response.END_AT_ONCE
