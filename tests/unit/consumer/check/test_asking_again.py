"""A cluster that is still finding out who answers."""

import pytest
from confluent_kafka import KafkaError, KafkaException

from consumer.check.asking_again import AT_LEAST_SECONDS, PAUSE_SECONDS, asked_until_settled

SETTLING = [
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
]


class Cluster:
    """Answers with these errors, one after the other, each in a second; then it gives its answer."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.now = 0.0
        self.given_seconds: list[float] = []

    def ask(self, seconds: float) -> str:
        """Answer."""
        self.given_seconds.append(seconds)
        self.now += 1.0
        if self.codes:
            raise KafkaException(KafkaError(self.codes.pop(0)))
        return "answer"

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def asked(self, most_seconds: float) -> str:
        """Ask it."""
        return asked_until_settled(self.ask, most_seconds, lambda: self.now, self.sleep)


@pytest.mark.parametrize("code", SETTLING)
def test_it_is_asked_again(code: int) -> None:
    """Each time for what is left of the time."""
    cluster = Cluster(code, code)
    assert cluster.asked(10.0) == "answer"
    assert cluster.given_seconds == pytest.approx([10.0, 9.0 - PAUSE_SECONDS, 8.0 - 2 * PAUSE_SECONDS])


def test_the_error_is_told_when_the_time_is_over() -> None:
    """After some seconds, not for ever."""
    cluster = Cluster(*[KafkaError.NOT_COORDINATOR] * 100)
    with pytest.raises(KafkaException) as raised:
        cluster.asked(4.0)
    assert raised.value.args[0].code() == KafkaError.NOT_COORDINATOR
    assert cluster.now <= 4.0 + AT_LEAST_SECONDS + 1.0


def test_another_error_is_told_at_once() -> None:
    """Waiting would change nothing."""
    cluster = Cluster(KafkaError.GROUP_AUTHORIZATION_FAILED)
    with pytest.raises(KafkaException):
        cluster.asked(10.0)
    assert cluster.now == 1.0
