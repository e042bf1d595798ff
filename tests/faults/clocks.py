"""Wall clocks that jump by an hour, and one that is an hour behind the others: time-outs and sessions do not care."""

import math
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from tests.faults.inside import ENVIRON
from tests.faults.played import Played
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.processes import ConsumerProcess

HOUR_SECONDS: Final = 3600
NOBODY_STARTED: Final = Setting(members=0)


def clocks_jump(stage: Stage) -> Played:
    """An hour on, an hour back, under load: nothing waits for it, nothing is repeated, no age is negative."""
    with stage.scene(NOBODY_STARTED) as scene:
        offset = scene.deployed.directory / "clock"
        _set(offset, 0)
        members = [scene.join(FAKED_CLOCK_FILE=str(offset), **ENVIRON) for _ in range(2)]
        scene.join()
        scene.begin()
        for member in members:
            member.wait_for_event("partitions assigned", 30)
        for seconds in (HOUR_SECONDS, 0, -HOUR_SECONDS, 0):
            with scene.harm():
                _set(offset, seconds)
                # An API whose own clock stays asks for a wait by date.
                until = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
                scene.set_faults([{"kind": "status", "status": 429, "retry_after": until, "next_requests": 3}])
                time.sleep(stage.lengths.fault_seconds / 3)
                _expect_sane_ages(scene, members)
                scene.clear_faults()
            scene.recover()
        _expect_jumps_seen(scene, members)
    return scene.played


def _set(offset: Path, seconds: int) -> None:
    """Put the clock of all who read the file; replaced in one step, since they read it at every look."""
    new = offset.with_suffix(".new")
    new.write_text(f"{seconds:+d}\n")
    new.rename(offset)


def _expect_sane_ages(scene: Scene, members: list[ConsumerProcess]) -> None:
    for member in members:
        age = member.metric("signal_kameleoon_oldest_unresolved_age_seconds")
        scene.expect(math.isfinite(age) and age >= 0, f"an age of {age}")


def _expect_jumps_seen(scene: Scene, members: list[ConsumerProcess]) -> None:
    """Without it the library would have been left out, and the scenario would say nothing."""
    for member in members:
        answered = member.metric("signal_kameleoon_event_to_answer_seconds_sum")
        scene.expect(answered > HOUR_SECONDS, f"the clock did not jump: ages add up to {answered:.0f} s")
