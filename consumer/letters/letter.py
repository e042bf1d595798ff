"""A dead letter read back: what its headers say, as a value. The other direction is `consumer.core.dead_letter`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from consumer.core.dead_letter import CONNECT_PREFIX, PREFIX
from consumer.core.record import HeaderValue, Original
from consumer.letters.place import Place, number, parse_place
from consumer.settings.values import topic

Headers = tuple[tuple[str, bytes | None], ...]

_REASON: Final = re.compile(r"[a-z][a-z_]{0,59}")
_STATUSES: Final = range(100, 600)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the record came from: its own coordinates, which never change."""

    topic: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A record of the dead-letter topic.

    Whoever may write to the topic may have written the headers, so the properties below give only what has the form of
    what we write ourselves. `said` and `headers` hold what is there, and are escaped where they are shown.

    Attributes:
        place: where it lies in the dead-letter topic.
        written_ms: milliseconds since the epoch.
        headers: all of them, in order; None where the client cannot read them, since a name is no UTF-8.
        said: our own headers as text, by their names without the prefix; the last one of a name, since ours come last.
    """

    place: Place
    written_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers | None
    said: Mapping[str, str]

    @property
    def reason(self) -> str:
        """One word, of a list that another version may have longer; empty where the record is no letter of ours."""
        said = self.said.get("reason", "")
        return said if _REASON.fullmatch(said) else ""

    @property
    def rule(self) -> str:
        """The rule that matched, or `unmapped`; empty where nothing says so."""
        return self.said.get("rule", "")

    @property
    def status(self) -> int | None:
        """HTTP status that refused it, or None when it was never sent."""
        status = number(self.said.get("http-status"))
        return status if status in _STATUSES else None

    @property
    def failed_ms(self) -> int:
        """When it failed the last time, or else when the letter was written; milliseconds since the epoch."""
        last = number(self.said.get("last-failure"))
        return self.written_ms if last is None else last

    @property
    def source(self) -> Source | None:
        """Where the record came from; None where nothing says so, or something that Kafka cannot have said."""
        said = self.said
        try:
            return Source(topic(said["topic"]), parse_place(f"{said['partition']}:{said['offset']}"))
        except (KeyError, ValueError):
            return None

    @property
    def is_left_out(self) -> bool:
        """Whether the letter came without its value, which was larger than the dead-letter topic takes."""
        return self.value is None and _SHA256.fullmatch(self.said.get("value-sha256", "")) is not None

    @property
    def original_headers(self) -> Headers:
        """What the record itself had."""
        theirs = (header for header in self.headers or () if not header[0].startswith((PREFIX, CONNECT_PREFIX)))
        return tuple(theirs)


def read_letter(message: Original) -> Letter:
    """Read a record of the dead-letter topic. Never fails, whatever lies there."""
    headers = _headers(message)
    ours = (header for header in headers or () if header[0].startswith(PREFIX))
    said = {name.removeprefix(PREFIX): (value or b"").decode("utf-8", "backslashreplace") for name, value in ours}
    return Letter(
        place=Place(message.partition() or 0, message.offset() or 0),
        written_ms=message.timestamp()[1],
        key=message.key(),
        value=message.value(),
        headers=headers,
        said=said,
    )


def _headers(message: Original) -> Headers | None:
    """The headers. The client cannot give those whose name is no UTF-8: it fails with SystemError."""
    try:
        found = message.headers() or []
    except (SystemError, UnicodeDecodeError):
        return None
    pairs = found.items() if isinstance(found, dict) else found
    return tuple((name, _bytes(value)) for name, value in pairs)


def _bytes(value: HeaderValue) -> bytes | None:
    return value.encode() if isinstance(value, str) else value
