"""`list` and `show` as processes: what they print, and their exit codes."""

import io
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from consumer.app import configured_start_ms
from consumer.core.printable import printable_lines
from consumer.letters.asking import AskedWrongError, Listing, Showing, asked_text, since_of, wanted_by
from consumer.letters.choosing import choose, offsets_to_read
from consumer.letters.content_text import Where
from consumer.letters.counting import count_letters
from consumer.letters.counts_json import counts_json
from consumer.letters.counts_text import counts_text
from consumer.letters.judged_text import judged_text
from consumer.letters.kinds_text import KindsTable
from consumer.letters.letter import Letter
from consumer.letters.letter_json import letter_json
from consumer.letters.letter_text import letter_text
from consumer.letters.obstacles import not_found
from consumer.letters.topic import OnProgress, open_letter_topic
from consumer.settings import Settings, SettingsError, load_settings
from consumer.stopping import ExitCode, Stop
from transforms import CompiledBlueprint, compile_blueprint
from transforms.compiled.explanation import Explanation, explain

_PIPED_COLUMNS: Final = 200


def run_list(environ: Mapping[str, str], listing: Listing) -> ExitCode:
    """Count what lies in the dead-letter topic, and print it."""
    return _exit_code_of(lambda: _list(load_settings(environ), listing))


def run_show(environ: Mapping[str, str], showing: Showing) -> ExitCode:
    """Print letters, and what today's mapping makes of them."""
    mapping = {} if showing.mapping is None else {"MAPPING_FILE": str(showing.mapping)}
    return _exit_code_of(lambda: _show(load_settings({**environ, **mapping}), showing))


def _exit_code_of(work: Callable[[], None]) -> ExitCode:
    """Do it, and turn what may go wrong into lines for a person and an exit code."""
    try:
        work()
    except SettingsError as refused:
        return _refused("\n".join(refused.problems), ExitCode.BAD_SETTINGS)
    except AskedWrongError as wrong:
        return _refused(str(wrong), ExitCode.BAD_SETTINGS)
    except Stop as stop:
        return _refused(str(stop), stop.exit_code)
    return ExitCode.CLEAN


def _refused(text: str, exit_code: ExitCode) -> ExitCode:
    print(printable_lines(text), file=sys.stderr)  # noqa: T201  for a person
    return exit_code


def _list(settings: Settings, listing: Listing) -> None:
    now, since = time.time(), since_of(listing)
    topic = open_letter_topic(settings, None if since is None else configured_start_ms(since, now))
    with _progress(f"reading {settings.dead_letter_topic}") as on_progress:
        counts = count_letters(topic.letters(topic.spans, on_progress), listing.reason)
    if listing.as_json:
        sys.stdout.buffer.write(counts_json(counts, settings.dead_letter_topic))
    else:
        _print(counts_text(counts, settings.dead_letter_topic, asked_text(listing), now))


def _show(settings: Settings, showing: Showing) -> None:
    wanted = wanted_by(showing, settings.topic)
    topic = open_letter_topic(settings, None)
    with _progress(f"reading {settings.dead_letter_topic}") as on_progress:
        letters = choose(topic.letters(offsets_to_read(wanted, topic.spans), on_progress), wanted)
    if not letters:
        raise AskedWrongError(not_found(wanted, topic.spans, settings))
    compiled = compile_blueprint(settings.blueprint, max_event_bytes=settings.max_event_bytes)
    where = Where(settings.dead_letter_topic, settings.bootstrap_servers)
    for index, letter in enumerate(letters):
        explanation = _explanation(compiled, letter)
        if showing.as_json:
            sys.stdout.buffer.write(letter_json(letter, settings.dead_letter_topic, explanation))
            continue
        _print(["", Text("=" * 40, style="dim"), ""] if index else [])
        _print(letter_text(letter, where, showing.extent, time.time()))
        _print(judged_text(explanation, settings.mapping_file, compiled.blueprint))


def _explanation(compiled: CompiledBlueprint, letter: Letter) -> Explanation | None:
    """What the mapping would make of the record at this moment; None where its value is not here."""
    return None if letter.is_left_out else explain(compiled, letter.value, time.time())


@contextmanager
def _progress(description: str) -> Iterator[OnProgress]:
    """Show on a terminal how far a reading is."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(description, total=None)
        yield lambda count, total: progress.update(task, completed=count, total=total)


def _print(parts: Iterable[RenderableType]) -> None:
    if sys.stdout.isatty():
        print_to(Console(highlight=False, markup=False), parts)
        return
    text = io.StringIO()
    print_to(Console(highlight=False, markup=False, width=_PIPED_COLUMNS, file=text), parts)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())  # tables fill their lines


def print_to(console: Console, parts: Iterable[RenderableType]) -> None:
    """Lines are wrapped by the terminal, so that they can be copied as they are; only other tables are laid out."""
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text | KindsTable))
