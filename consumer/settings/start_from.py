"""Where a consumer group without any committed offset starts: `START_FROM` as a value."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

_DURATION: Final = re.compile(r"(?P<count>[0-9]{1,9})(?P<unit>[smhdw])")
_UNIT_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_LONGEST_SECONDS: Final = 3_650 * 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017  utc reads the same in every release
_EXPECTED: Final = "a duration (30m, 1h, 2d), a time with its zone (2026-01-31T12:00:00Z), now or earliest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ago:
    """At the first record that is younger than this many seconds before the process started; `now` is 0."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """At the first record whose timestamp is this one or later (milliseconds since 1970, as Kafka counts)."""

    epoch_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Earliest:
    """At the oldest record that the topic still holds."""


StartFrom = Ago | Since | Earliest


def parse_start_from(text: str) -> StartFrom:
    """Reads `START_FROM`.

    Raises:
        ValueError: saying what would be right, when the text is none of the four forms.
    """
    word = text.strip().lower()
    if word == "earliest":
        return Earliest()
    if word == "now":
        return Ago(seconds=0)
    if duration := _DURATION.fullmatch(word):
        return _ago(int(duration["count"]) * _UNIT_SECONDS[duration["unit"]])
    return _since(text.strip())


def _ago(seconds: int) -> Ago:
    if seconds > _LONGEST_SECONDS:
        raise ValueError("is more than ten years: say earliest for everything that the topic holds")
    return Ago(seconds=seconds)


def _since(text: str) -> Since:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"must be {_EXPECTED}") from None
    if moment.tzinfo is None:
        # Guessing the zone would silently send or skip hours of events.
        raise ValueError("is a time without its zone: append Z for UTC, or an offset such as +02:00")
    if moment < _EPOCH:
        raise ValueError("is a time before 1970, older than any record: say earliest")
    return Since(epoch_ms=(moment - _EPOCH) // timedelta(milliseconds=1))
