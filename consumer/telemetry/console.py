"""Log lines for a person at a terminal: the same facts as in JSON, in colour, without its brackets and quotes."""

import json
import re
from typing import Final

from structlog.dev import Column, ConsoleRenderer, KeyValueColumnFormatter, LogLevelColumnFormatter
from structlog.typing import EventDict, Processor

from consumer.core.printable import printable, printable_lines

_EVENT_CHARACTERS: Final = 30
_NEEDS_QUOTES: Final = re.compile(r"""[\s="'\[\]{}]|^$""")


def console_processors(*, has_colours: bool) -> list[Processor]:
    """What makes a line of an event: texts are made fit for a terminal, values are written as JSON has them.

    structlog's own renderer writes values as Python does (`<InvalidReason.EMPTY: 'empty'>`), and lets through what
    steers a terminal.
    """
    styles = ConsoleRenderer.get_default_column_styles(has_colours)
    level_styles = ConsoleRenderer.get_default_level_styles(has_colours)

    def column(key: str, key_style: str | None, value_style: str, width: int = 0) -> Column:
        value_text = _text if key_style is not None else str
        return Column(key, KeyValueColumnFormatter(key_style, value_style, styles.reset, value_text, width))

    columns = [
        column("timestamp", None, styles.timestamp),
        Column("level", LogLevelColumnFormatter(level_styles, styles.reset)),
        column("event", None, styles.bright, _EVENT_CHARACTERS),
        column("", styles.kv_key, styles.kv_value),
    ]
    return [_fit_for_a_terminal, ConsoleRenderer(columns=columns)]


def _fit_for_a_terminal(_logger: object, _method: str, event: EventDict) -> EventDict:
    """The two texts that no column writes as a value."""
    event["event"] = printable(str(event["event"]))
    if "exception" in event:
        event["exception"] = printable_lines(event["exception"])
    return event


def _text(value: object) -> str:
    """A word as it is; anything else as JSON, so that it can be told where a value ends."""
    if isinstance(value, str) and not _NEEDS_QUOTES.search(value):
        return printable(value)
    return printable(json.dumps(value, default=str, ensure_ascii=False))
