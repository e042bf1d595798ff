"""The commands as processes: what they read, where they write, and their exit codes."""

import signal
import sys
import time
from pathlib import Path
from typing import Final

import orjson
from rich.console import Console

from consumer.core.printable import printable_lines
from consumer.offline.explained import explained
from consumer.offline.explained_json import explained_json
from consumer.offline.inputs import open_mapping, read_event
from consumer.offline.lines import verdict_lines
from consumer.settings import SettingsError
from consumer.stopping import ExitCode
from transforms import mapping_schema
from transforms.compiled.explanation import explain

_BUFFER_BYTES: Final = 1 << 20
_PIPED_COLUMNS: Final = 160


def run_transform(mapping_path: Path | None) -> ExitCode:
    """Judge the events on standard input, a line each."""
    # A reader that has seen enough (`head`) ends this program as it ends any filter, without a traceback.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        transform = open_mapping(mapping_path).transform
    except SettingsError as refused:
        return _refused(refused)
    is_typed = sys.stdin.isatty()
    with (
        open(sys.stdin.fileno(), "rb", buffering=_BUFFER_BYTES, closefd=False) as lines,
        open(sys.stdout.fileno(), "wb", buffering=_BUFFER_BYTES, closefd=False) as verdicts,
    ):
        for verdict in verdict_lines(transform, lines, time.time):
            verdicts.write(verdict)
            if is_typed:  # somebody waits for the answer before the next line
                verdicts.flush()
    return ExitCode.CLEAN


def run_explain(mapping_path: Path | None, event_path: Path, *, as_json: bool) -> ExitCode:
    """Explain one event."""
    try:
        compiled = open_mapping(mapping_path)
        value = read_event(event_path)
    except SettingsError as refused:
        return _refused(refused)
    except OSError as fault:
        print(f"the event {event_path} cannot be read: {fault.strerror}", file=sys.stderr)  # noqa: T201  for a person
        return ExitCode.BAD_SETTINGS
    explanation = explain(compiled, value, time.time())
    if as_json:
        sys.stdout.buffer.write(explained_json(explanation))
    else:
        width = None if sys.stdout.isatty() else _PIPED_COLUMNS
        Console(highlight=False, width=width).print(explained(explanation, compiled.blueprint))
    return ExitCode.CLEAN


def run_schema() -> ExitCode:
    """Write the mapping's JSON Schema."""
    sys.stdout.buffer.write(orjson.dumps(mapping_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return ExitCode.CLEAN


def _refused(refused: SettingsError) -> ExitCode:
    for problem in refused.problems:
        print(printable_lines(problem), file=sys.stderr)  # noqa: T201  for a person
    return ExitCode.BAD_SETTINGS
