"""The consumer as a process: signals in, log lines out, an exit code at the end."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Protocol

import orjson
import pytest

from consumer.process import run_process
from consumer.settings import Settings
from consumer.stopping import CannotStart, ExitCode, FatalKafkaError, NotDrained
from consumer.telemetry import LineWriter, Telemetry
from transforms import Transform

ENVIRON = {
    "KAMELEOON_SITE_CODE": "f17c21u1ag",
    "KAMELEOON_REGION": "eu",
    "SIGNAL_TOPIC": "events-enriched",
    "KAFKA_BOOTSTRAP_SERVERS": "kafka-1:9092",
    "LOG_FORMAT": "json",
}

Line = dict[str, object]


class ActingConsumer:
    """Stands in for the consumer: it runs an act, and notes what it is asked for."""

    def __init__(self, act: "Act") -> None:
        self._act = act
        self.stopped = asyncio.Event()
        self.observed = asyncio.Event()
        self.failure: Exception | None = None

    async def run(self) -> None:
        """Act."""
        await self._act(self)

    def stop(self) -> None:
        """Note it."""
        self.stopped.set()

    def observe(self) -> None:
        """Note it, or fail."""
        self.observed.set()
        if self.failure:
            raise self.failure


Act = Callable[[ActingConsumer], Awaitable[None]]
Played = tuple[ExitCode, list[Line]]


class Play(Protocol):
    """Runs a process whose consumer acts; gives its exit code and its log lines."""

    def __call__(self, act: Act, **variables: str) -> Played:
        """Run with these variables besides those that are required."""


@pytest.fixture(autouse=True)
def _collector_as_before() -> Iterator[None]:
    """A process sets the collector of cycles for itself; here it would be that of all other tests."""
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Play:
    """Make the player of this test."""

    def run(act: Act, **variables: str) -> Played:
        def make(_settings: Settings, _transform: Transform, _telemetry: Telemetry) -> ActingConsumer:
            return ActingConsumer(act)

        monkeypatch.setattr("consumer.process.Consumer", make)
        exit_code = run_process(ENVIRON | variables)
        return exit_code, [orjson.loads(line) for line in capfd.readouterr().out.splitlines()]

    return run


def raising(*exceptions: Exception) -> Act:
    """An act that fails as nested task groups do."""

    async def act(_consumer: ActingConsumer) -> None:
        raise ExceptionGroup("outer", [ExceptionGroup("inner", exceptions)])

    return act


def said(lines: list[Line], event: str) -> list[Line]:
    """The log lines of one happening, without their times."""
    return [{key: line[key] for key in line if key != "timestamp"} for line in lines if line["event"] == event]


def test_bad_settings_are_all_named_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    """On stderr, since the logger's own settings may be among them."""
    assert run_process({}) is ExitCode.BAD_SETTINGS
    captured = capfd.readouterr()
    required = ("KAMELEOON_SITE_CODE", "KAMELEOON_REGION", "SIGNAL_TOPIC", "KAFKA_BOOTSTRAP_SERVERS")
    assert all(name in captured.err for name in required)
    assert captured.out == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_first_signal_asks_for_a_clean_stop(play: Play, number: signal.Signals) -> None:
    """The consumer ends by itself, and the process with 0."""

    async def act(consumer: ActingConsumer) -> None:
        os.kill(os.getpid(), number)
        await consumer.stopped.wait()

    exit_code, lines = play(act)
    assert exit_code is ExitCode.CLEAN
    assert said(lines, "stopping") == [{"event": "stopping", "level": "info", "reason": number.name}]
    assert said(lines, "stopped") == [{"event": "stopped", "level": "info", "exit_code": 0, "reason": "asked to"}]


def test_the_second_signal_ends_the_process_at_once(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without another word to Kafka, but with a line that says so."""
    monkeypatch.setattr("consumer.core.stop_request.ONE_REQUEST_SECONDS", 0.0)
    codes, ended = list[int](), asyncio.Event()

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    async def act(consumer: ActingConsumer) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await consumer.stopped.wait()
        os.kill(os.getpid(), signal.SIGINT)
        await ended.wait()

    monkeypatch.setattr("os._exit", end)
    _, lines = play(act)
    assert codes == [ExitCode.NOT_DRAINED]
    reason = "SIGINT after SIGTERM: ended at once"
    assert {"event": "stopped", "level": "error", "exit_code": 5, "reason": reason} in said(lines, "stopped")


def test_signals_that_come_together_are_one_request(play: Play) -> None:
    """A supervisor and the process group both pass it on."""

    async def act(consumer: ActingConsumer) -> None:
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            os.kill(os.getpid(), number)
        await consumer.stopped.wait()

    exit_code, lines = play(act)
    assert exit_code is ExitCode.CLEAN
    assert [line["reason"] for line in said(lines, "stopping")] == ["SIGTERM"]


def test_a_signal_that_was_ignored_at_the_start_stays_so(play: Play) -> None:
    """By nohup, say."""

    async def act(consumer: ActingConsumer) -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGTERM)
        await consumer.stopped.wait()

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        _, lines = play(act)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert [line["reason"] for line in said(lines, "stopping")] == ["SIGTERM"]


def test_a_signal_that_comes_at_the_very_end_changes_nothing(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is decided, and the last lines are on their way."""

    def close(lines: LineWriter, seconds: float) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        end(lines, seconds)

    end = LineWriter.close
    monkeypatch.setattr(LineWriter, "close", close)
    exit_code, lines = play(raising(CannotStart("no topic")))
    assert (exit_code, lines[-1]["event"]) == (ExitCode.CANNOT_START, "stopped")


def test_the_totals_are_said_at_the_end(play: Play) -> None:
    """The metrics end with the process."""

    async def act(_consumer: ActingConsumer) -> None:
        return

    _, lines = play(act)
    assert [line["event"] for line in lines[-2:]] == ["summary", "stopped"]
    assert (lines[-2]["delivered"], lines[-2]["dropped"], lines[-2]["dead_lettered"]) == (0, 0, {})


@pytest.mark.parametrize("stop", [CannotStart("no topic"), FatalKafkaError("fenced"), NotDrained("still on the wire")])
def test_a_stop_decides_the_exit_code_and_is_said(play: Play, stop: CannotStart | FatalKafkaError | NotDrained) -> None:
    """However deep in task groups it was raised."""
    exit_code, lines = play(raising(stop))
    assert exit_code is stop.exit_code
    expected = {"event": "stopped", "level": "error", "exit_code": stop.exit_code, "reason": str(stop)}
    assert said(lines, "stopped") == [expected]


@pytest.mark.parametrize("exceptions", [[LookupError("odd")], [CannotStart("no topic"), LookupError("odd")]])
def test_an_unexpected_exception_ends_the_process_with_its_traceback(play: Play, exceptions: list[Exception]) -> None:
    """Also beside a stop: it is the worse news."""
    exit_code, lines = play(raising(*exceptions))
    assert exit_code is ExitCode.UNEXPECTED
    (failure,) = said(lines, "unexpected exception")
    assert "LookupError: odd" in str(failure["exception"])


def test_a_summary_is_said_from_time_to_time(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """With gauges brought up to date before."""

    async def act(consumer: ActingConsumer) -> None:
        await consumer.observed.wait()
        consumer.observed.clear()
        await consumer.observed.wait()

    monkeypatch.setattr("consumer.process.SUMMARY_SECONDS", 0.0)
    _, lines = play(act)
    assert said(lines, "summary")


def test_a_summary_that_fails_ends_the_process(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails, the process never goes on with a part of it missing."""

    async def act(consumer: ActingConsumer) -> None:
        consumer.failure = LookupError("odd")
        await consumer.stopped.wait()

    monkeypatch.setattr("consumer.process.SUMMARY_SECONDS", 0.0)
    exit_code, lines = play(act)
    assert exit_code is ExitCode.UNEXPECTED
    assert said(lines, "unexpected exception")


def test_a_setting_that_is_probably_not_meant_is_said(play: Play) -> None:
    """Plain http is for a sandbox."""

    async def act(_consumer: ActingConsumer) -> None:
        return

    exit_code, lines = play(act, KAMELEOON_BASE_URL="http://sandbox:8080")
    assert exit_code is ExitCode.CLEAN
    assert "unencrypted" in str(said(lines, "setting"))


def test_what_a_library_has_to_say_is_a_line_of_the_log(play: Play, capfd: pytest.CaptureFixture[str]) -> None:
    """A stderr that nobody reads would stop the event loop at the first one."""

    async def act(_consumer: ActingConsumer) -> None:
        logging.getLogger("aiohttp.server").error("Error handling request from %s", "192.0.2.1")
        print("printed", file=sys.stderr)

    _, lines = play(act)
    assert [line["detail"] for line in said(lines, "library")] == ["Error handling request from 192.0.2.1"]
    assert [line["detail"] for line in said(lines, "stderr")] == ["printed"]
    assert capfd.readouterr().err == ""
