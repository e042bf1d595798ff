"""Events that the API refuses for what is in them."""

import random
import time

from consumer.core.blockade import PROBE_SECONDS
from tests.faults.events import event_id
from tests.faults.load import steady
from tests.faults.played import Played
from tests.faults.stage import Stage
from tests.processes import wait_until


def one_culprit(stage: Stage) -> Played:
    """One in a batch of 1,000: found with at most 21 extra requests, the others delivered in order."""
    with stage.trial(partitions=1, guilty={event_id(617)}, BATCH_MAX_EVENTS="1000", BATCH_LINGER_MS="5000") as trial:
        trial.refuse(400)
        trial.write(1000)
        trial.start()
        trial.finish(letters=1)
        first, *extra = trial.requests
        trial.expect(len(first.nonces) == 1000, f"the first batch held {len(first.nonces)} events")
        trial.expect(len(extra) <= 21, f"{len(extra)} extra requests")
        return trial.played


def one_in_a_hundred(stage: Stage) -> Played:
    """1 % of many events: the others delivered once and in order, exactly the guilty set aside."""
    events = stage.lengths.many_events
    guilty = {event_id(number) for number in random.Random(7).sample(range(events), events // 100)}
    with stage.trial(guilty=guilty, BATCH_LINGER_MS="1000") as trial:
        trial.refuse(400)
        trial.write(events)
        trial.start()
        # A culprit that nothing comes after waits for its retrial: the last event of all is a good one.
        trial.deployed.wait_for_deliveries(events - len(guilty), 180)
        trial.write(4)
        trial.finish(letters=len(guilty))
        return trial.played


def quiet_site(stage: Stage) -> Played:
    """A bad event alone is dead-lettered after the next good one is taken, and holds nothing up."""
    with stage.trial(partitions=1, guilty={event_id(1)}) as trial:
        trial.refuse(400)
        member = trial.start()
        trial.write(1)
        trial.wait_for_deliveries(1)
        trial.write(1)
        member.wait_for_text("event rejected alone", 30)
        trial.expect(trial.letters == 0, "it was dead-lettered before anything was taken")
        trial.write(1)
        trial.wait_for_deliveries(2)
        taken_at = time.monotonic()
        wait_until(lambda: trial.letters == 1, 5)
        trial.expect(time.monotonic() - taken_at < 3, "its dead letter did not come at once")
        trial.write(1)
        trial.finish(letters=1)
        return trial.played


def poison(stage: Stage) -> Played:
    """500 to every batch that holds one event: isolated by its own 500s while others are taken, and set aside."""
    with stage.trial(guilty={event_id(302)}, BATCH_LINGER_MS="200") as trial:
        trial.refuse(500)
        member = trial.start()
        with steady(trial.writer, 100):
            member.wait_for_text("event rejected again", 300)
        trial.finish(letters=1)
        trial.expect(not member.said("blocked"), "it was taken for a wrong configuration")
        return trial.played


def firewall(stage: Stage) -> Played:
    """403 to every batch with one address in it: found within three probing rounds, everything else delivered."""
    guilty = event_id(1502)
    with stage.trial(guilty={guilty}, BATCH_LINGER_MS="200") as trial:
        trial.refuse(403)
        member = trial.start()
        with steady(trial.writer, 400):
            member.wait_for_text("event rejected again", 5 * PROBE_SECONDS)
        trial.finish(letters=1, most_late=10)
        refused = [request.time_seconds for request in trial.requests if guilty in request.nonces]
        rounds = len(member.said("no longer blocked: the API takes events again"))
        trial.expect(rounds <= 3, f"{rounds} rounds")
        took = refused[-1] - refused[0]
        trial.expect(took <= 3 * PROBE_SECONDS, f"it took {took:.0f} s")
        return trial.played
