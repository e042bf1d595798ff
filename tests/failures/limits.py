"""What the API takes of one sender: sizes and rates."""

import time
from itertools import pairwise

from tests.failures.load import steady
from tests.failures.played import Played
from tests.failures.stage import PARTITIONS, Stage

BODY_LIMIT_BYTES = 20_000
RETRY_AFTER_SECONDS = 5
ON_ITS_WAY_SECONDS = 1.0
"""A request may have left before the answer to another one was there."""


def bodies_too_large(stage: Stage) -> Played:
    """413 above 20 kB: everything delivered, and soon hardly anything refused any more."""
    lengths = stage.lengths
    with stage.trial(BATCH_LINGER_MS="500") as trial:
        trial.set_faults([{"kind": "status", "status": 413, "over_bytes": BODY_LIMIT_BYTES}])
        trial.write(2_000)
        trial.start()
        with steady(trial.writer, 1_000):
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
    """429 with Retry-After: until it is over nothing goes out, from any partition."""
    with stage.trial() as trial:
        trial.start()
        fault = {"kind": "status", "status": 429, "retry_after": RETRY_AFTER_SECONDS}
        with steady(trial.writer, 400):
            trial.wait_for_deliveries(200)
            trial.suffer([fault], stage.lengths.fault_seconds)
            trial.wait_for_recovery(4 * RETRY_AFTER_SECONDS)
        trial.finish(letters=0)
        limited = [request.time_seconds for request in trial.requests if request.status == 429]
        rounds = 1 + sum(later - earlier > ON_ITS_WAY_SECONDS for earlier, later in pairwise(limited))
        trial.expect(len(limited) <= PARTITIONS * rounds, f"{len(limited)} requests in {rounds} rounds")
        inside = sum(
            limited_at + ON_ITS_WAY_SECONDS < request.time_seconds < limited_at + RETRY_AFTER_SECONDS
            for limited_at in limited
            for request in trial.requests
        )
        trial.expect(inside == 0, f"{inside} requests inside a window")
        return trial.played
