"""What a Kafka error means for this process.

The client's own `retriable()` does not tell: for commits it is always False.
"""

from enum import Enum, auto
from typing import Final

from confluent_kafka import KafkaError

CREDENTIALS_ADVICE: Final = (
    "Check KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD."
)


class InstanceHeldError(Exception):
    """Another member has our `group.instance.id`: its session must end before ours can begin."""


class Meaning(Enum):
    """What to do about an error."""

    PASSING = auto()
    """Goes by: the client repeats by itself, or the next commit replaces this one."""

    NOT_OURS = auto()
    """The partition or the membership is gone: drop what was to be committed, go on."""

    UNREADABLE = auto()
    """A record cannot be read as it lies in the log: what follows must not be read past it."""

    NOT_AUTHORISED = auto()
    """A right is missing: nothing gets better by waiting."""

    FATAL = auto()
    """This client will never work again."""


_NOT_OURS: Final = frozenset(
    {
        KafkaError.ILLEGAL_GENERATION,
        KafkaError.UNKNOWN_MEMBER_ID,
        KafkaError.REBALANCE_IN_PROGRESS,
        KafkaError.STALE_MEMBER_EPOCH,
        KafkaError.FENCED_MEMBER_EPOCH,
        KafkaError._ASSIGNMENT_LOST,  # noqa: SLF001 - the client's public constants of its own errors begin with "_"
    }
)
_ON_THE_MOVE: Final = frozenset(
    {KafkaError.ILLEGAL_GENERATION, KafkaError.REBALANCE_IN_PROGRESS, KafkaError.STALE_MEMBER_EPOCH}
)
_NOT_AUTHORISED: Final = frozenset(
    {
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.SASL_AUTHENTICATION_FAILED,
        KafkaError._AUTHENTICATION,  # noqa: SLF001 - as above
    }
)
_UNKNOWN_TOPIC: Final = frozenset(
    {
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError.UNKNOWN_TOPIC_ID,
        KafkaError._UNKNOWN_TOPIC,  # noqa: SLF001 - as above
        KafkaError._UNKNOWN_PARTITION,  # noqa: SLF001 - as above
    }
)
_UNREADABLE: Final = frozenset(
    {
        KafkaError._BAD_MSG,  # noqa: SLF001 - as above; its CRC is wrong, or it cannot be parsed
        KafkaError._BAD_COMPRESSION,  # noqa: SLF001 - as above
        KafkaError._NOT_IMPLEMENTED,  # noqa: SLF001 - as above; a format or a codec that this client does not know
        KafkaError._UNDERFLOW,  # noqa: SLF001 - as above
        KafkaError.INVALID_MSG,  # the broker found it itself
        KafkaError.MSG_SIZE_TOO_LARGE,
        KafkaError.UNSUPPORTED_COMPRESSION_TYPE,
    }
)
_SETTLING: Final = frozenset(
    {
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.NOT_COORDINATOR,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.NOT_LEADER_FOR_PARTITION,
    }
)
_FATAL: Final = frozenset(
    {
        KafkaError._FATAL,  # noqa: SLF001 - as above
        KafkaError.FENCED_INSTANCE_ID,
        KafkaError.UNRELEASED_INSTANCE_ID,
        KafkaError.UNSUPPORTED_VERSION,
        KafkaError.INCONSISTENT_GROUP_PROTOCOL,
        KafkaError.INVALID_SESSION_TIMEOUT,
    }
)


def meaning_of(error: KafkaError) -> Meaning:
    """Classify an error that a consumer or a commit reported."""
    code = error.code()
    if error.fatal() or code in _FATAL:
        return Meaning.FATAL
    if code in _NOT_AUTHORISED:
        return Meaning.NOT_AUTHORISED
    if code in _UNREADABLE:
        return Meaning.UNREADABLE
    return Meaning.NOT_OURS if code in _NOT_OURS else Meaning.PASSING


def is_settling(error: KafkaError) -> bool:
    """Whether the cluster is still finding out who answers: a new one, one that restarts, or the very first group.

    The client's admin requests are not repeated for it.
    """
    return error.code() in _SETTLING


def words_of(error: KafkaError) -> str:
    """The error in words. Some of librdkafka's end at a colon, where the broker sent no message of its own."""
    told = error.str().strip()
    return f"{told} {KafkaError(error.code()).str()}".strip() if not told or told.endswith(":") else told


def is_worth_repeating(error: KafkaError) -> bool:
    """Whether a last commit that failed so may be stored next time: the membership is not gone, only on the move."""
    return error.code() in _ON_THE_MOVE or meaning_of(error) is Meaning.PASSING


def is_disconnection(error: KafkaError) -> bool:
    """Whether connections were closed, or cannot be made: the client connects again by itself."""
    return error.code() in {KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT}  # noqa: SLF001 - as above


def is_end_of_partition(error: KafkaError) -> bool:
    """Whether a message only says that its partition is read to the end: the last stable offset."""
    return error.code() == KafkaError._PARTITION_EOF  # noqa: SLF001 - as above


def is_unknown_topic(error: KafkaError) -> bool:
    """Whether there is no such topic: it was deleted, or the broker does not know it yet."""
    return error.code() in _UNKNOWN_TOPIC


def is_nothing_to_commit(error: KafkaError) -> bool:
    """Whether a commit failed only because there was nothing in it."""
    return error.code() == KafkaError._NO_OFFSET  # noqa: SLF001 - as above


def is_instance_held(error: KafkaError) -> bool:
    """Whether another member has our `group.instance.id`: our predecessor, as long as its session lasts.

    With the `consumer` protocol a broker does not let a new process take the place of one that has not left, and
    librdkafka calls that fatal; the error that it hands out has no code of its own, only the broker's words in its own.
    """
    held = KafkaError(KafkaError.UNRELEASED_INSTANCE_ID)
    return error.code() == held.code() or (meaning_of(error) is Meaning.FATAL and held.str() in error.str())


class NotedError:
    """Why a client cannot reach Kafka, as far as it told its error callback: `note` is that callback.

    A look-up that times out does not say why, and a client cannot say "all brokers are down" and why in one error: the
    more telling one is kept.
    """

    def __init__(self) -> None:
        self.error: KafkaError | None = None

    def note(self, error: KafkaError) -> None:
        """Keep the first one, and whatever says that we are refused."""
        if self.error is None or meaning_of(error) is Meaning.NOT_AUTHORISED:
            self.error = error
