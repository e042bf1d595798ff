"""What the looks at Kafka and the source topic say."""

import pytest

from consumer.check.finding import State
from consumer.check.seen import Absent, Denied, Reached, Right, TopicLook, TopicThere, Unanswered, Unreachable
from consumer.check.topic_findings import reach_finding, topic_finding
from tests.unit.consumer.settings.environments import loaded

SETTINGS = loaded()
REACHED = Reached(3, ("events-enriched-eu", "orders"))


def test_kafka_that_answers_is_well() -> None:
    """With the number of brokers, which tells one cluster from another."""
    found = reach_finding(REACHED, SETTINGS.bootstrap_servers)
    assert (found.state, found.seen) == (State.OK, "kafka-1:9092 answers; brokers: 3")


def test_kafka_that_is_away_and_kafka_that_refuses_us_are_mended_differently() -> None:
    """The first by network settings, the second by credentials."""
    away = reach_finding(Unreachable("Connection refused", is_refused=False), SETTINGS.bootstrap_servers)
    refused = reach_finding(Unreachable("Invalid username or password", is_refused=True), SETTINGS.bootstrap_servers)
    assert away.state is refused.state is State.PROBLEM
    assert "Connection refused" in away.seen
    assert "KAFKA_BOOTSTRAP_SERVERS" in away.mend
    assert "KAFKA_SASL_PASSWORD" in refused.mend


def test_a_broker_whose_certificate_is_not_accepted_names_the_authority() -> None:
    """Kafka answers; only its authority is not known."""
    why = (
        "ssl://kafka-1:9092/bootstrap: SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: "
        "broker certificate could not be verified, verify that ssl.ca.location is correctly configured"
    )
    found = reach_finding(Unreachable(why, is_refused=False), "kafka-1:9092")
    assert found.state is State.PROBLEM
    assert "KAFKA_SSL_CA_LOCATION" in found.mend
    assert "firewalls" not in found.mend


@pytest.mark.parametrize(
    ("rights", "told"),
    [
        (frozenset({Right.READ, Right.DESCRIBE}), "we may READ it"),
        (None, "the broker does not tell our rights"),
    ],
)
def test_a_topic_that_may_be_read_is_well(rights: frozenset[Right] | None, told: str) -> None:
    """Also where the broker does not tell."""
    found = topic_finding(TopicThere((0, 1), rights, None), REACHED, SETTINGS)
    assert (found.state, found.seen) == (State.OK, f"events-enriched exists; partitions: 2; {told}")


@pytest.mark.parametrize("look", [TopicThere((0,), frozenset({Right.DESCRIBE}), None), Denied()])
def test_a_missing_right_is_granted_by_a_command(look: TopicLook) -> None:
    """With the user's name where there is one."""
    found = topic_finding(look, REACHED, SETTINGS)
    assert found.state is State.PROBLEM
    assert "Grant READ on topic events-enriched" in found.mend
    assert found.command == (
        "kafka-acls.sh --bootstrap-server kafka-1:9092 --add --allow-principal 'User:<our user>' "
        "--operation READ --topic events-enriched"
    )
    named = topic_finding(look, REACHED, loaded(KAFKA_SASL_USERNAME="signal"))
    assert "--allow-principal User:signal " in named.command


def test_a_topic_that_is_not_there_may_be_misspelled() -> None:
    """The nearest name is told."""
    found = topic_finding(Absent(), REACHED, SETTINGS)
    assert found.state is State.PROBLEM
    assert found.mend == "Did you mean events-enriched-eu? Set SIGNAL_TOPIC to the topic of enriched Signal events"
    assert topic_finding(Absent(), Reached(1, ()), SETTINGS).mend.startswith("Set SIGNAL_TOPIC")


def test_no_answer_is_a_problem_that_may_pass() -> None:
    """Nothing is known of the topic then."""
    found = topic_finding(Unanswered("Local: Timed out"), REACHED, SETTINGS)
    assert found.state is State.PROBLEM
    assert "Run it again" in found.mend
