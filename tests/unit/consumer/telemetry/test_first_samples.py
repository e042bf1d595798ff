"""Counters that are there before their first event."""

from collections.abc import Iterable

from consumer.telemetry import Metrics, start_at_zero
from consumer.telemetry.first_samples import MOST_RULES
from tests.unit.consumer.telemetry.voices import voice
from transforms import (
    WITHOUT_RULE,
    Dropped,
    DropReason,
    InvalidReason,
    Send,
    compile_blueprint,
    load_preset,
)

OPEN_LISTS = {"dead_letter_write_failures", "kafka_errors"}
"""By the error's name, of which the client has hundreds."""


def samples(metrics: Metrics) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Labels and values of the counters that have labels, by metric."""
    families = [family for family in metrics.registry.collect() if family.type == "counter"]
    return {
        family.name.removeprefix("signal_kameleoon_"): [(sample.labels, sample.value) for sample in family.samples]
        for family in families
        if not family.samples or any(sample.labels for sample in family.samples)
    }


def started(rules: Iterable[str]) -> Metrics:
    """The metrics of a program that has just started."""
    metrics = Metrics()
    start_at_zero(metrics, rules)
    return metrics


def test_every_counter_of_a_closed_list_starts_at_zero() -> None:
    """Born at 1, its first event would be no increase, and would alert nobody."""
    found = samples(started(["page", "Order Completed"]))
    assert {name for name, values in found.items() if not values} == OPEN_LISTS
    assert all(value == 0 for values in found.values() for _, value in values)


VALUES = (
    None,
    b"{",
    b"\x1f\x8b\x08\x00",
    b"\x00\x00\x00\x00\x01\x02",
    '{"type":"page"}'.encode("utf-16"),
    b"<html>",
    b"[]",
    b"{}",
    b'{"type":"track","event":"Nobody Knows"}',
    b'{"type":"page"}',
    b'{"type":"page","message_id":"undefined"}',
    b'{"type":"page","message_id":"m"}',
    b'{"type":"page","message_id":"m","anonymous_id":"undefined"}',
    b'{"type":"page","message_id":"m","anonymous_id":"a"}',
    b'{"type":"page","message_id":"m","anonymous_id":"a","properties":{"url":"ftp://"}}',
    b'{"type":"track","event":"Signed Up","message_id":"m","anonymous_id":"a"}',
)


def test_the_samples_that_are_there_are_those_that_records_count() -> None:
    """What the transform says of records of every kind finds its sample, and a reason of no rule has none of a rule."""
    blueprint = load_preset("default")
    rules = [event.name for event in blueprint.events]
    records = [tuple(labels.values()) for labels, _ in samples(started(rules))["records"]]
    verdicts = [compile_blueprint(blueprint).transform(value, 0.0) for value in VALUES]
    counted = {
        ("dropped" if isinstance(verdict, Dropped) else "dead_lettered", str(verdict.reason), verdict.rule)
        for verdict in verdicts
        if not isinstance(verdict, Send)
    }
    assert len(counted) > 12
    assert counted <= set(records)
    assert {reason for outcome, reason, _ in records if outcome == "dropped"} == set(DropReason)
    assert set(InvalidReason) <= {reason for outcome, reason, _ in records if outcome == "dead_lettered"}
    assert {reason for _, reason, rule in records if rule == "page"}.isdisjoint(WITHOUT_RULE)
    assert ("delivered", "", "page") in records


def test_a_mapping_of_very_many_rules_does_not_fill_the_page() -> None:
    """Each of its rules' counters is born with its first event."""
    rules = [f"rule-{number}" for number in range(MOST_RULES + 1)]
    assert not any(labels["rule"] == "rule-0" for labels, _ in samples(started(rules))["records"])


def test_no_series_tells_when_another_was_created() -> None:
    """It would double every counter of the page."""
    assert "_created" not in voice().telemetry.exposition().decode()
