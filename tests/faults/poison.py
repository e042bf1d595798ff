"""Events that are broken, and events that the API refuses for what is in them, among good ones."""

from random import Random
from typing import Final

from tests.faults.events import event_id
from tests.faults.played import Played
from tests.faults.scene import Setting
from tests.faults.stage import Stage

USUAL: Final = Setting()
GUILTY_SHARE: Final = 1 / 500


def poison_events(stage: Stage) -> Played:
    """400 and 422 for some, JSON that is none: exactly the guilty are set aside, their neighbours delivered once."""
    first = USUAL.backlog
    # Only such as are surely written: one that nothing comes after would wait for its retrial.
    last = 2 * USUAL.backlog + int(stage.lengths.fault_seconds * USUAL.per_second * 0.8)
    numbers = Random(stage.seed).sample(range(first, last), int((last - first) * GUILTY_SHARE))
    malformed, unprocessable = (sorted(map(event_id, half)) for half in (numbers[::2], numbers[1::2]))
    with stage.scene(Setting(guilty={*malformed, *unprocessable})) as scene:
        refusals = (
            {"kind": "status", "status": 400, "nonces": malformed},
            {"kind": "status", "status": 422, "nonces": unprocessable},
        )
        scene.set_faults(refusals)
        scene.begin()
        scene.suffer(refusals)
        scene.set_faults(refusals)
        scene.recover()
    return scene.played
