"""How much memory a process takes with its settings."""

import pytest

from consumer.core.memory import memory_warning, needed_bytes

MIB = 1024 * 1024


def test_what_is_needed_grows_with_the_buffer() -> None:
    """The figures of deploy/sizing.md."""
    assert [needed_bytes(buffer * MIB) // MIB for buffer in (16, 64, 256)] == [160, 256, 640]


@pytest.mark.parametrize("limit", [None, 256 * MIB])
def test_no_limit_or_one_that_is_large_enough_is_no_matter(limit: int | None) -> None:
    """Met exactly."""
    assert memory_warning(limit, 64 * MIB) is None


def test_a_limit_that_is_too_small_says_what_to_set() -> None:
    """Either of the two; a buffer of nothing is no way out."""
    small = memory_warning(192 * MIB, 64 * MIB)
    assert small is not None
    assert "the memory limit of 192 MiB is too small for BUFFER_MAX_BYTES=64MiB" in small
    assert small.endswith("Set the limit to 256 MiB, or BUFFER_MAX_BYTES to 32MiB")
    tiny = memory_warning(100 * MIB, 64 * MIB)
    assert tiny is not None
    assert tiny.endswith("Set the limit to 256 MiB")
