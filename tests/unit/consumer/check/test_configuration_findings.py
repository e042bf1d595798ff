"""What settings and mapping say."""

import pytest

from consumer.check.configuration_findings import mapping_findings, settings_findings
from consumer.check.finding import State
from consumer.check.judging import BadMapping, judging_mapping
from consumer.settings import SettingsError
from tests.unit.consumer.settings.environments import loaded, problems


def test_settings_are_told_in_a_line_and_each_warning_in_one() -> None:
    """A warning names the setting to change."""
    fine, warned = settings_findings(loaded(SIGNAL_TOPIC="raw-events"))
    assert fine.state is State.OK
    assert all(word in fine.seen for word in ("f17c21u1ag", "eu", "raw-events", "signal-kameleoon-f17c21u1ag"))
    assert warned.state is State.WARNING
    assert warned.mend == "Change SIGNAL_TOPIC, unless this is intended"


def test_the_proxy_is_told_without_its_password() -> None:
    """Or that there is none."""
    (direct,) = settings_findings(loaded())
    assert direct.seen.endswith(", no proxy")
    (found,) = settings_findings(loaded(HTTPS_PROXY="http://me:hunter2@proxy.example:3128"))
    assert found.seen.endswith(", the proxy http://proxy.example:3128 (HTTPS_PROXY)")


def test_each_problem_of_the_settings_is_a_finding() -> None:
    """None waits behind another."""
    error = SettingsError(("SIGNAL_TOPIC is required: the topic", "BATCH_MAX_EVENTS is none: must be a number"))
    found = list(settings_findings(error))
    assert [one.state for one in found] == [State.PROBLEM, State.PROBLEM]
    assert "SIGNAL_TOPIC_FILE" in found[0].mend
    assert "BATCH_MAX_EVENTS" in found[1].mend


@pytest.mark.parametrize(
    ("variables", "remedy"),
    [
        (
            {"KAMELEOON_SITE_CODE": "", "KAMELEOON_SITE_CODE_FILE": "/nope"},
            "Correct KAMELEOON_SITE_CODE_FILE in the environment, or the file that it names",
        ),
        (
            {"SIGNAL_TOPIC_FILE": "/nope"},
            "Remove SIGNAL_TOPIC or SIGNAL_TOPIC_FILE from the environment",
        ),
        ({"KAMELEOON_SIDE_CODE": "x"}, "Rename KAMELEOON_SIDE_CODE in the environment, or remove it"),
        ({"KAFKA_NO_SUCH": "x"}, "Rename KAFKA_NO_SUCH in the environment, or remove it"),
        ({"HTTPS_PROXY": "socks5://a:1"}, "Correct HTTPS_PROXY in the environment"),
        (
            {"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "GSSAPI"},
            "Correct the KAFKA_* variables in the environment (or the files that they name)",
        ),
        (
            {"BATCH_MAX_EVENTS": "x"},
            "Correct BATCH_MAX_EVENTS in the environment (or the file that BATCH_MAX_EVENTS_FILE names)",
        ),
    ],
)
def test_a_remedy_names_variables_that_there_are(variables: dict[str, str], remedy: str) -> None:
    """There is no file in place of a file, and none for a proxy."""
    found = settings_findings(SettingsError(problems(**variables)))
    assert f"{remedy}; the README lists all settings" in [one.mend for one in found]


def test_a_variable_that_is_ignored_may_stay() -> None:
    """It is meant for another program."""
    _, warned = settings_findings(loaded(KAFKA_HEAP_OPTS="-Xmx1g", KAFKA_ADVERTISED_LISTENERS="PLAINTEXT://a:1"))
    assert warned.mend == "Nothing to do; remove it from the environment if nothing there needs it"


def test_the_mapping_tells_what_it_sends() -> None:
    """By name."""
    (found,) = mapping_findings(judging_mapping({}, None))
    assert found.state is State.OK
    assert found.seen.endswith("sends 4 events: page, Order Completed, Order Refunded, Signed Up")


def test_each_problem_of_the_mapping_is_a_finding() -> None:
    """None waits behind another."""
    found = list(mapping_findings(BadMapping(("own.yaml: line 1: a", "own.yaml: line 2: b"))))
    assert [one.seen for one in found] == ["own.yaml: line 1: a", "own.yaml: line 2: b"]
    assert all(one.state is State.PROBLEM and one.mend for one in found)
