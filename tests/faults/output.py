"""Output that nobody reads, whose reader has gone, or with a full disk behind it: stdout and stderr hold nothing up."""

import os
import threading
import time
from typing import Final

from tests.faults.played import Played
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.kafka_broker.ports import free_ports
from tests.processes import ConsumerProcess, wait_until

NOBODY_STARTED: Final = Setting(members=0)


def blocked_output(stage: Stage) -> Played:
    """Every delivered event is a line, and no line can be written: everything goes on, and the loss is said."""
    reader, unread = os.pipe()
    closed, broken = os.pipe()
    os.close(closed)
    full = os.open("/dev/full", os.O_WRONLY)
    with stage.scene(NOBODY_STARTED, DELIVERY_LOG="events") as scene:
        # Nobody can read in a log which ports they have taken.
        for streams, port in zip((unread, broken, full), free_ports(3), strict=True):
            scene.join(streams, ADMIN_PORT=str(port))
            os.close(streams)
        scene.begin()
        wait_until(lambda: all(map(_is_ready, scene.members)), 30)
        with scene.harm():
            _goes_on(scene, stage.lengths.fault_seconds)
        scene.recover()
        lost = [member.metric("signal_kameleoon_log_lines_lost_total") for member in scene.members[1:]]
        scene.expect(min(lost) > 0, f"{lost} lines lost, of those that could not be written")
        _reads_on(scene, reader)
    return scene.played


def _goes_on(scene: Scene, seconds: float) -> None:
    """Look at every member twice a second: it is alive and ready, and delivers."""
    ends_at = time.monotonic() + seconds
    delivered = [_delivered(member) for member in scene.members]
    while time.monotonic() < ends_at:
        time.sleep(0.5)
        for path in ("/livez", "/readyz"):
            scene.expect(all(member.get(path)[0] == 200 for member in scene.members), f"{path} did not answer 200")
    now = [_delivered(member) for member in scene.members]
    scene.expect(all(map(float.__gt__, now, delivered)), f"delivered {delivered}, then {now}")


def _reads_on(scene: Scene, reader: int) -> None:
    """Read what the first member had to say; it says how much more there was."""
    read: list[bytes] = []

    def read_all() -> None:
        while piece := os.read(reader, 1_000_000):
            read.append(piece)

    threading.Thread(target=read_all, daemon=True).start()
    scene.suffer([], 1.0)
    scene.recover()
    wait_until(lambda: b"message_id" in b"".join(read), 10)
    scene.expect(b'"event":"started"' in b"".join(read), "the first lines are missing")


def _delivered(member: ConsumerProcess) -> float:
    return member.metric("signal_kameleoon_records_total", outcome="delivered")


def _is_ready(member: ConsumerProcess) -> bool:
    try:
        return member.get("/readyz")[0] == 200
    except OSError:
        return False  # it does not listen yet
