"""An API whose name does not resolve for a while, and then to another address."""

import signal
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.faults.faked import names_environ
from tests.faults.played import Played
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.processes import sandbox_process

NAME: Final = "eu-data.kameleoon.test"
ELSEWHERE: Final = "127.0.0.2"

NOBODY_STARTED: Final = Setting(members=0, recovers_within_seconds=35.0)
"""The client keeps a name's address for 10 s; a member that has failed for long waits up to 20 s between attempts."""

SETTLED_SECONDS: Final = 3.0


def names(stage: Stage) -> Played:
    """The API goes away with its name, and comes back at another address: what was never sent is not in doubt."""
    with ExitStack() as moved, stage.scene(NOBODY_STARTED) as scene:
        hosts = scene.deployed.directory / "hosts"
        hosts.write_text(f"127.0.0.1 {NAME}\n")
        port = urlsplit(scene.deployed.sandbox.url).port
        scene.deployed.environ |= {"KAMELEOON_BASE_URL": f"http://{NAME}:{port}", **names_environ(hosts)}
        for _ in range(3):
            scene.join()
        scene.begin()
        with scene.harm():
            _vanish(scene, hosts, stage.lengths.fault_seconds)
            options = ("--host", ELSEWHERE, "--port", str(port))
            scene.deployed.sandbox = moved.enter_context(sandbox_process(scene.deployed.directory, *options))
            hosts.write_text(f"{ELSEWHERE} {NAME}\n")
        scene.recover()
        scene.clear_faults()
    return scene.played


def _vanish(scene: Scene, hosts: Path, seconds: float) -> None:
    """Neither name nor server: attempts fail at once, before anything is sent."""
    hosts.write_text("\n")
    scene.deployed.sandbox.program.signal(signal.SIGTERM)
    scene.deployed.sandbox.program.wait(10)
    time.sleep(SETTLED_SECONDS)
    doubtful = _ambiguous(scene)
    time.sleep(max(seconds - SETTLED_SECONDS, SETTLED_SECONDS))
    more = _ambiguous(scene) - doubtful
    scene.expect(more == 0, f"{more:.0f} requests counted as ambiguous that were never sent")


def _ambiguous(scene: Scene) -> float:
    return sum(member.metric("signal_kameleoon_ambiguous_requests_total") for member in scene.members)
