"""Waiting for what another process will do."""

import time
from collections.abc import Callable


def wait_until(happened: Callable[[], bool], seconds: float) -> None:
    """Ask until it has happened.

    Raises:
        TimeoutError: it has not, within the time.
    """
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not happen within {seconds} s")
        time.sleep(0.05)
