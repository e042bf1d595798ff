"""How log lines look: JSON on stdout in production, readable on a terminal."""

import json
import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor


def make_log(level: str, log_format: str | None, stream: TextIO | None = None) -> FilteringBoundLogger:
    """Make the logger.

    Args:
        level: the lowest level that is written: debug, info, warning or error.
        log_format: `json` or `console`; None chooses by whether the stream is a terminal.
        stream: where lines go; None for stdout.
    """
    stream = stream or sys.stdout
    is_console = log_format == "console" or (log_format is None and stream.isatty())
    renderer: Processor = structlog.dev.ConsoleRenderer(colors=stream.isatty()) if is_console else _render_json
    logger: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
    )
    return logger


def _render_json(_logger: object, _method: str, event: EventDict) -> str:
    # Not orjson: it raises for an enumeration as a key and for a lone surrogate, and a log line must not fail.
    return json.dumps(event, default=str, ensure_ascii=False, separators=(",", ":"))
