"""Errors of Kafka in words."""

import pytest
from confluent_kafka import KafkaError

from consumer.kafka.errors import words_of


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("ConsumerGroupDescribe: ", "ConsumerGroupDescribe: Broker: Not coordinator"),
        ("", "Broker: Not coordinator"),
        ("DescribeConsumerGroups: Broker: Not coordinator", "DescribeConsumerGroups: Broker: Not coordinator"),
    ],
)
def test_an_error_without_words_of_its_own_has_those_of_its_code(told: str, words: str) -> None:
    """Librdkafka writes what the broker sent behind a colon, and some brokers send nothing."""
    assert words_of(KafkaError(KafkaError.NOT_COORDINATOR, told)) == words
