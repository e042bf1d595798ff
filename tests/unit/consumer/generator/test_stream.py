"""The stream as a whole: repeatable, of the size and the mixture that was asked for, each record labelled."""

from datetime import UTC, datetime
from itertools import islice
from statistics import median, quantiles

import pytest

from consumer.generator import INTENT_HEADER, NONCE_HEADER, Intent, generate
from tests.unit.consumer.generator.samples import START_MS, decoded, sample


def test_the_same_seed_gives_the_same_records() -> None:
    """A failure that a stream has shown can be shown again."""
    first = list(generate(seed=3, count=500, start_ms=START_MS, broken_share=0.05))
    again = list(generate(seed=3, count=500, start_ms=START_MS, broken_share=0.05))
    assert first == again


def test_another_seed_gives_other_visitors() -> None:
    """Two streams can share a topic: no nonce and no visitor is in both."""
    one, other = (list(generate(seed=seed, count=500, start_ms=START_MS)) for seed in (1, 2))
    assert not {record.nonce for record in one} & {record.nonce for record in other} - {None}
    assert not {record.key for record in one} & {record.key for record in other} - {None}


def test_a_longer_stream_begins_like_a_shorter_one() -> None:
    """The count only ends the stream; without a count it goes on."""
    endless = generate(seed=3, count=None, start_ms=START_MS)
    assert list(islice(endless, 300)) == list(generate(seed=3, count=300, start_ms=START_MS))
    assert next(endless, None) is not None


def test_most_events_are_delivered_many_dropped_and_few_broken() -> None:
    """The mixture is that of a shop: mostly page views."""
    intents = [record.intent for record in sample()]
    shares = {intent: intents.count(intent) / len(intents) for intent in Intent}
    assert 0.65 < shares[Intent.DELIVER] < 0.8
    assert 0.2 < shares[Intent.DROP] < 0.35
    assert 0.0015 < shares[Intent.DEAD_LETTER] < 0.005


@pytest.mark.parametrize(("share", "low", "high"), [(0.0, 0, 0), (0.25, 400, 600), (1.0, 2000, 2000)])
def test_the_share_of_broken_records_is_the_one_asked_for(share: float, low: int, high: int) -> None:
    """From none to nothing else, for tests of the dead-letter topic."""
    records = generate(seed=5, count=2_000, start_ms=START_MS, broken_share=share)
    assert low <= sum(record.intent is Intent.DEAD_LETTER for record in records) <= high


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused_at_once(share: float) -> None:
    """The error comes from the call, not from the first record."""
    with pytest.raises(ValueError, match="broken_share"):
        generate(seed=5, count=1, start_ms=START_MS, broken_share=share)


def test_no_nonce_is_used_twice() -> None:
    """A loss checker tells records apart by their nonces."""
    nonces = [record.nonce for record in sample() if record.nonce is not None]
    assert len(nonces) == len(set(nonces)) > 7_960


def test_the_nonce_is_the_message_id_of_the_event() -> None:
    """What the record promises is what the event holds."""
    for record in sample():
        if record.intent is not Intent.DEAD_LETTER:
            assert decoded(record)["messageId"] == record.nonce


def test_headers_say_intent_and_nonce() -> None:
    """Whoever reads the topic learns as much as whoever wrote it; an absent nonce is no header."""
    for record in sample():
        expected = {INTENT_HEADER: record.intent.value.encode()}
        if record.nonce is not None:
            expected[NONCE_HEADER] = record.nonce.encode()
        assert dict(record.headers) == expected
        assert len(record.headers) == len(expected)


def test_records_are_keyed_by_the_anonymous_id() -> None:
    """All events of a visitor lie in one partition, in order."""
    for record in sample():
        if record.intent is not Intent.DEAD_LETTER:
            assert record.key == str(decoded(record)["anonymousId"]).encode()


def test_sizes_are_those_of_real_events() -> None:
    """About 850 bytes, and not all alike."""
    sizes = [len(record.value) for record in sample() if record.intent is not Intent.DEAD_LETTER and record.value]
    assert 800 <= median(sizes) <= 900
    tenths = quantiles(sizes, n=10)
    assert tenths[8] - tenths[0] > 150
    assert max(sizes) > 1_300


def test_timestamps_start_where_asked_and_never_go_back() -> None:
    """The stream has a time of its own: ISO 8601 in UTC, with milliseconds."""
    texts = [str(decoded(record)["timestamp"]) for record in sample() if record.intent is not Intent.DEAD_LETTER]
    assert texts[0] == "2026-09-21T14:13:20.123Z"
    assert texts == sorted(texts)
    elapsed = datetime.fromisoformat(texts[-1]) - datetime.fromtimestamp(START_MS / 1000, UTC)
    assert 480 < elapsed.total_seconds() < 1_200
