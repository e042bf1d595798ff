"""What libraries and Python itself would write to stderr, as lines of the log.

A write to stderr waits as long as nobody reads it: on the event loop that stops every delivery, and in a thread of the
Kafka client it stops that thread. So nothing is written there: `logging`, warnings, complaints of asyncio, exceptions
that nobody caught and prints become lines, which go to the log's own writer.

| who speaks                                       | a line                                                    |
|--------------------------------------------------|-----------------------------------------------------------|
| any logger of `logging`, the `warnings` module   | `library`, one of a kind in 10 s, with how many were not said |
| librdkafka, through the logger that clients get  | `librdkafka`, each of those that KAFKA_DEBUG asks for     |
| a thread that ends with an exception, a destructor that raises | `unexpected exception`                      |
| whatever else is printed to `sys.stderr`         | `stderr`                                                  |

librdkafka writes to descriptor 2 by itself only where it is about to abort the process.
"""

import io
import logging
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Final

from structlog.typing import FilteringBoundLogger
from typing_extensions import override

from consumer.telemetry.quiet import Quiet, Repeats

LIBRDKAFKA: Final = logging.getLogger("librdkafka")
"""For the Kafka clients (`logger`): their lines then wait for a poll, instead of being printed by whatever thread."""

REPEAT_SECONDS: Final = 10.0
_LONGEST_LINE: Final = 8_192
_FATAL: Final = "FATAL"
"""The facility of lines about fatal errors: whoever polls the client is handed them, and says what they mean."""


@contextmanager
def libraries_logged(log: FilteringBoundLogger, librdkafka_log: FilteringBoundLogger) -> Iterator[None]:
    """Take over, for as long as the context lasts, all that would be written to stderr.

    Args:
        log: gets it.
        librdkafka_log: gets what the Kafka clients say, which is critical or was asked for by KAFKA_DEBUG.
    """
    lines = _LibraryLines(log, time.monotonic)
    with (
        _handled(logging.getLogger(), lines, logging.WARNING),
        _handled(LIBRDKAFKA, _LibrdkafkaLines(librdkafka_log, time.monotonic), logging.DEBUG),
        redirect_stderr(_PrintedLines(log)),
        _replaced(warnings, "showwarning", lines.show_warning),
        _replaced(threading, "excepthook", lambda failed: _say_failed(log, failed.exc_value, failed.thread)),
        _replaced(sys, "unraisablehook", lambda failed: _say_failed(log, failed.exc_value, failed.err_msg)),
    ):
        yield


@contextmanager
def _handled(logger: logging.Logger, handler: logging.Handler, level: int) -> Iterator[None]:
    """Let one handler have all records of a logger, and no other."""
    before = logger.handlers[:], logger.level, logger.propagate
    _set_up(logger, [handler], level, propagate=False)
    try:
        yield
    finally:
        _set_up(logger, *before[:2], propagate=before[2])


def _set_up(logger: logging.Logger, handlers: list[logging.Handler], level: int, *, propagate: bool) -> None:
    logger.handlers[:] = handlers
    logger.setLevel(level)
    logger.propagate = propagate


@contextmanager
def _replaced(owner: object, name: str, value: object) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _say_failed(log: FilteringBoundLogger, failure: BaseException | None, where: object) -> None:
    log.error("unexpected exception", exc_info=failure, where=str(where or "a destructor"))


class _LibraryLines(logging.Handler):
    """Lines of loggers, a kind of line once in a while: a stranger at a port can cause thousands in a second."""

    def __init__(self, log: FilteringBoundLogger, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._log = log
        self._monotonic = monotonic
        self._repeats = Repeats(REPEAT_SECONDS)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        repeats = self._repeats.count(f"{record.name} {record.msg}"[:_LONGEST_LINE], self._monotonic())
        if repeats is not None:
            facts = {"repeats": repeats} if repeats else {}
            exc_info = record.exc_info if record.exc_info and record.exc_info[1] else None
            say = _of_level(self._log, record.levelno)
            say("library", name=record.name, detail=_message(record), exc_info=exc_info, **facts)

    def show_warning(
        self, message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object
    ) -> None:
        """What `warnings` calls; the module itself says each only once."""
        self._log.warning("library", name=f"{filename}:{lineno}", detail=f"{category.__name__}: {message}")


class _LibrdkafkaLines(logging.Handler):
    """Lines of the Kafka clients: all that were asked for, and of the others one of a kind once in a while."""

    def __init__(self, log: FilteringBoundLogger, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._log = log
        self._monotonic = monotonic
        self._quiet = Quiet(REPEAT_SECONDS)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        facility = str(record.args[0]) if isinstance(record.args, tuple) and record.args else ""
        if facility == _FATAL:
            return
        if record.levelno <= logging.DEBUG or self._quiet.may_speak(facility, self._monotonic()):
            _of_level(self._log, record.levelno)("librdkafka", detail=_message(record))


class _PrintedLines(io.TextIOBase):
    """A `sys.stderr` whose lines are said. What was printed without a line end waits for it."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        super().__init__()
        self._log = log
        self._lock = threading.RLock()
        self._begun = ""

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, text: str, /) -> int:
        with self._lock:
            *lines, self._begun = (self._begun + text).split("\n")
            if len(self._begun) > _LONGEST_LINE:
                lines, self._begun = [*lines, self._begun], ""
        for line in filter(None, lines):
            self._log.warning("stderr", detail=line)
        return len(text)


def _message(record: logging.LogRecord) -> str:
    """The text of a record: whatever is wrong with its arguments must not reach the client that calls us."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - the arguments' own code may raise anything
        return str(record.msg)


def _of_level(log: FilteringBoundLogger, level: int) -> Callable[..., object]:
    if level >= logging.ERROR:
        return log.error
    if level >= logging.WARNING:
        return log.warning
    return log.info if level >= logging.INFO else log.debug
