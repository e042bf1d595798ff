"""Events that are broken, and events that the API refuses for what is in them, among good ones."""

import time
from typing import Final

from tests.faults.events import event_id
from tests.faults.played import Played
from tests.faults.scene import Scene
from tests.faults.stage import Stage

GUILTY_SHARE: Final = 1 / 500
SOON: Final = 3_000
"""Records that may be written until the API knows whom to refuse."""


def poison_events(stage: Stage) -> Played:
    """400 and 422 for some, JSON that is none: exactly the guilty are set aside, their neighbours delivered once."""
    with stage.scene() as scene:
        # Not before: an accused that waits for its retrial in a rebalance holds back the offset of what follows it.
        scene.begin()
        guilty = _choose(scene, stage.lengths.fault_seconds)
        scene.writer.guilty = set(guilty)
        halves = {400: guilty[::2], 422: guilty[1::2]}
        scene.set_faults([{"kind": "status", "status": status, "nonces": each} for status, each in halves.items()])
        with scene.harm():
            time.sleep(stage.lengths.fault_seconds)
        scene.recover()
    return scene.played


def _choose(scene: Scene, seconds: float) -> list[str]:
    """Choose among those that are surely written soon: one that nothing comes after would wait for its retrial."""
    first, setting = scene.writer.written + SOON, scene.setting
    last = first + setting.backlog + int(seconds * setting.per_second * 0.7)
    return [event_id(number) for number in scene.chance.sample(range(first, last), int((last - first) * GUILTY_SHARE))]
