"""A dead-letter topic that does not take what is written to it: nothing of that partition moves until it does."""

import os
import time
from collections.abc import Callable

from tests.faults.played import Played
from tests.faults.policy.trial import Trial
from tests.faults.rights import TOPIC, WRITE, as_user, denied
from tests.faults.stage import Stage
from tests.kafka_broker import create_topic, delete_topic, read_all
from tests.processes import ConsumerProcess

GOES_ON_WITHIN_SECONDS = 90.0
"""The longest back-off, and what the client needs to look again."""

TOPIC_MAX_BYTES = 20_000


def topic_deleted(stage: Stage) -> Played:
    """It vanishes while everything runs: the program makes it again, and goes on where it stopped."""
    with stage.trial(partitions=2) as trial:
        member = _start_with_a_letter(trial)
        delete_topic(trial.deployed.bootstrap_servers, trial.deployed.dead_letter_topic)
        trial.writer.write_broken()
        trial.write(10)
        # The letter before the deletion is gone with the topic.
        trial.finish(letters=1, excused={"missing_dead_letters"})
        made = len(member.said("dead-letter topic created"))
        trial.expect(made == 2, f"the dead-letter topic was made {made} times, and not twice")
        return trial.played


def topic_forbidden(stage: Stage) -> Played:
    """The right to write to it is taken away, and given back."""
    with stage.trial(partitions=2) as trial:
        trial.deployed.environ |= as_user(stage.cluster)
        servers = trial.deployed.bootstrap_servers
        member = _start_with_a_letter(trial)
        with denied(servers, WRITE, TOPIC, trial.deployed.dead_letter_topic) as allow:
            _stands_still(trial, member, stage.lengths.outage_seconds)
            _mend(trial, allow)
        trial.finish(letters=2)
        return trial.played


def letter_too_large(stage: Stage) -> Played:
    """It refuses one record as too large: written without its value, and everything goes on."""
    with stage.trial(partitions=2) as trial:
        deployed = trial.deployed
        create_topic(
            deployed.bootstrap_servers, deployed.dead_letter_topic, 1, {"max.message.bytes": str(TOPIC_MAX_BYTES)}
        )
        large = os.urandom(TOPIC_MAX_BYTES).hex().encode()
        trial.writer.write_broken()
        trial.writer.write_broken(large)
        trial.write(100)
        trial.start()
        trial.finish(letters=2)
        values = [letter.value for letter in read_all(deployed.bootstrap_servers, deployed.dead_letter_topic)]
        trial.expect(values == [b"not json", None], "the large one did not come without its value, or others did")
        return trial.played


def _start_with_a_letter(trial: Trial) -> ConsumerProcess:
    member = trial.start()
    trial.writer.write_broken()
    trial.write(10)
    trial.deployed.wait_until_committed(30)
    return member


def _stands_still(trial: Trial, member: ConsumerProcess, seconds: float) -> None:
    """Write a broken record and good ones behind it; of its partition nothing may be committed, the other goes on."""
    stood_at = trial.deployed.look()
    trial.writer.write_broken()
    trial.write(10)
    trial.wait_for_deliveries(15)
    member.wait_for_text("dead letter not written: its partition waits", 60)
    time.sleep(seconds)
    moved = trial.deployed.look()
    trial.expect(moved[0] == stood_at[0], f"offsets moved from {stood_at[0]} to {moved[0]} without the dead letter")
    trial.expect(moved[1] == stood_at[1] + 5, f"the other partition stands at {moved[1]}")


def _mend(trial: Trial, mend: Callable[[], object]) -> None:
    mend()
    mended_at = time.monotonic()
    trial.deployed.wait_until_committed(GOES_ON_WITHIN_SECONDS)
    trial.recovered_seconds = time.monotonic() - mended_at
    trial.expect(trial.deployed.look()[0] == 12, "not everything was committed")
