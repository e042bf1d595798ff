"""Whether the Kafka thread hangs."""

from consumer.core.watchdog import Watchdog


def test_a_thread_that_turns_does_not_hang() -> None:
    """However long it runs."""
    watchdog = Watchdog(0.0)
    assert not any(watchdog.hangs(float(second), second + 0.5) for second in range(1000))


def test_a_minute_without_a_turn_is_a_thread_that_hangs() -> None:
    """Not a second less."""
    watchdog = Watchdog(0.0)
    assert next(second for second in range(1, 70) if watchdog.hangs(0.0, float(second))) == 61


def test_one_turn_gives_it_its_full_time_again() -> None:
    """A slow one is none that hangs."""
    watchdog = Watchdog(0.0)
    turns = [0.0 if second < 55 else 55.0 for second in range(1, 116)]
    assert [watchdog.hangs(turned_at, float(second)) for second, turned_at in enumerate(turns, start=1)] == [
        False
    ] * 115


def test_a_freeze_of_the_whole_process_is_not_its_silence() -> None:
    """It wakes with everybody else, and needs a moment to turn."""
    watchdog = Watchdog(0.0)
    assert not watchdog.hangs(0.0, 1.0)
    assert not watchdog.hangs(0.0, 400.0)
    assert not watchdog.hangs(0.0, 401.0)
