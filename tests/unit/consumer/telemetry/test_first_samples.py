"""Counters that are there before their first event."""

from collections.abc import Iterable

from consumer.telemetry import Metrics, start_at_zero
from consumer.telemetry.first_samples import MOST_RULES
from tests.unit.consumer.telemetry.voices import voice
from transforms import DropReason, InvalidReason

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


def test_every_reason_is_there_for_the_rules_that_can_have_it() -> None:
    """Nothing is counted under a rule that no record of that outcome has."""
    records = [tuple(labels.values()) for labels, _ in samples(started(["page"]))["records"]]
    assert {reason for outcome, reason, _ in records if outcome == "dropped"} == set(DropReason)
    assert set(InvalidReason) <= {reason for outcome, reason, _ in records if outcome == "dead_lettered"}
    assert ("dropped", "not_mapped", "page") not in records
    assert ("dead_lettered", "not_json", "page") not in records
    assert ("delivered", "", "page") in records


def test_a_mapping_of_very_many_rules_does_not_fill_the_page() -> None:
    """Each of its rules' counters is born with its first event."""
    rules = [f"rule-{number}" for number in range(MOST_RULES + 1)]
    assert not any(labels["rule"] == "rule-0" for labels, _ in samples(started(rules))["records"])


def test_no_series_tells_when_another_was_created() -> None:
    """It would double every counter of the page."""
    assert "_created" not in voice().telemetry.exposition().decode()
