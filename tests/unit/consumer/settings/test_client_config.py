"""The three clients' configurations: who gets what, and that librdkafka takes them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient

from consumer.settings import admin_config, consumer_config, producer_config
from consumer.settings.kafka_properties import CONSUMER_ONLY, PRODUCER_ONLY
from tests.unit.consumer.settings.environments import loaded
from tests.unit.consumer.settings.librdkafka_says import consumer_log, producer_log

CLASSIC_ONLY = {"session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy"}


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_librdkafka_takes_every_configuration_without_a_warning(protocol: str) -> None:
    """With either protocol; a property of the other kind of client would be warned of."""
    settings = loaded(KAFKA_GROUP_PROTOCOL=protocol)
    lines = [*consumer_log(consumer_config(settings)), *producer_log(producer_config(settings))]
    AdminClient({**admin_config(settings), "bootstrap.servers": ""})
    assert [line for line in lines if "CONFWARN" in line and "No `bootstrap.servers`" not in line] == []


def test_offsets_are_never_committed_by_themselves() -> None:
    """A commit follows an answer, and a group's start is START_FROM's matter."""
    config = consumer_config(loaded())
    assert (config["enable.auto.commit"], config["enable.auto.offset.store"]) == (False, False)
    assert config["auto.offset.reset"] == "earliest"


def test_a_dead_letter_is_written_once_and_everywhere() -> None:
    """Before its offset moves."""
    config = producer_config(loaded())
    assert (config["enable.idempotence"], config["acks"]) == (True, "all")


def test_a_killed_member_is_missed_after_ten_seconds() -> None:
    """The classic protocol's defaults are ours, the group's name and protocol the settings'."""
    config = consumer_config(loaded(KAFKA_GROUP_ID="mine"))
    assert (config["group.id"], config["group.protocol"]) == ("mine", "classic")
    assert (config["session.timeout.ms"], config["heartbeat.interval.ms"]) == (10_000, 1_000)
    assert config["partition.assignment.strategy"] == "cooperative-sticky"


@pytest.mark.parametrize(("linger_ms", "wait_ms"), [("250", 50), ("50", 10), ("1000", 100), ("60000", 100)])
def test_a_fifth_of_the_linger_passes_at_the_broker(linger_ms: str, wait_ms: int) -> None:
    """A tenth of a second at most; and less than what one partition may give is enough."""
    config = consumer_config(loaded(BATCH_LINGER_MS=linger_ms))
    assert config["fetch.wait.max.ms"] == wait_ms
    assert int(config["fetch.min.bytes"]) * 4 == config["fetch.message.max.bytes"]


@pytest.mark.parametrize("linger_ms", ["0", "49"])
def test_with_a_short_linger_the_broker_answers_at_once(linger_ms: str) -> None:
    """As librdkafka asks it to by itself; after waits of a few milliseconds, an idle one would be asked too often."""
    config = consumer_config(loaded(BATCH_LINGER_MS=linger_ms))
    assert config.keys().isdisjoint({"fetch.wait.max.ms", "fetch.min.bytes"})


@pytest.mark.parametrize("variable", ["KAFKA_FETCH_MIN_BYTES", "KAFKA_FETCH_WAIT_MAX_MS"])
def test_who_says_how_the_broker_answers_has_the_whole_linger(variable: str) -> None:
    """Nothing is taken off the batch's wait for one at the broker that is not ours."""
    settings = loaded(**{variable: "70"})
    assert settings.fetch_wait_seconds == 0
    assert (
        consumer_config(settings).keys() & {"fetch.wait.max.ms", "fetch.min.bytes"} == settings.kafka_properties.keys()
    )


def test_the_consumer_protocol_leaves_the_classic_properties_out() -> None:
    """As librdkafka would refuse them."""
    config = consumer_config(loaded(KAFKA_GROUP_PROTOCOL="consumer"))
    assert config["group.protocol"] == "consumer"
    assert config.keys().isdisjoint(CLASSIC_ONLY)


def test_each_property_goes_only_to_the_client_it_belongs_to() -> None:
    """And what belongs to all goes to all."""
    settings = loaded(KAFKA_FETCH_WAIT_MAX_MS="100", KAFKA_BATCH_SIZE="65536", KAFKA_CLIENT_RACK="a")
    consumer, producer, admin = consumer_config(settings), producer_config(settings), admin_config(settings)
    assert consumer["fetch.wait.max.ms"] == "100"
    assert producer["batch.size"] == "65536"
    assert {config["client.rack"] for config in (consumer, producer, admin)} == {"a"}
    assert {config["bootstrap.servers"] for config in (consumer, producer, admin)} == {"kafka-1:9092"}
    assert consumer.keys().isdisjoint(PRODUCER_ONLY)
    assert producer.keys().isdisjoint(CONSUMER_ONLY)
    assert admin.keys().isdisjoint(CONSUMER_ONLY | PRODUCER_ONLY)


def test_the_user_overrides_our_defaults() -> None:
    """Only what the contract rests on is held."""
    settings = loaded(KAFKA_QUEUED_MAX_MESSAGES_KBYTES="1024", KAFKA_SESSION_TIMEOUT_MS="20000", KAFKA_CLIENT_ID="me")
    config = consumer_config(settings)
    assert config["queued.max.messages.kbytes"] == "1024"
    assert config["session.timeout.ms"] == "20000"
    assert (config["client.id"], producer_config(settings)["client.id"]) == ("me", "me")


def test_the_user_overrides_a_default_by_its_other_name_too() -> None:
    """linger.ms and queue.buffering.max.ms are one property; the last one given counts."""
    lines = producer_log(producer_config(loaded(KAFKA_QUEUE_BUFFERING_MAX_MS="77", KAFKA_DEBUG="conf")))
    assert any("queue.buffering.max.ms = 77" in line for line in lines)


@pytest.mark.parametrize(
    ("variables", "largest_bytes"),
    [
        ({}, 32_768 * 1_024),
        ({"KAFKA_MESSAGE_MAX_BYTES": "5000000"}, 5_000_000),
        ({"KAFKA_QUEUE_BUFFERING_MAX_KBYTES": "2048"}, 2_048 * 1_024),
        ({"KAFKA_QUEUE_BUFFERING_MAX_KBYTES": "2048", "KAFKA_MESSAGE_MAX_BYTES": "5000000"}, 2_048 * 1_024),
        ({"KAFKA_QUEUE_BUFFERING_MAX_KBYTES": "2147483647"}, 1_000_000_000),
    ],
)
def test_no_dead_letter_is_larger_than_the_queue(variables: dict[str, str], largest_bytes: int) -> None:
    """It would find the queue full for ever, instead of being refused at once."""
    assert producer_config(loaded(**variables))["message.max.bytes"] == largest_bytes


def test_a_letter_that_fills_the_queue_is_taken() -> None:
    """It is of the largest size, less what librdkafka counts as its overhead."""
    with queue_without_broker() as producer:
        producer.produce("letters", value=bytes((32 << 20) - 1_000), headers={"reason": b"x" * 100})
        assert len(producer) == 1


def test_a_letter_larger_than_the_queue_is_refused_as_too_large() -> None:
    """A BufferError would mean: wait for room, which there can never be."""
    with queue_without_broker() as producer, pytest.raises(KafkaException) as refused:
        producer.produce("letters", value=bytes(32 << 20), headers={"reason": b"x" * 100})
    assert refused.value.args[0].code() == KafkaError.MSG_SIZE_TOO_LARGE


@contextmanager
def queue_without_broker() -> Iterator[Producer]:
    """The producer of dead letters, which can only queue them."""
    producer = Producer(
        {name: value for name, value in producer_config(loaded()).items() if name != "bootstrap.servers"}
    )
    try:
        yield producer
    finally:
        producer.purge()
        producer.flush(0)
