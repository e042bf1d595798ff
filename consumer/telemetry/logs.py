"""How log lines look: JSON on stdout in production, readable on a terminal."""

import json
import logging
import sys
from typing import Protocol

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

from consumer.core.printable import printable
from consumer.telemetry.console import console_processors


class LogStream(Protocol):
    """Where lines go: stdout, a file, a `LineWriter`."""

    def write(self, line: str, /) -> object:
        """Take a whole line."""

    def flush(self) -> object:
        """Let what was taken be seen."""

    def isatty(self) -> bool:
        """Whether somebody reads along at a terminal."""


class _LineLogger:
    """What structlog calls by the name of the level."""

    def __init__(self, stream: LogStream) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()

    debug = info = warning = error = msg


def make_log(level: str, log_format: str | None, stream: LogStream | None = None) -> FilteringBoundLogger:
    """Make the logger.

    Args:
        level: the lowest level that is written: debug, info, warning or error.
        log_format: `json` or `console`; None chooses by whether the stream is a terminal.
        stream: where lines go; None for stdout.
    """
    stream = stream or sys.stdout
    is_console = log_format == "console" or (log_format is None and stream.isatty())
    rendering: list[Processor] = console_processors(has_colours=stream.isatty()) if is_console else [_render_json]
    logger: FilteringBoundLogger = structlog.wrap_logger(
        _LineLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            *rendering,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
    )
    return logger


def _render_json(_logger: object, _method: str, event: EventDict) -> str:
    # Not orjson: it raises for an enumeration as a key and for a lone surrogate, and a log line must not fail.
    return printable(json.dumps(event, default=str, ensure_ascii=False, separators=(",", ":")))
