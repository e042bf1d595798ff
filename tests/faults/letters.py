"""A dead-letter topic that may not be written to, under load: what waits for it stands still, nothing is lost."""

import time
from typing import Final

from tests.faults.played import Played
from tests.faults.policy.letters import denied_letters
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.kafka_broker import SASL_PASSWORD, SASL_USER

STOPPED_WITHIN_SECONDS: Final = 6.0
"""One record in 330 is broken, so that every partition meets one within seconds."""

STOPS: Final = Setting(recovers_within_seconds=45.0)


def dead_letters_refused(stage: Stage) -> Played:
    """The right to write is taken and given back: offsets stop at the first letter of each partition, and go on."""
    with stage.scene(STOPS, **as_user(stage)) as scene:
        scene.begin()
        with scene.harm(), denied_letters(scene.deployed) as allow:
            time.sleep(STOPPED_WITHIN_SECONDS)
            stood_at = scene.deployed.look()
            time.sleep(stage.lengths.fault_seconds - STOPPED_WITHIN_SECONDS + 3)
            _expect_stopped(scene, dict(stood_at))
            allow()
        scene.recover()
    return scene.played


def as_user(stage: Stage) -> dict[str, str]:
    """Settings of a member that says who it is, so that its rights can be taken."""
    return {
        "KAFKA_BOOTSTRAP_SERVERS": stage.cluster.nodes[0].sasl_address,
        "KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "KAFKA_SASL_MECHANISM": "PLAIN",
        "KAFKA_SASL_USERNAME": SASL_USER,
        "KAFKA_SASL_PASSWORD": SASL_PASSWORD,
    }


def _expect_stopped(scene: Scene, stood_at: dict[int, int]) -> None:
    moved_to = scene.deployed.look()
    scene.expect(moved_to == stood_at, f"offsets moved from {stood_at} to {moved_to} without their dead letters")
    failures = [member.metric("signal_kameleoon_dead_letter_write_failures_total") for member in scene.members]
    scene.expect(all(failures), f"failures counted: {failures}")
