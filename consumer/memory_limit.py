"""How much memory the container lets this process have.

The kernel shows it in the process's control group: `memory.max` in version 2, `memory.limit_in_bytes` in version 1.
Inside a container the group is mounted as the root; elsewhere `/proc/self/cgroup` names it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

_MOUNT: Final = Path("/sys/fs/cgroup")
_NO_LIMIT_BYTES: Final = 1 << 60
"""Version 1 says "no limit" as the largest page-aligned number."""


def memory_limit_bytes(mount: Path = _MOUNT, groups: Path = Path("/proc/self/cgroup")) -> int | None:
    """The smallest limit that is shown; None where there is none."""
    limits = [limit for file in _files(mount, groups) if (limit := _limit(file)) is not None]
    return min(limits, default=None)


def _files(mount: Path, groups: Path) -> Iterator[Path]:
    yield mount / "memory.max"
    yield mount / "memory" / "memory.limit_in_bytes"
    try:
        lines = groups.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            yield mount / path.lstrip("/") / "memory.max"
        elif "memory" in controllers.split(","):
            yield mount / "memory" / path.lstrip("/") / "memory.limit_in_bytes"


def _limit(file: Path) -> int | None:
    try:
        text = file.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() and int(text) < _NO_LIMIT_BYTES else None
