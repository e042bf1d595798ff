"""How log lines look."""

import io
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from typing_extensions import override

from consumer.telemetry import make_log
from consumer.telemetry.quiet import Quiet
from transforms import InvalidReason


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    @override
    def isatty(self) -> bool:
        return True


def test_a_json_line_holds_event_level_time_and_facts() -> None:
    """One object a line; the time is UTC."""
    stream = io.StringIO()
    log = make_log("info", "json", stream)
    log.info("started", topic="signal")
    log.warning("second", count=2)
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert datetime.fromisoformat(first.pop("timestamp")).tzname() == "UTC"
    assert first == {"event": "started", "level": "info", "topic": "signal"}
    assert (second["level"], second["count"]) == ("warning", 2)


def test_what_json_does_not_know_is_written_as_text() -> None:
    """A log line never fails for a value."""
    stream = io.StringIO()
    make_log("info", "json", stream).info("odd", value={1}, error=LookupError("x"))
    line = json.loads(stream.getvalue())
    assert (line["value"], line["error"]) == ("{1}", "x")


def test_an_exception_keeps_its_traceback_on_one_line() -> None:
    """Collectors read line by line."""
    stream = io.StringIO()
    with pytest.raises(ValueError, match="odd") as raised:
        int("odd")
    make_log("info", "json", stream).error("failed", exc_info=raised.value)
    (line,) = stream.getvalue().splitlines()
    assert "ValueError: invalid literal" in json.loads(line)["exception"]


@pytest.mark.parametrize(("level", "count"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_lines_below_the_level_are_left_out(level: str, count: int) -> None:
    """LOG_LEVEL names the lowest that is written."""
    stream = io.StringIO()
    log = make_log(level, "json", stream)
    for write in (log.debug, log.info, log.warning, log.error):
        write("line")
    assert len(stream.getvalue().splitlines()) == count


@pytest.mark.parametrize(
    ("log_format", "stream", "is_json"),
    [
        ("json", io.StringIO(), True),
        ("json", Terminal(), True),
        ("console", io.StringIO(), False),
        (None, io.StringIO(), True),
        (None, Terminal(), False),
    ],
)
def test_the_format_follows_the_terminal_unless_it_is_set(
    log_format: str | None, stream: io.StringIO, *, is_json: bool
) -> None:
    """Readable where somebody reads, JSON elsewhere."""
    make_log("info", log_format, stream).info("started", topic="signal")
    assert stream.getvalue().startswith("{") == is_json
    assert "started" in stream.getvalue()


STEERING = "\x1b[2J\x9b2J\u202e\u2028\x7f"


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_nothing_that_steers_a_terminal_is_written_as_it_is(log_format: str) -> None:
    """Errors of Kafka and of the API hold what strangers wrote; somebody looks at the log with `tail`."""
    stream = io.StringIO()
    failure = ValueError(STEERING)
    log = make_log("info", log_format, stream)
    log.error(STEERING, error=STEERING, words=f"a b{STEERING}", inside={STEERING: [STEERING]}, exc_info=failure)
    lines = stream.getvalue().split("\n")
    assert all(line.isprintable() for line in lines)
    if log_format == "json":
        told = json.loads(lines[0])
        assert (told["error"], told["inside"]) == (STEERING, {STEERING: [STEERING]})


def test_the_console_shows_values_as_json_has_them() -> None:
    """Nobody reads Python at night."""
    stream = io.StringIO()
    counts, path = dict(Counter([InvalidReason.EMPTY])), Path("x")
    log = make_log("info", "console", stream)
    log.info("summary", a=counts, b=None, c=[0, 1], d=InvalidReason.EMPTY, e="two words", f='"', g="", h=True, i=path)
    told = stream.getvalue().split("summary", 1)[1].strip()
    assert told == 'a={"empty": 1} b=null c=[0, 1] d=empty e="two words" f="\\"" g="" h=true i="x"'


def test_colours_are_for_terminals_only() -> None:
    """A console format in a file stays plain."""
    plain, coloured = io.StringIO(), Terminal()
    for stream in (plain, coloured):
        make_log("info", "console", stream).info("started")
    assert ("\x1b" in plain.getvalue(), "\x1b" in coloured.getvalue()) == (False, True)


def test_lines_go_to_the_stdout_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not to the one that there was when the module was imported."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    make_log("info", "json").info("started")
    assert "started" in stream.getvalue()


def test_a_quiet_kind_of_line_is_said_once_in_its_interval() -> None:
    """Each kind by itself."""
    quiet = Quiet(10.0)
    said = [quiet.may_speak("a", now) for now in (0.0, 5.0, 9.9, 10.0, 19.9, 20.0)]
    assert said == [True, False, False, True, False, True]
    assert quiet.may_speak("b", 5.0)
