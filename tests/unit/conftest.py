"""Unit tests reach nothing: whatever opens a network connection fails at that line."""

from pytest_socket import disable_socket


def pytest_runtest_setup() -> None:
    """Block sockets for one test of this folder; pytest-socket itself lifts the block after it."""
    # asyncio's event loop wakes itself through a pair of Unix sockets.
    disable_socket(allow_unix_socket=True)
