"""Writes single records to a topic, for tests that care what is in them."""

from collections.abc import Sequence

from confluent_kafka import Producer


def write(bootstrap_servers: str, topic: str, values: Sequence[bytes | None], partition: int = 0) -> None:
    """Write values to one partition, in order."""
    producer = Producer({"bootstrap.servers": bootstrap_servers, "enable.idempotence": True, "log_level": 2})
    for value in values:
        producer.produce(topic, value, partition=partition)
    assert producer.flush(30) == 0
