"""What libraries and Python itself would write to stderr is said in the log."""

import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable

import pytest
from typing_extensions import override

from consumer.telemetry import LIBRDKAFKA, libraries_logged, make_log
from consumer.telemetry.quiet import MOST_KINDS, Repeats

Line = dict[str, object]


class Unreadable:
    """An argument of a log record that cannot be shown."""

    @override
    def __str__(self) -> str:
        raise LookupError("odd")


class Falling:
    """Its destructor fails."""

    def __del__(self) -> None:
        raise LookupError("fell")


async def _lose_a_task() -> None:
    async def fail() -> None:
        raise LookupError("lost")

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task


def _end_a_thread() -> None:
    thread = threading.Thread(target=lambda: list[int]().pop(), name="planted")
    thread.start()
    thread.join()


def _print() -> None:
    print("one", file=sys.stderr)
    print("two", end="", file=sys.stderr)
    print(" three\n", file=sys.stderr)


def _warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        sys.modules["warnings"].warn("old", DeprecationWarning, stacklevel=1)


def said_by(act: Callable[[], object], level: str = "info") -> list[Line]:
    """The lines that an act makes, without their times."""
    stream = io.StringIO()
    with libraries_logged(make_log(level, "json", stream), make_log("debug", "json", stream)):
        act()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [{key: value for key, value in line.items() if key != "timestamp"} for line in lines]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda: logging.getLogger("aiohttp.x").error("broken %s", 7), ("library", "error", "broken 7")),
        (lambda: logging.getLogger().warning("of nobody"), ("library", "warning", "of nobody")),
        (lambda: logging.getLogger("x").warning("%s", Unreadable()), ("library", "warning", "%s")),
        (lambda: asyncio.run(_lose_a_task()), ("library", "error", "Task exception was never retrieved")),
        (lambda: LIBRDKAFKA.log(10, "%s [%s] %s", "FETCH", "c-1", "x"), ("librdkafka", "debug", "FETCH [c-1] x")),
        (lambda: LIBRDKAFKA.log(50, "%s [%s] %s", "FAIL", "c-1", "x"), ("librdkafka", "error", "FAIL [c-1] x")),
    ],
)
def test_what_is_logged_is_one_line(
    act: Callable[[], object], expected: tuple[str, str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """And nothing goes to stderr."""
    (line,) = said_by(act)
    assert (line["event"], line["level"], str(line["detail"]).partition("\n")[0]) == expected
    assert capfd.readouterr() == ("", "")


def test_a_warning_is_a_line() -> None:
    """With the place that warns."""
    (line,) = said_by(_warn)
    assert (line["event"], line["level"], line["detail"]) == ("library", "warning", "DeprecationWarning: old")


@pytest.mark.parametrize(
    ("act", "where", "failure"),
    [(_end_a_thread, "planted", "IndexError"), (Falling, "destructor", "LookupError: fell")],
    ids=["thread", "destructor"],
)
def test_an_exception_that_nobody_catches_is_a_line(act: Callable[[], object], where: str, failure: str) -> None:
    """With its traceback."""
    (line,) = said_by(act)
    assert (line["event"], line["level"]) == ("unexpected exception", "error")
    assert where in str(line["where"])
    assert failure in str(line["exception"])


def test_what_is_printed_to_stderr_is_a_line_each() -> None:
    """A line that comes in pieces is one, and empty ones are none."""
    assert [line["detail"] for line in said_by(_print)] == ["one", "two three"]


def test_a_print_without_an_end_is_not_kept_for_ever() -> None:
    """A progress bar, say."""
    assert said_by(lambda: sys.stderr.write("x" * 10_000))


def test_only_the_lines_of_the_wanted_level_are_said() -> None:
    """LOG_LEVEL holds for libraries; KAFKA_DEBUG was asked for."""
    assert said_by(lambda: logging.getLogger("x").warning("odd"), "error") == []
    assert said_by(lambda: logging.getLogger("x").info("odd"), "debug") == []
    assert said_by(lambda: LIBRDKAFKA.debug("asked for"), "error")


def test_a_line_that_repeats_is_said_once_and_the_kafka_clients_are_said_whole() -> None:
    """A stranger at a port can cause thousands of the one; the other was asked for."""

    def act() -> None:
        for number in range(1_000):
            logging.getLogger("x").error("bad request %s", number)
            LIBRDKAFKA.debug("%s", number)

    said = [line["event"] for line in said_by(act)]
    assert (said.count("library"), said.count("librdkafka")) == (1, 1_000)


def test_what_the_kafka_client_says_unasked_is_said_once_in_a_while_and_what_is_fatal_by_us() -> None:
    """Whoever is handed the fatal error says what it means."""

    def act() -> None:
        for number in range(10):
            LIBRDKAFKA.log(50, "%s [%s] %s", "CRASH", f"consumer-{number}", "text")
            LIBRDKAFKA.log(50, "%s [%s] %s", "FATAL", f"consumer-{number}", "text")

    assert [line["detail"] for line in said_by(act)] == ["CRASH [consumer-0] text"]


def test_how_often_a_line_was_left_out_is_said_with_the_next_one() -> None:
    """Kinds that others make up are not kept for ever."""
    repeats = Repeats(10.0)
    assert [repeats.count("a", now) for now in (0.0, 1.0, 2.0, 10.0, 20.0)] == [0, None, None, 2, 0]
    for number in range(MOST_KINDS):
        assert repeats.count(f"kind {number}", 21.0) == 0
    assert repeats.count("a", 21.0) == 0


def test_everything_is_as_before_when_it_is_over() -> None:
    """The commands that print have their stderr again."""

    def state() -> object:
        root = logging.getLogger()
        return (
            sys.stderr,
            threading.excepthook,
            sys.unraisablehook,
            warnings.showwarning,
            [(logger.handlers[:], logger.level, logger.propagate) for logger in (root, LIBRDKAFKA)],
        )

    before = state()
    said_by(lambda: None)
    assert state() == before
