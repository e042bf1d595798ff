"""Letters for the tests of this folder: made by the real `dead_letter`, read back by the real `read_letter`."""

from collections.abc import Mapping
from typing import Final

from typing_extensions import override

from consumer.core.dead_letter import Cause, DeadLetter, Deployment, dead_letter
from consumer.core.record import Headers, HeaderValue
from consumer.letters.letter import Letter, read_letter
from tests.unit.consumer.records import FakeRecord

NOON_MS: Final = 1_767_268_800_000
"""2026-01-01 12:00:00 UTC."""

DEPLOYMENT: Final = Deployment(topic="events", group_id="signal-kameleoon-abc", site_code="abc", version="1.2.3")


class StoredLetter(FakeRecord):
    """A letter as it lies in the dead-letter topic."""

    def __init__(self, letter: DeadLetter, offset: int, partition: int, written_ms: int) -> None:
        # Kafka gives every header's value as bytes.
        headers: Headers = [(name, v.encode() if isinstance(v, str) else v) for name, v in letter.headers]
        super().__init__(offset, letter.value, partition=partition, headers=headers, timestamp=(1, written_ms))
        self._letter_key = letter.key

    @override
    def key(self) -> bytes | None:
        return self._letter_key


def cause(reason: str = "goal_id_missing", failed_ms: int = NOON_MS, **facts: object) -> Cause:
    """Why a record is dead-lettered: never sent, unless the facts say otherwise."""
    defaults: Mapping[str, object] = {
        "detail": "the conversion has no goal id",
        "rule": "Signed Up",
        "status": None,
        "attempts": 0,
        "first_failure_ms": failed_ms,
        "last_failure_ms": failed_ms,
    }
    return Cause(reason=reason, **{**defaults, **facts})  # type: ignore[arg-type]  # the tests' own facts


def stored(
    why: Cause,
    *,
    value: bytes | None = b"{}",
    headers: Headers | dict[str, HeaderValue] | None = None,
    offset: int = 10,
    has_value: bool = True,
) -> Letter:
    """The letter of the record 7:42, read back from the dead-letter topic's partition 1."""
    record = FakeRecord(42, value, partition=7, headers=headers, timestamp=(1, NOON_MS - 1000))
    letter = dead_letter(record, why, DEPLOYMENT)
    kept = letter if has_value else letter.without_value()
    return read_letter(StoredLetter(kept, offset, 1, why.last_failure_ms + 5))


def strange(headers: Headers | None = None, value: bytes | None = b"?", timestamp_ms: int = NOON_MS) -> Letter:
    """A record of the dead-letter topic that somebody else wrote."""
    return read_letter(FakeRecord(5, value, partition=0, headers=headers, timestamp=(1, timestamp_ms)))
