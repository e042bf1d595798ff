"""Why the dead-letter topic cannot be looked into, and what to do about it."""

import pytest

from consumer.check.seen import Absent, Denied, Reached, Unanswered, Unreachable
from consumer.core.record import Span
from consumer.letters.choosing import At, Newest, OfRecord, Wanted
from consumer.letters.letter import Source
from consumer.letters.obstacles import broken_off, not_found, not_there, unreachable
from consumer.letters.place import Place
from tests.unit.consumer.settings.environments import loaded

SETTINGS = loaded()
TOPIC = SETTINGS.dead_letter_topic
REACHED = Reached(3, ("events-enriched", f"{TOPIC}s"))


def test_every_obstacle_says_what_to_do() -> None:
    """Behind an arrow, as check does."""
    texts = [
        unreachable(Unreachable("refused", is_refused=False), SETTINGS),
        unreachable(Unreachable("unknown user", is_refused=True), SETTINGS),
        *(not_there(look, REACHED, SETTINGS) for look in (Absent(), Denied(), Unanswered("timed out"))),
        broken_off(SETTINGS, "timed out", 5, 9),
    ]
    assert all("\n-> " in text for text in texts)
    assert "KAFKA_SASL_PASSWORD" in texts[1]
    assert f"Did you mean {TOPIC}s?" in texts[2]
    assert "$ kafka-acls.sh --bootstrap-server kafka-1:9092 --add" in texts[3]
    assert f"--operation READ --topic {TOPIC}" in texts[3]
    assert "only 5 of 9 letters could be read: timed out" in texts[5]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (At(Place(0, 4)), "partition 0 holds offsets 5 to 19"),
        (At(Place(0, 7)), "the offset is a gap"),
        (At(Place(1, 7)), "partition 1 holds nothing"),
        (At(Place(2, 7)), "its partitions are 0, 1"),
        (OfRecord(Source("events", Place(7, 42)), 1), "the record at partition 7, offset 42 of events"),
        (Newest(1), "holds no letters"),
    ],
)
def test_what_is_not_found_says_what_is_there_instead(wanted: Wanted, words: str) -> None:
    """And that letters do not stay for ever."""
    text = not_found(wanted, {0: Span(5, 20), 1: Span(7, 7)}, SETTINGS)
    assert words in text
    assert "\n-> " in text
