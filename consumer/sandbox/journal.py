"""The journal: which request held which nonces, when, and what it was answered.

The file holds one JSON line per POST to /visit/events, in the order of the decisions, on disk before the
answer leaves:

    {"sequence": 1, "time_seconds": 1764000000.25, "status": 200, "taken": true, "nonces": ["a", "b"]}

`status` is null when the connection was reset instead of answered; `taken` then says whether that was before
or after the events were taken. The nonces are those of the body in its order; none for a body that was too
large to be kept. A kill in the middle of a write leaves a torn last line, without its line feed; its answer
has not left.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec


class JournalEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """One request.

    Attributes:
        sequence: counts the requests of the journal, from 1, also across restarts of the sandbox.
        time_seconds: when it was decided, in seconds since the epoch.
        status: the status answered; None for a reset.
        taken: whether its events were taken.
        nonces: what it held, in order.
    """

    sequence: int
    time_seconds: float
    status: int | None
    taken: bool
    nonces: tuple[str, ...]


class JournalError(ValueError):
    """A line that is no entry, other than a torn last one."""


_DECODER: Final = msgspec.json.Decoder(JournalEntry)
_ENCODER: Final = msgspec.json.Encoder()


def journal_line(entry: JournalEntry) -> bytes:
    """Encode an entry as the line that stands in the file, line feed included."""
    return _ENCODER.encode(entry) + b"\n"


def read_journal(path: Path) -> Iterator[JournalEntry]:
    """Read the entries in order; a torn last line is passed over.

    Raises:
        JournalError: a whole line is no entry.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                yield _DECODER.decode(line)
            except msgspec.DecodeError as error:
                raise JournalError(f"{path}, line {number}: {error}") from error
