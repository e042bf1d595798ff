"""What the API takes of one sender: sizes and rates."""

import math
import time

from tests.faults.load import steady
from tests.faults.played import Played
from tests.faults.stage import Stage

BODY_LIMIT_BYTES = 20_000
TOO_MUCH_FOR_A_BODY = 1_200
"""Events per second: 300 in a second's batch of each partition, of 140 bytes each, are twice the limit."""

RETRY_AFTER_SECONDS = 5
ON_ITS_WAY_SECONDS = 1.0
"""A request may have left before the answer to another one was there."""


def bodies_too_large(stage: Stage) -> Played:
    """413 above 20 kB: everything delivered, and soon hardly anything refused any more."""
    lengths = stage.lengths
    with stage.trial(BATCH_LINGER_MS="1000") as trial:
        trial.set_faults([{"kind": "status", "status": 413, "over_bytes": BODY_LIMIT_BYTES}])
        trial.write(2_000)
        trial.start()
        with steady(trial.writer, TOO_MUCH_FOR_A_BODY):
            trial.wait_for_deliveries(1)
            settled_at = trial.requests[0].time_seconds + lengths.settling_seconds
            time.sleep(lengths.settling_seconds + lengths.calm_seconds)
        trial.finish(letters=0)
        later = [request.taken for request in trial.requests if request.time_seconds > settled_at]
        refused = later.count(False)
        trial.expect(any(not request.taken for request in trial.requests), "nothing was ever refused")
        trial.expect(50 * refused < len(later), f"{refused} of {len(later)} requests refused")
        return trial.played


def too_many_requests(stage: Stage) -> Played:
    """One partition is answered 429 with Retry-After, again and again: until it is over nothing goes out from any."""
    fault = {"kind": "status", "status": 429, "retry_after": RETRY_AFTER_SECONDS, "next_requests": 1}
    times = math.ceil(stage.lengths.outage_seconds / RETRY_AFTER_SECONDS)
    with stage.trial() as trial:
        trial.start()
        with steady(trial.writer, 400):
            trial.wait_for_deliveries(200)
            for _ in range(times):
                trial.suffer([fault], RETRY_AFTER_SECONDS + ON_ITS_WAY_SECONDS)
            trial.wait_for_recovery(2 * RETRY_AFTER_SECONDS)
        trial.finish(letters=0)
        limited = [request.time_seconds for request in trial.requests if request.status == 429]
        trial.expect(len(limited) == times, f"{len(limited)} requests limited instead of {times}")
        inside = sum(
            limited_at + ON_ITS_WAY_SECONDS < request.time_seconds < limited_at + RETRY_AFTER_SECONDS
            for limited_at in limited
            for request in trial.requests
        )
        trial.expect(inside == 0, f"{inside} requests inside a window")
        return trial.played
