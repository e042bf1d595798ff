"""Virtual time itself."""

import asyncio
import time

import pytest

from tests.unit.consumer.virtual_time import run_virtually


def test_an_hour_passes_in_a_moment() -> None:
    """The loop's clock has moved by exactly an hour, the real one by less than a second."""

    async def story() -> float:
        before = asyncio.get_running_loop().time()
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time() - before

    began = time.monotonic()
    assert run_virtually(story()) == pytest.approx(3600)
    assert time.monotonic() - began < 1


def test_tasks_wake_in_the_order_of_their_times() -> None:
    """Whatever the order in which they went to sleep."""
    woken: list[float] = []

    async def sleeper(seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append(seconds)

    async def story() -> None:
        await asyncio.gather(*(sleeper(seconds) for seconds in (3, 1, 2)))

    run_virtually(story())
    assert woken == [1, 2, 3]


def test_a_deadlock_fails_and_does_not_hang() -> None:
    """Nobody will ever set this event."""
    with pytest.raises(RuntimeError, match="deadlock"):
        run_virtually(asyncio.wait_for(asyncio.Event().wait(), timeout=None))
