"""Records as Kafka would give them, and chunks made of them by the real `prepare`.

A record is told by a letter: `s` is sent, `d` is dropped by the mapping, `x` is invalid.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from consumer.core.chunk import Chunk
from consumer.core.preparing import ChunkLimits, prepare
from consumer.core.record import Assignment, Headers, HeaderValue, Original
from transforms import (
    Dropped,
    DropReason,
    Invalid,
    InvalidReason,
    Send,
    Transform,
    Verdict,
    compile_blueprint,
    load_preset,
)

HOME: Final = Assignment(partition=3, number=1)
WRITTEN_MS: Final = 1_700_000_000_000
"""When the record with offset 0 was written; each later one a millisecond after the one before."""

NO_LIMITS: Final = ChunkLimits(max_events=10**9, max_bytes=10**9, max_held_bytes=10**9)


UNREAD: Final[Mapping[Assignment, int]] = defaultdict(int)
"""The next offsets of assignments of which nothing was read."""


class FakeRecord:
    """A record as it came from Kafka."""

    def __init__(
        self,
        offset: int,
        value: bytes | None,
        *,
        partition: int = HOME.partition,
        headers: Headers | dict[str, HeaderValue] | None = None,
        timestamp: tuple[int, int] | None = None,
        leader_epoch: int | None = None,
    ) -> None:
        self._offset = offset
        self._value = value
        self._partition = partition
        self._headers = headers
        self._leader_epoch = leader_epoch
        self._timestamp = timestamp or (1, WRITTEN_MS + offset)

    def __len__(self) -> int:
        return len(self._value or b"")

    def partition(self) -> int | None:
        """Partition it came from."""
        return self._partition

    def offset(self) -> int | None:
        """Its own offset."""
        return self._offset

    def key(self) -> bytes | None:
        """Key that names the offset."""
        return b"key-%d" % self._offset

    def value(self) -> bytes | None:
        """Value, or None for a tombstone."""
        return self._value

    def headers(self) -> Headers | dict[str, HeaderValue] | None:
        """Headers as they came."""
        return self._headers

    def leader_epoch(self) -> int | None:
        """Which leader wrote it."""
        return self._leader_epoch

    def timestamp(self) -> tuple[int, int]:
        """Kind and milliseconds."""
        return self._timestamp


def by_letter(value: bytes | None, _now_epoch_seconds: float) -> Verdict:
    """Transform a record by its letter; the vendor event holds the record's offset."""
    assert value is not None
    match value[:1]:
        case b"s" | b"f" | b"g":  # the second by the fallback identifier; the third is guilty, where an API is played
            return Send("page", b'{"o":%s}' % value[1:], is_fallback=value[:1] == b"f")
        case b"d":
            return Dropped("unmapped", DropReason.NOT_MAPPED)
        case _:
            return Invalid("Signed Up", InvalidReason.GOAL_ID_MISSING, "the conversion has no goal id")


def records_of(letters: str, first_offset: int, partition: int = HOME.partition) -> list[FakeRecord]:
    """Consecutive records, one for each letter."""
    numbered = enumerate(letters, first_offset)
    return [FakeRecord(offset, b"%s%d" % (letter.encode(), offset), partition=partition) for offset, letter in numbered]


def chunk_of(letters: str, first_offset: int = 0, *, prepared_at: float = 0.0, assignment: Assignment = HOME) -> Chunk:
    """Make one chunk of consecutive records, one for each letter."""
    records = records_of(letters, first_offset, assignment.partition)
    (chunk,) = chunks_of(records, {assignment.partition: assignment}, prepared_at=prepared_at)
    return chunk


def chunks_of(
    records: Sequence[Original],
    flowing: Mapping[int, Assignment],
    transform: Transform = by_letter,
    limits: ChunkLimits = NO_LIMITS,
    *,
    prepared_at: float = 0.0,
) -> list[Chunk]:
    """Prepare records of which none was read before."""
    chunks = []
    for read in prepare(records, flowing, UNREAD, transform, limits, prepared_at, 0.0):
        assert isinstance(read, Chunk)
        chunks.append(read)
    return chunks


def offsets_in(bodies: Sequence[bytes]) -> list[int]:
    """Offsets of the records that these vendor events were made of."""
    return [int(body.removeprefix(b'{"o":').removesuffix(b"}")) for body in bodies]


def mapped_chunks(values: Sequence[bytes | None], now: float, assignment: Assignment = HOME) -> list[Chunk]:
    """Consecutive records with these values, from offset 0, as the default mapping prepares them."""
    records = [FakeRecord(offset, value, partition=assignment.partition) for offset, value in enumerate(values)]
    transform = compile_blueprint(load_preset("default")).transform
    return chunks_of(records, {assignment.partition: assignment}, transform, prepared_at=now)
