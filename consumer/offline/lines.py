"""`transform`: Signal events as JSON lines in, verdicts as JSON lines out, in order, one for each.

{"line": 1, "outcome": "send", "event": {...}}
{"line": 2, "outcome": "drop", "reason": "not_mapped"}
{"line": 3, "outcome": "invalid", "reason": "goal_id_missing", "detail": "..."}
"""

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

import orjson

from consumer.core.printable import printable_json
from transforms import Dropped, Invalid, Send, Transform, Verdict


def verdict_lines(transform: Transform, lines: Iterable[bytes], clock: Callable[[], float]) -> Iterator[bytes]:
    """Judge lines one by one.

    Args:
        transform: The mapping.
        lines: Each with its line end, perhaps, which is no part of the event.
        clock: Gives the time, seconds since the epoch.

    Yields:
        A line of JSON, with its line end, for each. `event` is the object that would be sent, byte for byte but for
        characters that could steer a terminal, which are escaped.
    """
    for number, line in enumerate(lines, start=1):
        yield printable_json(_verdict_line(number, transform(line.rstrip(b"\r\n"), clock())))


def _verdict_line(number: int, verdict: Verdict) -> bytes:
    match verdict:
        case Send(body=body):
            return b'{"line": %d, "outcome": "send", "event": %b}\n' % (number, body)
        case Dropped(reason=reason):
            return b'{"line": %d, "outcome": "drop", "reason": "%b"}\n' % (number, reason.encode())
        case Invalid(reason=reason, detail=detail):
            facts = number, reason.encode(), orjson.dumps(detail)
            return b'{"line": %d, "outcome": "invalid", "reason": "%b", "detail": %b}\n' % facts
        case _:
            assert_never(verdict)
