"""A dead-letter topic that may not be written to, under load: what waits for it stands still, nothing is lost."""

import time
from typing import Final

from tests.faults.played import Played
from tests.faults.rights import TOPIC, WRITE, as_user, denied
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage

STOPPED_WITHIN_SECONDS: Final = 6.0
"""One record in 330 is broken, so that every partition meets one within seconds."""

STOPS: Final = Setting(recovers_within_seconds=45.0)


def dead_letters_refused(stage: Stage) -> Played:
    """The right to write is taken and given back: offsets stop at the first letter of each partition, and go on."""
    with stage.scene(STOPS, **as_user(stage.cluster)) as scene:
        scene.begin()
        letters = scene.deployed.dead_letter_topic
        with scene.harm(), denied(scene.deployed.bootstrap_servers, WRITE, TOPIC, letters) as allow:
            time.sleep(STOPPED_WITHIN_SECONDS)
            stood_at = scene.deployed.look()
            time.sleep(stage.lengths.fault_seconds - STOPPED_WITHIN_SECONDS + 3)
            _expect_stopped(scene, dict(stood_at))
            allow()
        scene.recover()
    return scene.played


def _expect_stopped(scene: Scene, stood_at: dict[int, int]) -> None:
    moved_to = scene.deployed.look()
    scene.expect(moved_to == stood_at, f"offsets moved from {stood_at} to {moved_to} without their dead letters")
    failures = [member.metric("signal_kameleoon_dead_letter_write_failures_total") for member in scene.members]
    scene.expect(all(failures), f"failures counted: {failures}")
