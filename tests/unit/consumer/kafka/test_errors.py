"""What errors of Kafka mean, and in which words."""

import pytest
from confluent_kafka import KafkaError

from consumer.kafka.errors import is_instance_held, words_of

HELD = KafkaError(KafkaError.UNRELEASED_INSTANCE_ID)
FATAL = KafkaError._FATAL  # noqa: SLF001 - the client's public name of it


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


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (HELD, True),
        (KafkaError(FATAL, f"Fatal error: {HELD.str()}: ConsumerGroupHeartbeat fatal error: {HELD.str()}"), True),
        (KafkaError(FATAL, "Fatal error: Broker: Static consumer fenced by other consumer"), False),
        (KafkaError(KafkaError.FENCED_INSTANCE_ID), False),
        (KafkaError(KafkaError.UNKNOWN_MEMBER_ID, HELD.str()), False),
    ],
)
def test_an_instance_id_that_another_member_has_is_known_by_code_or_words(error: KafkaError, *, expected: bool) -> None:
    """Whoever has it may be our predecessor, whose session ends by itself."""
    assert is_instance_held(error) is expected
