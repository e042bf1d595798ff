"""Makes the topic that records are written to."""

from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

_MADE_WITHIN_SECONDS: Final = 10.0
_BROKER_DEFAULT: Final = -1


def make_topic(admin_config: dict[str, str | int | float | bool], name: str) -> str | None:
    """Make a topic with the broker's default partitions and replication.

    Args:
        admin_config: librdkafka properties, at least `bootstrap.servers`.
        name: of the topic.

    Returns:
        Why it is not there; None when it is.
    """
    topic = NewTopic(name, num_partitions=_BROKER_DEFAULT, replication_factor=_BROKER_DEFAULT)
    try:
        admin = AdminClient(admin_config)  # held until the answer: a client that is gone answers nothing
        admin.create_topics([topic], request_timeout=_MADE_WITHIN_SECONDS)[name].result()
    except KafkaException as exception:
        error: KafkaError = exception.args[0]
        return None if error.code() == KafkaError.TOPIC_ALREADY_EXISTS else error.str()
    return None
