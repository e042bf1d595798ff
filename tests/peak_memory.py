"""The most memory that a process had resident. By itself, so that whoever is measured need not load what starts it."""

from pathlib import Path


def peak_memory_bytes(pid: int) -> int:
    """Read VmHWM of proc(5), which counts in KiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
