"""How many records one turn of the Kafka thread may read.

Rules:
- A turn reads what the buffer has room for, by the size of what was read last: records of 9 MB are read one by one.
- The estimates grow at once and shrink slowly: one large record among small ones may have a neighbour.
- A turn ends in time: whatever records cost (deeply nested JSON took 50 ms each), the broker hears of us, and what
  others have answered is committed.
"""

from typing import Final

TURN_MAX_RECORDS: Final = 2000
"""More would make a turn longer than the commit interval; fewer would cost a hand-over more often."""

SLICE_RECORDS: Final = 250
"""What is read and prepared at once: it stays in a core's cache, as the turn's 2,000 do not: 5 % of all CPU."""

TYPICAL_HELD_BYTES: Final = 1650
"""What a record of 850 bytes holds, its vendor event included: the estimate before anything was read."""

LEAST_BYTES: Final = 20 * TYPICAL_HELD_BYTES
"""What a turn may read when there is no room: partitions that hold nothing must not stand still for the others."""

SLICE_BYTES: Final = 4 * 1024 * 1024
"""What a slice may take until it is prepared, also where the mapping drops it all."""

TURN_SECONDS: Final = 0.5
"""What a turn may take. A membership is doubted after 8 s without a turn, and the process ended after 60."""

_SHRINK: Final = 0.9


class TurnSize:
    """The size and the cost of a record, estimated from those read last."""

    def __init__(self) -> None:
        self._record_bytes = float(TYPICAL_HELD_BYTES)
        self._record_seconds = 0.0

    def slice_records(self, room_bytes: int, read_records: int, first_bytes: int, spent_seconds: float = 0.0) -> int:
        """How many records the next slice of a turn may have, its first included; 0 when the turn is over.

        Args:
            room_bytes: what the buffer may still take.
            read_records: what the turn has read before.
            first_bytes: size of the slice's first record.
            spent_seconds: what the turn has taken so far.
        """
        left_records = TURN_MAX_RECORDS - read_records
        by_time = max(TURN_SECONDS - spent_seconds, 0.0) / max(self._record_seconds, 1e-9)
        room_bytes = max(room_bytes, 0 if read_records else LEAST_BYTES)
        by_room = room_bytes // max(self._record_bytes, first_bytes)
        by_size = SLICE_BYTES // max(first_bytes, 1)
        least = 0 if read_records else 1
        return int(max(min(left_records, SLICE_RECORDS, by_room, max(by_size, 1), by_time), least))

    def read(self, records: int, held_bytes: int, seconds: float = 0.0) -> None:
        """Take in what was read, what is held of it, and how long it took."""
        if records:
            self._record_bytes = max(held_bytes / records, self._record_bytes * _SHRINK)
            self._record_seconds = max(seconds / records, self._record_seconds * _SHRINK)
