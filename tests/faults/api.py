"""An API that is down, slow, limits its callers, breaks connections, or refuses everything."""

import signal
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

from consumer.core.blockade import PROBE_SECONDS
from tests.faults.played import Played
from tests.faults.scene import Fault, Scene, Setting
from tests.faults.stage import Stage

LONGER_THAN_A_REQUEST_SECONDS: Final = 12.0
"""REQUEST_TIMEOUT_MS is 10 s; an answer that comes within it is late, and nothing else."""

SETTLED_SECONDS: Final = 1.5
"""What the API took before its fault is answered and committed by then."""

MOST_ATTEMPTS: Final = 12
"""Of one partition within 15 s: full jitter waits 0.25, 0.5, 1, 2, 4 and 8 s on average, and may be lucky."""

DOWN: Final[Fault] = {"kind": "status", "status": 503}
HALF_DOWN: Final[Fault] = {"kind": "status", "status": 503, "share": 0.5}
HANGS: Final[Fault] = {"kind": "delay", "seconds": 60}
BREAKS: Final[Sequence[Fault]] = [
    {"kind": "reset_before_taking", "share": 0.1},
    {"kind": "reset_after_taking", "share": 0.1},
]
SLOW: Final[Sequence[Fault]] = [
    {"kind": "delay", "seconds": 0.5, "share": 0.9},
    {"kind": "delay", "seconds": 4.0, "share": 0.05},
    {"kind": "drip", "seconds": 60.0, "share": 0.2},
]
REFUSALS: Final[Mapping[str, Fault]] = {
    "forbidden": {"kind": "status", "status": 403},
    "not_found": {"kind": "status", "status": 404},
    "unauthorised": {"kind": "status", "status": 401},
    "redirected": {"kind": "status", "status": 302, "location": "https://login.example/"},
}

LIMIT_PER_SECOND: Final = 30
LIMITED: Final = Setting(sandbox_options=("--requests-per-second", str(LIMIT_PER_SECOND)))
SETTLES_WITHIN_SECONDS: Final = 10.0
MANY: Final = Setting(backlog=150_000)
PROBED: Final = Setting(most_late=40, recovers_within_seconds=PROBE_SECONDS + 10)


def down(stage: Stage) -> Played:
    """503 to everything, to every second request, then no answer at all: nothing is set aside, nobody leaves."""
    with stage.scene() as scene:
        scene.begin()
        with scene.harm():
            _stands_still(scene, stage.lengths.fault_seconds)
        scene.recover()
        scene.suffer([HALF_DOWN])
        scene.recover()
        scene.suffer([HANGS], max(stage.lengths.fault_seconds, LONGER_THAN_A_REQUEST_SECONDS))
        scene.recover()
        gone = sum(len(member.said(f"partitions {how}")) for member in scene.members for how in ("revoked", "lost"))
        scene.expect(gone <= 2, f"{gone} rebalances for an API that is down")
    return scene.played


def rate_limited(stage: Stage) -> Played:
    """A limit for all callers together, then 429 with `Retry-After` in every form, sensible or not."""
    with stage.scene(LIMITED) as scene:
        scene.begin()
        with scene.harm():
            begun_at = time.time()
            time.sleep(SETTLES_WITHIN_SECONDS + stage.lengths.fault_seconds)
        later = [r for r in scene.deployed.sandbox.requests() if r.time_seconds > begun_at + SETTLES_WITHIN_SECONDS]
        refused = sum(not request.taken for request in later)
        scene.expect(2 * refused < len(later), f"{refused} of {len(later)} requests beyond the limit")
        soon, past = (datetime.now(UTC) + timedelta(seconds=seconds) for seconds in (4, -3600))
        for retry_after in (2, "soon", "-5", format_datetime(soon, usegmt=True), format_datetime(past, usegmt=True)):
            fault = {"kind": "status", "status": 429, "retry_after": retry_after, "next_requests": 5}
            scene.suffer([fault], stage.lengths.fault_seconds / 5)
        scene.recover()
    return scene.played


def slow(stage: Stage) -> Played:
    """Ten times slower, some answers drip: memory stays bounded under a large backlog, and the age is to be seen."""
    with stage.scene(MANY) as scene:
        scene.begin()
        with scene.harm():
            scene.set_faults(SLOW)
            time.sleep(stage.lengths.fault_seconds)
            in_flight = [member.metric("signal_kameleoon_requests_in_flight") for member in scene.members]
            scene.clear_faults()
        scene.expect(max(in_flight) <= scene.setting.partitions, f"{in_flight} requests on the wire")
        scene.recover()
    return scene.played


def broken_connections(stage: Stage) -> Played:
    """Resets before and after the events were taken, then a server that is reached and never answers."""
    with stage.scene() as scene:
        scene.begin()
        scene.suffer(BREAKS)
        scene.recover()
        with scene.harm():
            scene.deployed.sandbox.program.signal(signal.SIGSTOP)
            time.sleep(max(stage.lengths.fault_seconds, LONGER_THAN_A_REQUEST_SECONDS))
            scene.deployed.sandbox.program.signal(signal.SIGCONT)
        scene.recover()
    return scene.played


def misconfigured(stage: Stage) -> Played:
    """403, 404, 401 and redirects to everything: nothing is dead-lettered, it is said, and it ends by itself."""
    with stage.scene(PROBED) as scene:
        scene.begin()
        for reason, fault in REFUSALS.items():
            with scene.harm():
                asked = len(scene.deployed.sandbox.requests())
                scene.set_faults([fault])
                time.sleep(stage.lengths.fault_seconds)
                refused = sum(request.status != 200 for request in scene.deployed.sandbox.requests()[asked:])
                blocked = [member.metric("signal_kameleoon_blocked", reason=reason) for member in scene.members]
                scene.clear_faults()
            most = scene.setting.partitions + len(blocked) * (stage.lengths.fault_seconds / PROBE_SECONDS + 2)
            scene.expect(all(blocked), f"{reason}: gauges {blocked}")
            scene.expect(refused <= most, f"{reason}: {refused} requests refused")
            scene.recover()
    return scene.played


def _stands_still(scene: Scene, seconds: float) -> None:
    """503 to everything: no commit passes what is not delivered, and the API is knocked at ever less often."""
    scene.set_faults([DOWN])
    time.sleep(SETTLED_SECONDS)
    stood_at, asked = scene.deployed.look(), len(scene.deployed.sandbox.requests())
    time.sleep(seconds - SETTLED_SECONDS)
    moved_to, attempts = scene.deployed.look(), len(scene.deployed.sandbox.requests()) - asked
    scene.clear_faults()
    scene.expect(moved_to == stood_at, f"offsets moved from {stood_at} to {moved_to} while the API was down")
    most = scene.setting.partitions * MOST_ATTEMPTS
    scene.expect(attempts <= most, f"{attempts} requests to an API that was down, more than {most}")
