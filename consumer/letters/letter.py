"""A dead letter read back: what its headers say, as a value. The other direction is `consumer.core.dead_letter`."""

from collections.abc import Mapping
from dataclasses import dataclass

from consumer.core.dead_letter import CONNECT_PREFIX, PREFIX
from consumer.core.record import HeaderValue, Original
from consumer.letters.place import Place, number

Headers = tuple[tuple[str, bytes | None], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the record came from: its own coordinates, which never change."""

    topic: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A record of the dead-letter topic. Nothing that a header holds is trusted to be fit for a terminal.

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
        """Of a closed list; empty where the record is no letter of ours."""
        return self.said.get("reason", "")

    @property
    def rule(self) -> str:
        """The rule that matched, or `unmapped`; empty where nothing says so."""
        return self.said.get("rule", "")

    @property
    def status(self) -> int | None:
        """HTTP status that refused it, or None when it was never sent."""
        return number(self.said.get("http-status"))

    @property
    def failed_ms(self) -> int:
        """When it failed the last time, or else when the letter was written; milliseconds since the epoch."""
        last = number(self.said.get("last-failure"))
        return self.written_ms if last is None else last

    @property
    def source(self) -> Source | None:
        """Where the record came from; None where nothing says so."""
        partition, offset = number(self.said.get("partition")), number(self.said.get("offset"))
        if partition is None or offset is None or "topic" not in self.said:
            return None
        return Source(self.said["topic"], Place(partition, offset))

    @property
    def is_left_out(self) -> bool:
        """Whether the letter came without its value, which was larger than the dead-letter topic takes."""
        return self.value is None and "value-sha256" in self.said

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
