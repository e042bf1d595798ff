"""What is told of each request to somebody who looks on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request, and what came of it.

    Attributes:
        method: of the request.
        path: its path, without the query.
        status: the status answered; None for a reset.
        note: what it held, and why it was refused; may be empty.
        body: as it came; None where nobody kept it.
    """

    method: str
    path: str
    status: int | None
    note: str = ""
    body: bytes | None = None


Tell = Callable[[Seen], None]


def request_line(seen: Seen, time_text: str) -> str:
    """One line. It may hold what a stranger sent."""
    answer = "reset" if seen.status is None else str(seen.status)
    return f"{time_text}  {answer:5}  {seen.method} {seen.path}  {seen.note}".rstrip()


def body_lines(body: bytes) -> Iterator[str]:
    """The body, laid out where it is JSON. It may hold what a stranger sent."""
    try:
        text = msgspec.json.format(body, indent=2)
    except (msgspec.DecodeError, RecursionError):
        text = body
    yield from text.decode("utf-8", "backslashreplace").split("\n")
