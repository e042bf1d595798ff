"""Times as people read them, always UTC: Kafka counts milliseconds since 1970."""

from datetime import datetime, timedelta, timezone
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017  utc reads the same in every release
_UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60))


def time_text(epoch_ms: int) -> str:
    """Such as `2026-01-31 12:00:00`; the number itself where no calendar has it, since a header may hold anything."""
    return _formatted(epoch_ms, "%Y-%m-%d %H:%M:%S")


def short_time_text(epoch_ms: int) -> str:
    """Such as `01-31 12:00`."""
    return _formatted(epoch_ms, "%m-%d %H:%M")


def iso_time_text(epoch_ms: int) -> str:
    """Such as `2026-01-31T12:00:00Z`."""
    return _formatted(epoch_ms, "%Y-%m-%dT%H:%M:%SZ")


def ago_text(seconds: float) -> str:
    """Such as `3 min ago`, in the largest unit that it fills."""
    for unit, unit_seconds in _UNITS:
        if seconds >= unit_seconds:
            return f"{seconds // unit_seconds:.0f} {unit} ago"
    return "just now"


def _formatted(epoch_ms: int, form: str) -> str:
    try:
        return (_EPOCH + timedelta(milliseconds=epoch_ms)).strftime(form)
    except OverflowError:
        return str(epoch_ms)
