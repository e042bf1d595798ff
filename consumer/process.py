"""The consumer as a process: signals in, log lines out, an exit code at the end."""

import asyncio
import gc
import os
import sys
import time
from collections.abc import Mapping
from typing import Final

import uvloop

from consumer.app import Consumer, make_telemetry
from consumer.core.stop_request import Response, response
from consumer.descriptors import raise_descriptor_limit
from consumer.settings import Settings, SettingsError, load_settings
from consumer.stop_signals import StopSignals, stop_signals
from consumer.stopping import ExitCode, Stop, first_stop
from consumer.telemetry import LineWriter, Telemetry, libraries_logged, make_log
from transforms import compile_blueprint

LAST_LINES_SECONDS: Final = 2.0
"""How long the end of the process waits for a reader of its last lines."""

SUMMARY_SECONDS: Final = 60.0
SUMMARY_ON_TERMINAL_SECONDS: Final = 10.0


def run_process(environ: Mapping[str, str]) -> ExitCode:
    """Run the consumer until SIGTERM or SIGINT; return the exit code."""
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        _say_to_stderr(f"{error}\n")  # there is no logger yet: its own settings may be among the bad ones
        return ExitCode.BAD_SETTINGS
    _spare_the_collector()
    raise_descriptor_limit()
    lines = LineWriter(sys.stdout.fileno())
    log, everything = (make_log(level, settings.log_format, lines) for level in (settings.log_level, "debug"))
    with stop_signals() as signals:
        try:
            with libraries_logged(log, everything):
                return uvloop.run(_run(settings, lines, signals))
        finally:
            lines.close(LAST_LINES_SECONDS)


def _say_to_stderr(text: str) -> None:
    """Write, and wait no longer for a reader than the last lines do; what cannot be written changes no exit code."""
    writer = LineWriter(sys.stderr.fileno())
    writer.write(text)
    writer.close(LAST_LINES_SECONDS)


def _spare_the_collector() -> None:
    """Collect cycles seldom: the client's messages are tracked, held by the ten thousand, and never part of a cycle.

    With Python's own threshold of 700 the collector walked over them again and again: 5 % of the CPU per record.
    """
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


async def _run(settings: Settings, lines: LineWriter, signals: StopSignals) -> ExitCode:
    telemetry = make_telemetry(settings, lines)
    lines.on_loss, lines.on_recovery = telemetry.lines_lost, telemetry.said_lost_lines
    for warning in settings.warnings:
        telemetry.warned(warning)
    mapping = compile_blueprint(settings.blueprint, max_event_bytes=settings.max_event_bytes)
    consumer = Consumer(settings, mapping.transform, telemetry)
    _stop_on_signals(signals, consumer, telemetry, lines)
    exit_code, reason = ExitCode.CLEAN, "asked to"
    try:
        await _run_with_summaries(consumer, telemetry)
    except* Stop as group:
        stop = first_stop(group)
        exit_code, reason = stop.exit_code, str(stop)
    except* Exception as group:  # noqa: BLE001 - the last place that can say what happened
        telemetry.failed(group)
        exit_code, reason = ExitCode.UNEXPECTED, "unexpected exception"
    telemetry.said_summary()  # the totals of this process: its metrics end with it
    telemetry.stopped(exit_code, reason)
    return exit_code


async def _run_with_summaries(consumer: Consumer, telemetry: Telemetry) -> None:
    async with asyncio.TaskGroup() as tasks:
        summaries = tasks.create_task(_say_summaries(consumer, telemetry))
        await consumer.run()
        summaries.cancel()


def _stop_on_signals(signals: StopSignals, consumer: Consumer, telemetry: Telemetry, lines: LineWriter) -> None:
    """The first signal asks for a clean stop; one that comes a second later, or more, ends the process at once."""
    first: tuple[str, float] | None = None

    def on_signal(name: str) -> None:
        nonlocal first
        now = time.monotonic()
        match response(name, now, first):
            case Response.DRAIN:
                first = name, now
                telemetry.stopping(name)
                consumer.stop()
            case Response.NOTHING:
                pass
            case Response.END_AT_ONCE:
                telemetry.stopped(ExitCode.NOT_DRAINED, f"{name} after {first and first[0]}: ended at once")
                lines.close(LAST_LINES_SECONDS)
                os._exit(ExitCode.NOT_DRAINED)

    loop = asyncio.get_running_loop()

    def pass_on(name: str) -> None:
        if not loop.is_closed():  # else only the last lines are still to be written
            loop.call_soon_threadsafe(on_signal, name)

    signals.passed_to(pass_on)


async def _say_summaries(consumer: Consumer, telemetry: Telemetry) -> None:
    interval_seconds = SUMMARY_ON_TERMINAL_SECONDS if sys.stdout.isatty() else SUMMARY_SECONDS
    while True:
        await asyncio.sleep(interval_seconds)
        consumer.observe()
        telemetry.said_summary()
