"""Exceptions where nobody expects one: the process ends and another follows, or goes on well; no record is passed."""

import time
from typing import Final

from tests.faults.inside import ENVIRON
from tests.faults.inside.sabotage import PLACES, STRUCK
from tests.faults.played import Played
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.processes import ConsumerProcess, wait_until

RESTARTED: Final = Setting(members=1, partitions=4, backlog=5_000, per_second=1_000.0)
STRIKES_WITHIN_SECONDS: Final = 30.0
ENDS_WITHIN_SECONDS: Final = 20.0
SELDOM: Final = ("assign", "revoke")
"""What has one of these in its name is struck at once; the rest in the middle of things."""

ORDERS: Final = (
    *(f"{place}:{1 if any(word in place for word in SELDOM) else 7}:RuntimeError" for place in PLACES),
    "loop.read:3:KeyboardInterrupt",
    "kafka.turn:9:SystemExit",
    "lane.step:9:SystemExit",
    "signal:2:RuntimeError",
    *(f"task:{seconds}:{seconds}" for seconds in range(2, 8)),
)


def exceptions(stage: Stage) -> Played:
    """One order after another to a member that is replaced whenever it ends, as Kubernetes would."""
    orders = ORDERS if stage.lengths.fault_seconds > 10 else ORDERS[stage.seed % 3 :: 3]
    with stage.scene(RESTARTED) as scene:
        scene.begin()
        for order in orders:
            with scene.harm():
                _strike(scene, order)
            scene.recover()
    return scene.played


def _strike(scene: Scene, order: str) -> None:
    scene.leave(scene.members[0])
    victim = scene.join(SABOTAGE=order, **ENVIRON)
    if "revoke" in order:
        victim.wait_for_event("partitions assigned", STRIKES_WITHIN_SECONDS)
        scene.join()  # takes half of its partitions away
    scene.expect(_is_struck(victim), f"{order}: it was never struck")
    scene.note_break()
    _goes_on_or_ends(scene, victim, order)


def _is_struck(victim: ConsumerProcess) -> bool:
    try:
        wait_until(lambda: STRUCK in victim.text, STRIKES_WITHIN_SECONDS)
    except TimeoutError:
        return False
    return True


def _goes_on_or_ends(scene: Scene, victim: ConsumerProcess, order: str) -> None:
    """It has ended with an exit code that says so; or it lives, and the end of the scenario shows whether well."""
    deadline = time.monotonic() + ENDS_WITHIN_SECONDS
    before = scene.deployed.sandbox.statistics()["events_taken"]
    while victim.exit_code is None and time.monotonic() < deadline:
        time.sleep(0.2)
        if len(scene.members) == 1 and scene.deployed.sandbox.statistics()["events_taken"] > before + 3_000:
            return
    if victim.exit_code is None:
        scene.expect(len(scene.members) > 1, f"{order}: it idles")
        return
    scene.expect(victim.exit_code != 0, f"{order}: it ended with 0")
    scene.members.remove(victim)
    if not scene.members:
        scene.join()
