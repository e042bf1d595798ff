"""START_FROM: its four forms, and what is said to anything else."""

import pytest

from consumer.settings import Ago, Earliest, Since, StartFrom
from consumer.settings.start_from import parse_start_from


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("90s", Ago(seconds=90)),
        ("30m", Ago(seconds=1_800)),
        ("1h", Ago(seconds=3_600)),
        ("2D", Ago(seconds=172_800)),
        ("1w", Ago(seconds=604_800)),
        ("now", Ago(seconds=0)),
        ("Earliest", Earliest()),
        ("1970-01-01T00:00:00Z", Since(epoch_ms=0)),
        ("2026-01-31T12:00:00Z", Since(epoch_ms=1_769_860_800_000)),
        ("2026-01-31T14:00:00+02:00", Since(epoch_ms=1_769_860_800_000)),
        ("2026-01-31T12:00:00.123Z", Since(epoch_ms=1_769_860_800_123)),
    ],
)
def test_every_form_is_read(text: str, start: StartFrom) -> None:
    """A duration, a time with its zone, now and earliest."""
    assert parse_start_from(text) == start


@pytest.mark.parametrize("text", ["", "1", "1y", "-1h", "1.5h", "latest", "yesterday", "1h30m", "²h"])
def test_another_form_is_refused_with_the_right_ones(text: str) -> None:
    """The message lists what would be right."""
    with pytest.raises(ValueError, match=r"a duration .* now or earliest"):
        parse_start_from(text)


@pytest.mark.parametrize("text", ["2026-01-31", "2026-01-31T12:00:00"])
def test_a_time_without_its_zone_is_refused(text: str) -> None:
    """The zone is never guessed."""
    with pytest.raises(ValueError, match="append Z for UTC"):
        parse_start_from(text)


def test_a_time_before_1970_is_refused() -> None:
    """Kafka's timestamps begin in 1970."""
    with pytest.raises(ValueError, match="say earliest"):
        parse_start_from("1969-12-31T23:59:59Z")


def test_a_duration_beyond_ten_years_is_refused() -> None:
    """It would reach before any record, and at last before 1970."""
    assert parse_start_from("3650d") == Ago(seconds=315_360_000)
    with pytest.raises(ValueError, match="say earliest"):
        parse_start_from("3651d")
