"""The command: makes the event, shows it, posts it, shows the answer and what it means, ends with an exit code."""

import sys
import time
import uuid
from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from consumer.authorised_sender import bearer
from consumer.check.token_look import fetch_token
from consumer.core.advice import Configured
from consumer.core.printable import printable_lines
from consumer.core.token import Fetched, NotFetched
from consumer.http_sender import USER_AGENT
from consumer.offline.explained import explained
from consumer.offline.inputs import open_mapping, read_event
from consumer.send_test.event import Event, Unusable, event_of_mapping, event_of_options
from consumer.send_test.meaning import Fate, meaning
from consumer.send_test.options import Options, contradictions
from consumer.send_test.posting import posted
from consumer.send_test.report import (
    Line,
    Look,
    answer_lines,
    looking_lines,
    meaning_lines,
    no_token_lines,
    request_lines,
)
from consumer.settings import ApiSettings, SettingsError, load_api_settings
from consumer.stopping import ExitCode
from transforms import CompiledBlueprint, Dropped, Invalid, Send
from transforms.compiled.explanation import explain

_INDENT: Final = 2
_PIPED_COLUMNS: Final = 160
_STYLES: Final = {
    Look.HEADING: "bold",
    Look.EXACT: "",
    Look.SENTENCE: "",
    Look.VERDICT_GOOD: "bold green",
    Look.VERDICT_OPEN: "bold yellow",
    Look.VERDICT_BAD: "bold red",
}


def run_send_test(environ: Mapping[str, str], options: Options) -> ExitCode:
    """Send one event and tell what came of it."""
    if problems := contradictions(options):
        return _refused(problems)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED_COLUMNS)
    event, settings = _event(options, console), _settings(environ)
    match event, settings:
        case Event(), ApiSettings():
            return _send(console, settings, event)
        case _:
            return _refused(part for side in (event, settings) if isinstance(side, Unusable) for part in side.problems)


def _settings(environ: Mapping[str, str]) -> ApiSettings | Unusable:
    try:
        return load_api_settings(environ)
    except SettingsError as refused:
        return Unusable(refused.problems)


def _event(options: Options, console: Console) -> Event | Unusable:
    if options.event_path is None:
        return event_of_options(options, str(uuid.uuid4()))
    try:
        compiled = open_mapping(options.mapping_path)
        value = read_event(options.event_path)
    except SettingsError as refused:
        return Unusable(refused.problems)
    except OSError as fault:
        return Unusable((f"the event {options.event_path} cannot be read: {fault.strerror}",))
    return _mapped(compiled, value, console)


def _mapped(compiled: CompiledBlueprint, value: bytes, console: Console) -> Event | Unusable:
    now = time.time()
    verdict = compiled.transform(value, now)
    match verdict:
        case Send():
            return event_of_mapping(verdict)
        case Dropped() | Invalid():
            console.print(explained(explain(compiled, value, now), compiled.blueprint))
            return Unusable(
                ("nothing was sent: the mapping makes no Kameleoon event of this one, as shown on standard output",)
            )
        case _:
            assert_never(verdict)


def _send(console: Console, settings: ApiSettings, event: Event) -> ExitCode:
    token = _token(console, settings)
    _show(console, request_lines(settings.events_url, event, settings.api_proxy, has_token=token is not None))
    with console.status("waiting for the answer"):  # shown on terminals only
        exchange = posted(settings, event.body, bearer(token))
    console.print()
    _show(console, answer_lines(exchange.answer, exchange.seconds))
    configured = Configured(
        region=settings.region, site_code=settings.site_code, url=settings.events_url, user_agent=USER_AGENT
    )
    found = meaning(exchange.answer.outcome, configured, has_token=token is not None)
    console.print()
    _show(console, meaning_lines(found))
    console.print()
    _show(console, looking_lines(event, found.fate))
    return ExitCode.CLEAN if found.fate is Fate.TAKEN else ExitCode.NOT_ACHIEVED


def _token(console: Console, settings: ApiSettings) -> str | None:
    """The token to send; None when none is configured, or none was to be had, which is then shown."""
    if settings.token_credentials is None:
        return None
    with console.status("waiting for a token"):
        result = fetch_token(settings.token_credentials)
    match result:
        case Fetched(text):
            return text
        case NotFetched():
            _show(console, no_token_lines(result))
            return None
        case _:
            assert_never(result)


def _show(console: Console, lines: Iterable[Line]) -> None:
    for line in lines:
        _show_line(console, line)


def _show_line(console: Console, line: Line) -> None:
    """Sentences are folded on a terminal; what is exact stays in one piece there, and everything does elsewhere."""
    text = Text(line.text, _STYLES[line.look])
    indent = 0 if line.look is Look.HEADING or not line.text else _INDENT
    if _is_screen(console) and line.look is not Look.EXACT:
        console.print(Padding(text, (0, 0, 0, indent)))
    else:
        console.print(Text(" " * indent) + text, soft_wrap=True)


def _is_screen(console: Console) -> bool:
    return console.is_terminal and not console.is_dumb_terminal


def _refused(problems: Iterable[str]) -> ExitCode:
    for problem in problems:
        print(printable_lines(problem), file=sys.stderr)  # noqa: T201  for a person
    return ExitCode.BAD_SETTINGS
