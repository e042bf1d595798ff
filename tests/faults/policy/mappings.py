"""A mapping that makes every event invalid, and the one that mends it."""

from collections import Counter

from tests.faults.load import steady
from tests.faults.played import Played
from tests.faults.policy.trial import Trial
from tests.faults.stage import PARTITIONS, Stage
from tests.kafka_broker import read_all
from tests.processes import wait_until

MOST_LETTERS_OF_A_PARTITION = 1_000
BROKEN = "extends: default\nevents: {page: {fields: {href: {from: properties.misspelt}}}}\n"
MENDED = "extends: default\nevents: {page: {fields: {href: {from: context.page.url}}}}\n"


def bad_mapping(stage: Stage) -> Played:
    """The fuse opens; what it held back is delivered by the mended mapping, with nothing to redrive."""
    with stage.trial() as trial:
        broken = trial.start(MAPPING_FILE=_file(trial, "broken", BROKEN))
        # A first batch of 500 would open the fuse at once; the deploy is to be found out while letters are written.
        trial.write(40)
        trial.deployed.wait_until_committed(60)
        with steady(trial.writer, 800):
            wait_until(lambda: len(broken.said("fuse open: partition stands still")) == PARTITIONS, 60)
        # The last commit before the fuses opened may still be on its way.
        wait_until(lambda: sum(trial.deployed.look().values()) == trial.letters, 10)
        stood_at = trial.deployed.look()
        trial.write(400)
        trial.expect(broken.stop() == 0, "it did not end well with open fuses")
        trial.expect(trial.deployed.look() == stood_at, "offsets moved behind an open fuse")
        letters = _letters(trial)
        worst = max(letters.values())
        trial.expect(worst <= MOST_LETTERS_OF_A_PARTITION, f"{worst} dead letters of one partition")
        trial.start(MAPPING_FILE=_file(trial, "mended", MENDED))
        trial.finish(letters=letters.total(), excused={"wrongly_dead_lettered"})
        assert trial.played.figures is not None
        ended = trial.played.figures.delivered + letters.total()
        trial.expect(ended == trial.writer.written, f"{ended} of {trial.writer.written} events ended somewhere")
        return trial.played


def _letters(trial: Trial) -> Counter[bytes | None]:
    """How many dead letters each partition has."""
    found = read_all(trial.deployed.bootstrap_servers, trial.deployed.dead_letter_topic)
    return Counter(dict(letter.headers)["signal-kameleoon.partition"] for letter in found)


def _file(trial: Trial, name: str, text: str) -> str:
    path = trial.deployed.directory / f"{name}.yaml"
    path.write_text(text)
    return str(path)
