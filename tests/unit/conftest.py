"""Unit tests reach nothing: whatever opens a network connection fails at that line."""

import gc

from hypothesis import settings
from pytest_socket import disable_socket

# Every run draws other examples: many short runs see more than a few long ones, and are run more often.
settings.register_profile("unit", max_examples=25, deadline=None)
settings.load_profile("unit")


def pytest_collection_finish() -> None:
    """Look for reference cycles seldom, and not among all that was imported: that took a fifth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def pytest_runtest_setup() -> None:
    """Block sockets for one test of this folder; pytest-socket itself lifts the block after it."""
    # asyncio's event loop wakes itself through a pair of Unix sockets.
    disable_socket(allow_unix_socket=True)
