"""Memory at its worst, under a real limit: many partitions, records that compress well, and an API that is down."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from consumer.core.memory import needed_bytes
from tests.faults.events import Mix
from tests.faults.played import Played
from tests.faults.scene import Setting
from tests.faults.stage import Stage

BUFFER_BYTES: Final = 64 * 1024 * 1024
LIMIT_BYTES: Final = needed_bytes(BUFFER_BYTES)
"""What deploy/sizing.md says."""

COMPRESSING: Final = Mix(conversions=0.1, padding_bytes=2_000)
INFLATING: Final = Setting(
    partitions=100,
    members=0,
    backlog=100_000,
    per_second=500.0,
    most_memory_bytes=LIMIT_BYTES,
    recovers_within_seconds=60.0,
)
_GROUPS: Final = Path("/sys/fs/cgroup")


def inflating(stage: Stage) -> Played:
    """One member has a hundred partitions of records that compress 25 to 1: it keeps within its container's limit."""
    with _container(LIMIT_BYTES) as enter, stage.scene(INFLATING) as scene:
        scene.writer.mix = COMPRESSING
        enter(scene.join().pid)
        scene.begin()
        scene.set_faults([{"kind": "status", "status": 503}])
        with scene.harm():
            time.sleep(stage.lengths.fault_seconds)
            scene.clear_faults()
        scene.recover()
        scene.expect_alive()
    return scene.played


@contextmanager
def _container(limit_bytes: int) -> Iterator[Callable[[int], object]]:
    """A control group with a memory limit, in either version, and how a process enters it; it is gone afterwards."""
    version_2 = (_GROUPS / "cgroup.controllers").exists()
    group = (_GROUPS if version_2 else _GROUPS / "memory") / f"signal-kameleoon-{os.getpid()}-{time.monotonic_ns()}"
    group.mkdir()
    (group / ("memory.max" if version_2 else "memory.limit_in_bytes")).write_text(str(limit_bytes))
    try:
        yield lambda pid: (group / "cgroup.procs").write_text(str(pid))
    finally:
        group.rmdir()
