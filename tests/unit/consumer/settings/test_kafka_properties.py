"""Names and rules of the Kafka properties, held against librdkafka itself."""

import pytest

from consumer.settings.kafka_properties import (
    CONSUMER_ONLY,
    OFTEN_SET,
    PRODUCER_ONLY,
    SecretText,
    is_secret,
    property_name,
    refusal,
    variable_name,
)
from consumer.settings.kafka_trial import verdict_on_one
from tests.unit.consumer.settings.librdkafka_says import consumer_log, producer_log, sample


@pytest.mark.parametrize("property_", sorted(CONSUMER_ONLY))
def test_a_consumers_property_is_one_to_librdkafka_too(property_: str) -> None:
    """A producer that gets it says so."""
    assert any("is a consumer property" in line for line in producer_log({property_: sample(property_)}))


@pytest.mark.parametrize("property_", sorted(PRODUCER_ONLY))
def test_a_producers_property_is_one_to_librdkafka_too(property_: str) -> None:
    """A consumer that gets it says so."""
    assert any("is a producer property" in line for line in consumer_log({property_: sample(property_)}))


@pytest.mark.parametrize("property_", sorted(OFTEN_SET))
def test_a_suggested_property_exists_and_belongs_to_both(property_: str) -> None:
    """A hint must not send anybody into the next error."""
    assert "No such" not in (verdict_on_one(property_, "1000") or "")
    assert property_ not in CONSUMER_ONLY | PRODUCER_ONLY


def test_a_variables_name_and_its_property_translate_both_ways() -> None:
    """Dots stand for underscores."""
    assert property_name("KAFKA_SECURITY_PROTOCOL") == "security.protocol"
    assert variable_name("security.protocol") == "KAFKA_SECURITY_PROTOCOL"


@pytest.mark.parametrize(
    "property_",
    [
        "enable.auto.commit",
        "enable.auto.offset.store",
        "auto.offset.reset",
        "enable.idempotence",
        "acks",
        "request.required.acks",
        "transactional.id",
        "delivery.report.only.error",
        "enable.partition.eof",
        "plugin.library.paths",
        "metadata.broker.list",
        "test.mock.num.brokers",
        "on.commit",
        "error.cb",
        "stats.cb",
        "oauth.cb",
        "logger",
        "default.topic.config",
        "log.level",
    ],
)
def test_what_would_break_the_contract_is_refused_with_the_reason(property_: str) -> None:
    """Whatever its value."""
    assert (refusal(property_, "true", "classic") or "").startswith("cannot be set: ")


@pytest.mark.parametrize(
    "property_", ["group.instance.id", "isolation.level", "check.crcs", "session.timeout.ms", "debug", "sasl.password"]
)
def test_what_the_contract_allows_is_not_refused(property_: str) -> None:
    """The broker's side of the deployment is the user's."""
    assert refusal(property_, sample(property_), "classic") is None


@pytest.mark.parametrize("strategy", ["range", "roundrobin", "range,roundrobin", "cooperative-sticky,range"])
def test_an_eager_assignor_is_refused(strategy: str) -> None:
    """It would take every partition from every member at each rebalance."""
    assert "must be cooperative-sticky" in (refusal("partition.assignment.strategy", strategy, "classic") or "")


@pytest.mark.parametrize("property_", ["session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy"])
def test_a_classic_property_is_refused_with_the_consumer_protocol(property_: str) -> None:
    """There the broker decides it."""
    assert "KAFKA_GROUP_PROTOCOL=consumer" in (refusal(property_, sample(property_), "consumer") or "")


@pytest.mark.parametrize(
    "property_",
    [
        "sasl.password",
        "ssl.key.password",
        "ssl.key.pem",
        "ssl.keystore.password",
        "sasl.oauthbearer.client.secret",
        "sasl.oauthbearer.client.credentials.client.secret",
        "sasl.oauthbearer.config",
        "sasl.oauthbearer.assertion.private.key.passphrase",
    ],
)
def test_a_secret_property_is_known_by_its_name(property_: str) -> None:
    """Every one that librdkafka marks as sensitive."""
    assert is_secret(property_)


@pytest.mark.parametrize("property_", ["client.id", "security.protocol", "sasl.username", "socket.keepalive.enable"])
def test_what_helps_to_find_a_fault_is_shown(property_: str) -> None:
    """Names and switches are no secrets."""
    assert not is_secret(property_)


def test_a_secret_text_hides_in_a_repr_and_is_itself_elsewhere() -> None:
    """The clients must be given the text."""
    secret = SecretText("hunter2")
    assert repr({"a": secret}) == "{'a': '***'}"
    assert secret == "hunter2"
    assert str(secret) == "hunter2"
