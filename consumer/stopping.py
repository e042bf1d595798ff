"""How the program ends: the exit codes, and the exceptions that carry them to the top."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell and Kubernetes see. Documented in the README."""

    CLEAN = 0
    NOT_ACHIEVED = 1  # what was asked for did not come about: the demo's sum does not hold, the API took no test event
    BAD_SETTINGS = 2
    CANNOT_START = 3
    FATAL_KAFKA_ERROR = 4
    NOT_DRAINED = 5
    UNEXPECTED = 6


class Stop(Exception):  # noqa: N818 - it is a decision, not an error
    """The program has to end. The message is for the person on call and says what to do."""

    exit_code: ExitCode = ExitCode.UNEXPECTED


class CannotStart(Stop):
    """A topic is missing, a right is not granted, a port is taken: waiting would not help."""

    exit_code = ExitCode.CANNOT_START


class FatalKafkaError(Stop):
    """Kafka has refused this member for good: only a new process can go on."""

    exit_code = ExitCode.FATAL_KAFKA_ERROR


class NotDrained(Stop):
    """The budget for a clean stop was over, or a second signal asked to end at once."""

    exit_code = ExitCode.NOT_DRAINED


def first_stop(group: BaseExceptionGroup[Stop]) -> Stop:
    """The stop that decides: nested groups come from nested task groups."""
    first = group.exceptions[0]
    return first_stop(first) if isinstance(first, BaseExceptionGroup) else first
