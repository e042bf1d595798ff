"""How much memory a process takes with its settings, for whoever sets the limit of its container.

What is held beside the program is bounded by the buffer: a third more than its budget, with what one turn reads; the
allocator loses as much again between records that come and go. An answer of Kafka holds 1 MiB of each broker as it is
compressed, and of each partition one batch, however large: events that compress 25 to 1 take 25 MB more for a moment.
"""

from typing import Final

PROGRAM_BYTES: Final = 128 * 1024 * 1024
"""The program, the clients, what they have fetched and is not prepared yet, bodies on the wire."""

BYTES_PER_BUFFER_BYTE: Final = 2
_MIB: Final = 1024 * 1024


def needed_bytes(buffer_max_bytes: int) -> int:
    """The limit that a container wants."""
    return PROGRAM_BYTES + BYTES_PER_BUFFER_BYTE * buffer_max_bytes


def memory_warning(limit_bytes: int | None, buffer_max_bytes: int) -> str | None:
    """What is wrong with a container's limit; None where nothing is, or there is no limit."""
    needed = needed_bytes(buffer_max_bytes)
    if limit_bytes is None or limit_bytes >= needed:
        return None
    fitting = (limit_bytes - PROGRAM_BYTES) // BYTES_PER_BUFFER_BYTE // _MIB
    smaller = f", or BUFFER_MAX_BYTES to {fitting}MiB" if fitting >= 1 else ""
    buffer = f"BUFFER_MAX_BYTES={buffer_max_bytes // _MIB}MiB"
    return (
        f"the memory limit of {limit_bytes // _MIB} MiB is too small for {buffer}: "
        f"while the API is down this process would be killed. Set the limit to {needed // _MIB} MiB{smaller}"
    )
