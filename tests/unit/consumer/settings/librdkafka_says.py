"""What librdkafka itself logs about a configuration, to hold our tables against."""

import logging

from confluent_kafka import Consumer, Producer
from typing_extensions import override

from consumer.settings import ClientConfig

# Where a property takes no number.
_SAMPLES = {
    "check.crcs": "true",
    "compression.codec": "lz4",
    "compression.level": "1",
    "compression.type": "lz4",
    "group.instance.id": "pod-0",
    "group.protocol.type": "consumer",
    "group.remote.assignor": "uniform",
    "isolation.level": "read_committed",
    "partition.assignment.strategy": "cooperative-sticky",
    "partitioner": "random",
    "queuing.strategy": "fifo",
}


def sample(property_: str) -> str:
    """A value that the property takes."""
    return _SAMPLES.get(property_, "1000")


def producer_log(config: ClientConfig) -> list[str]:
    """What a producer of this configuration, without brokers, logs when it is created."""
    kept = _Kept()
    Producer({**_without_brokers(config), "log_level": 7}, logger=_logger(kept)).poll(0)
    return kept.lines


def consumer_log(config: ClientConfig) -> list[str]:
    """What a consumer of this configuration, without brokers, logs when it is created."""
    kept = _Kept()
    consumer = Consumer({"group.id": "test", **_without_brokers(config), "log_level": 7}, logger=_logger(kept))
    consumer.poll(0)
    consumer.close()
    return kept.lines


def _without_brokers(config: ClientConfig) -> ClientConfig:
    return {name: value for name, value in config.items() if name != "bootstrap.servers"}


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _logger(kept: logging.Handler) -> logging.Logger:
    logger = logging.getLogger("librdkafka-says")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.handlers = [kept]
    return logger
