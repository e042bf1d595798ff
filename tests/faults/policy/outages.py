"""An API that refuses everything for a while: nothing is set aside for it, and delivery resumes by itself."""

import time
from collections.abc import Mapping

from consumer.core.blockade import PROBE_SECONDS
from consumer.core.evidence import MOST_ACCUSED
from tests.faults.load import steady
from tests.faults.played import Played
from tests.faults.stage import PARTITIONS, Stage

RECOVERS_WITHIN_SECONDS = 15.0

Fault = Mapping[str, object]


def rejects_everything(stage: Stage) -> Played:
    """400 to everything: said so, nothing dead-lettered, everything delivered after it."""
    return _outage(stage, {"status": 400}, "rejects_everything", "KAMELEOON_SITE_CODE", PARTITIONS * MOST_ACCUSED)


def not_found(stage: Stage) -> Played:
    """404 to everything, as for a wrong region."""
    return _outage(stage, {"status": 404}, "not_found", "the Data Region")


def forbidden(stage: Stage) -> Played:
    """403 to everything, as for a bot."""
    return _outage(stage, {"status": 403}, "forbidden", "user agent")


def unauthorised(stage: Stage) -> Played:
    """401 to everything, though no token was sent."""
    return _outage(stage, {"status": 401}, "unauthorised", "ask Kameleoon")


def redirected(stage: Stage) -> Played:
    """302 to everything, as by a proxy with a page for people."""
    location = "https://login.example/"
    return _outage(stage, {"status": 302, "location": location}, "redirected", "KAMELEOON_BASE_URL")


def bad_minute_of_a_quiet_site(stage: Stage) -> Played:
    """Six events that meet 400s, one by one: all are delivered once the API is well."""
    with stage.trial(partitions=1) as trial:
        trial.start()
        trial.write(1)
        trial.wait_for_deliveries(1)
        trial.set_faults([{"kind": "status", "status": 400}])
        for _ in range(6):
            trial.write(1)
            time.sleep(stage.lengths.outage_seconds / 6)
        trial.cure()
        trial.wait_for_recovery(RECOVERS_WITHIN_SECONDS)
        trial.finish(letters=0, most_late=6)
        return trial.played


def _outage(stage: Stage, fault: Fault, reason: str, advice: str, most_isolating: int = 0) -> Played:
    """Let the API refuse everything: each partition meets it once, then only probes do, but for what isolates."""
    with stage.trial() as trial:
        member = trial.start()
        with steady(trial.writer, 200):
            trial.wait_for_deliveries(200)
            trial.suffer([{"kind": "status", **fault}], stage.lengths.outage_seconds)
            recovered = trial.wait_for_recovery(60)
        trial.expect(recovered <= RECOVERS_WITHIN_SECONDS, f"resumed {recovered:.1f} s after the cure")
        refused = sum(not request.taken for request in trial.requests)
        most_refused = most_isolating + PARTITIONS + int(stage.lengths.outage_seconds / PROBE_SECONDS) + 1
        trial.expect(refused <= most_refused, f"{refused} requests while it refused everything")
        said = member.said("blocked")
        trial.expect(any(line["reason"] == reason for line in said), f"the log never said {reason}")
        trial.expect(any(advice in str(line["change"]) for line in said), "the log did not say what to change")
        trial.finish(letters=0, most_late=2 * MOST_ACCUSED)
        return trial.played
