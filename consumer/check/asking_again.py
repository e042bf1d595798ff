"""Asks a cluster again that is still finding out who answers."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from confluent_kafka import KafkaException

from consumer.kafka.errors import is_settling

PAUSE_SECONDS: Final = 0.2
AT_LEAST_SECONDS: Final = 0.5

T = TypeVar("T")


def asked_until_settled(
    ask: Callable[[float], T],
    most_seconds: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """Ask, and ask again for as long as the answer is that nobody is there yet to give it.

    Args:
        ask: is told how many seconds it may take.
        most_seconds: for all of it.
        clock: monotonic seconds.
        sleep: waits so many seconds.

    Raises:
        KafkaException: another error, or this one until the time was over.
    """
    ends_at = clock() + most_seconds
    while True:
        try:
            return ask(max(ends_at - clock(), AT_LEAST_SECONDS))
        except KafkaException as exception:
            if not is_settling(exception.args[0]) or clock() + PAUSE_SECONDS >= ends_at:
                raise
            sleep(PAUSE_SECONDS)
