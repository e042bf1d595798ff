"""The settings of Kafka without those of the Data API."""

import pytest

from consumer.settings import SettingsError, admin_config, producer_config
from consumer.settings.kafka_settings import load_kafka_settings
from tests.unit.consumer.settings.environments import REQUIRED, loaded, no_file

KAFKA = {name: REQUIRED[name] for name in ("SIGNAL_TOPIC", "KAFKA_BOOTSTRAP_SERVERS")}


def test_they_are_those_of_the_whole() -> None:
    """Properties too."""
    user = {"KAFKA_SASL_MECHANISM": "PLAIN", "KAFKA_SASL_USERNAME": "me", "KAFKA_SASL_PASSWORD": "secret"}
    given = {"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", **user}
    whole, found = loaded(**given), load_kafka_settings({**KAFKA, **given}, no_file)
    assert (found.topic, found.bootstrap_servers) == (whole.topic, whole.bootstrap_servers)
    assert (found.producer, found.admin) == (producer_config(whole), admin_config(whole))


def test_what_is_wrong_elsewhere_does_not_matter() -> None:
    """Not even a site code, a mapping or a misspelling."""
    elsewhere = {"KAMELEOON_SITE_CODE": "a-b", "MAPPING_FILE": "/nowhere", "BATCH_LINGERS_MS": "5", "LOG_LEVEL": "x"}
    assert load_kafka_settings({**KAFKA, **elsewhere}, no_file).topic == KAFKA["SIGNAL_TOPIC"]


def test_all_problems_are_told_misspellings_too() -> None:
    """At once."""
    with pytest.raises(SettingsError) as refused:
        load_kafka_settings({"SIGNAL_TOPICS": "events", "KAFKA_ACKS": "1"}, no_file)
    text = "\n".join(refused.value.problems)
    for name in ("SIGNAL_TOPICS", "SIGNAL_TOPIC is required", "KAFKA_BOOTSTRAP_SERVERS is required", "KAFKA_ACKS"):
        assert name in text
    assert "KAMELEOON" not in text
