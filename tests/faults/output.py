"""A stdout that nobody reads, one whose reader has gone, and a full disk behind it: log lines hold nothing up."""

import os
import threading
import time
import urllib.request
from typing import Final

from tests.faults.played import Played
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.kafka_broker.ports import free_ports
from tests.processes import wait_until

NOBODY_STARTED: Final = Setting(members=0)


def blocked_output(stage: Stage) -> Played:
    """Every delivered event is a line, and no line can be written: everything goes on, and the loss is said."""
    reader, unread = os.pipe()
    closed, broken = os.pipe()
    os.close(closed)
    full = os.open("/dev/full", os.O_WRONLY)
    ports = free_ports(3)
    with stage.scene(NOBODY_STARTED, DELIVERY_LOG="events") as scene:
        for stdout, port in zip((unread, broken, full), ports, strict=True):
            scene.join(stdout, ADMIN_PORT=str(port))
            os.close(stdout)
        scene.begin()
        wait_until(lambda: all(map(_is_ready, ports)), 30)
        with scene.harm():
            _goes_on(scene, ports, stage.lengths.fault_seconds)
        scene.recover()
        lost = _lost_lines(ports[1]), _lost_lines(ports[2])
        scene.expect(min(lost) > 0, f"{lost} lines lost, of those that could not be written")
        _reads_on(scene, reader)
    return scene.played


def _goes_on(scene: Scene, ports: list[int], seconds: float) -> None:
    """Look at every member twice a second: it is alive and ready, and delivers."""
    ends_at = time.monotonic() + seconds
    delivered = [_delivered(port) for port in ports]
    while time.monotonic() < ends_at:
        time.sleep(0.5)
        for path in ("/livez", "/readyz"):
            scene.expect(all(_get(port, path) for port in ports), f"{path} did not answer 200")
    now = [_delivered(port) for port in ports]
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


def _delivered(port: int) -> float:
    return _metric(port, 'signal_kameleoon_records_total{outcome="delivered"')


def _is_ready(port: int) -> bool:
    try:
        return bool(_get(port, "/readyz"))
    except OSError:
        return False


def _lost_lines(port: int) -> float:
    return _metric(port, "signal_kameleoon_log_lines_lost_total")


def _get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def _metric(port: int, name: str) -> float:
    lines = _get(port, "/metrics").splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))
