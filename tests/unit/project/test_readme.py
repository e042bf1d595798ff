"""The README's tables say what the program says: a setting or a metric that only one of them knows fails here."""

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from consumer.core.failure import FailureCause
from consumer.settings import settings_table
from consumer.stopping import ExitCode
from consumer.telemetry import Metrics
from transforms import DropReason, InvalidReason, compile_blueprint, parse_blueprint

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its own head."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def declared(registry: CollectorRegistry) -> dict[str, tuple[str, str]]:
    """Kind and help of each metric of ours, by the name that a scrape shows."""
    suffix = {"counter": "_total", "info": "_info"}
    families = [family for family in registry.collect() if family.name.startswith("signal_kameleoon")]
    return {family.name + suffix.get(family.type, ""): (family.type, family.documentation) for family in families}


def test_the_settings_table_is_the_settings() -> None:
    """Name, default and meaning of every setting, in order."""
    expected = [[f"`{row.name}`", row.default, row.meaning] for row in settings_table()]
    assert rows("Settings") == expected


def test_the_metrics_table_is_the_registry() -> None:
    """Name, kind and help of every metric."""
    told = {name.strip("`"): (kind, meaning) for name, kind, _, meaning in rows("Health and metrics")}
    assert told == declared(Metrics().registry)


@pytest.mark.parametrize("row", rows("Health and metrics"), ids=lambda row: row[0])
def test_the_labels_in_the_table_are_those_of_the_metric(row: list[str]) -> None:
    """A query written from the table finds its series."""
    metrics = {metric.describe()[0].name: metric for metric in vars(Metrics()).values() if hasattr(metric, "describe")}
    name = re.sub("_(total|info)$", "", row[0].strip("`"))
    labels = [] if row[2] == "-" else [label.strip("` ") for label in row[2].split(",")]
    if row[1] == "info":
        assert labels == ["version"]
    else:
        assert metrics[name]._labelnames == tuple(labels)  # noqa: SLF001 - the library has no public name for it


def test_every_exit_code_is_in_the_table() -> None:
    """What a restart policy or a person meets."""
    assert [int(row[0]) for row in rows("Exit codes")] == sorted(ExitCode)


def test_the_two_commands_stand_in_the_readme() -> None:
    """A stranger copies them as they are."""
    install = "python3 -m venv .venv && .venv/bin/pip install -q -c deploy/constraints.txt -e "
    assert f"{install}.        && .venv/bin/signal-kameleoon demo\n" in README
    assert f"{install}'.[test]' && .venv/bin/pytest\n" in README


def test_every_cause_of_a_missing_answer_is_in_the_table() -> None:
    """Whoever is woken up looks for the word in the log."""
    (row,) = [row for row in rows("When it does not work") if row[0].startswith("**No answer.**")]
    assert sorted(re.findall("`([a-z_]+)`", row[1])[1:], key=list(FailureCause).index) == list(FailureCause)


def test_every_mapping_in_the_readme_can_be_used() -> None:
    """An analyst copies it as it stands."""
    mappings = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert len(mappings) >= 5
    for mapping in mappings:
        compile_blueprint(parse_blueprint(mapping))


def test_every_reason_is_in_the_table() -> None:
    """The closed list, in its order."""
    second_table = rows("The mapping")[6:]
    told = [(reason.strip("`"), outcome) for reason, outcome, _ in second_table]
    assert told == [(reason, "dropped") for reason in DropReason] + [
        (reason, "dead-lettered") for reason in InvalidReason
    ]
