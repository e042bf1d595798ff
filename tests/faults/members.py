"""Members that come, go, die and freeze."""

import time

from tests.faults.played import Played
from tests.faults.stage import Stage

UP_WITHIN_SECONDS = 30.0


def rolling_deploy(stage: Stage) -> Played:
    """Every member is replaced in turn by SIGTERM: nothing is repeated."""
    with stage.scene() as scene:
        scene.begin()
        with scene.harm():
            for old in tuple(scene.members):
                scene.leave(old)
                scene.join().wait_for_text('"event":"partitions assigned"', UP_WITHIN_SECONDS)
        scene.recover()
    return scene.played


def killed(stage: Stage) -> Played:
    """`kill -9` of one of three, and a new one in its place: the others have taken over before it is even there."""
    with stage.scene() as scene:
        scene.begin()
        for _ in range(2):
            with scene.harm():
                time.sleep(scene.chance.uniform(0.2, 2.0))
                scene.kill(scene.chance.choice(scene.members))
                time.sleep(1.0)
                scene.join().wait_for_text('"event":"partitions assigned"', UP_WITHIN_SECONDS)
            scene.recover()
    return scene.played
