"""How the witnesses' words are read."""

from dataclasses import replace

import pytest

from consumer.generator import Intent
from tests.kafka_broker import StoredRecord
from tests.loss_checker import DeadLetter, SourceRecord
from tests.loss_checker.reader import dead_letter, source_record

STORED = StoredRecord(partition=3, offset=14, key=None, value=b"{}", headers=(), timestamp_ms=0)
LETTER_HEADERS = (
    ("signal-kameleoon.topic", b"signal"),
    ("signal-kameleoon.partition", b"3"),
    ("signal-kameleoon.offset", b"14"),
    ("signal-kameleoon.reason", b"not_json"),
)


def test_a_record_says_what_it_is_meant_to_become() -> None:
    """The generator's two headers are read."""
    headers = (("generator-intent", b"deliver"), ("generator-nonce", b"n-1"))
    assert source_record(replace(STORED, headers=headers)) == SourceRecord(
        partition=3, offset=14, intent=Intent.DELIVER, nonce="n-1"
    )


def test_a_record_may_have_no_nonce() -> None:
    """A broken record has none that could be sent."""
    found = source_record(replace(STORED, headers=(("generator-intent", b"dead_letter"),)))
    assert (found.intent, found.nonce) == (Intent.DEAD_LETTER, None)


def test_a_record_without_an_intent_cannot_be_judged() -> None:
    """It is named, so that the test that wrote it can be mended."""
    with pytest.raises(ValueError, match="partition 3, offset 14: no generator-intent header"):
        source_record(STORED)


def test_a_letter_says_where_it_comes_from() -> None:
    """Its own headers stand behind those of the original, so the last of a name counts."""
    headers = (("signal-kameleoon.offset", b"2"), *LETTER_HEADERS)
    assert dead_letter(replace(STORED, headers=headers), "signal") == DeadLetter(
        partition=3, offset=14, reason="not_json"
    )


@pytest.mark.parametrize("missing", range(len(LETTER_HEADERS)))
def test_a_letter_without_its_coordinates_is_refused(missing: int) -> None:
    """Whichever header is missing, it is named."""
    headers = LETTER_HEADERS[:missing] + LETTER_HEADERS[missing + 1 :]
    with pytest.raises(ValueError, match=f"no header '{LETTER_HEADERS[missing][0]}'"):
        dead_letter(replace(STORED, headers=headers), "signal")


def test_a_letter_from_another_topic_is_refused() -> None:
    """It would otherwise stand for a record that it does not hold."""
    with pytest.raises(ValueError, match="comes from 'signal', not from 'other'"):
        dead_letter(replace(STORED, headers=LETTER_HEADERS), "other")
