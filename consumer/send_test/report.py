"""Request, answer, what it means, where to look: as lines for a person."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Final

import orjson

from consumer.core.failure import Failure
from consumer.core.outcome import Outcome, Transient
from consumer.core.printable import printable
from consumer.core.token import NotFetched
from consumer.http_sender import HEADERS, SHOWN_MAX_BYTES, Answer
from consumer.send_test.event import Event
from consumer.send_test.looking import where_to_look
from consumer.send_test.meaning import Fate, Meaning
from consumer.settings import Proxy

_SHOWN_HEADERS: Final = ("Date", "Server", "Content-Type", "Retry-After", "Location")
_ANY_ZLIB_FORMAT: Final = zlib.MAX_WBITS | 32


class Look(StrEnum):
    """How a line is shown."""

    HEADING = "heading"
    EXACT = "exact"
    """As it is on the wire, so that it can be copied."""
    SENTENCE = "sentence"
    VERDICT_GOOD = "verdict_good"
    VERDICT_OPEN = "verdict_open"
    VERDICT_BAD = "verdict_bad"


@dataclass(frozen=True, slots=True)
class Line:
    """A line, without an indentation and without its end."""

    text: str
    look: Look


_VERDICT_LOOKS: Final = {
    Fate.TAKEN: Look.VERDICT_GOOD,
    Fate.UNKNOWN: Look.VERDICT_OPEN,
    Fate.NOT_TAKEN: Look.VERDICT_BAD,
}


def request_lines(url: str, event: Event, proxy: Proxy | None = None, *, has_token: bool = False) -> Iterator[Line]:
    """The request as it goes out; only line ends and blanks of the body are ours, and a token is not shown."""
    yield Line("Request", Look.HEADING)
    yield Line(f"POST {url}", Look.EXACT)
    if proxy:
        yield Line(f"through the proxy {proxy.shown}", Look.EXACT)
    for name, value in HEADERS.items():
        yield Line(f"{name}: {value}", Look.EXACT)
    if has_token:
        yield Line("Authorization: Bearer ***", Look.EXACT)
    yield Line("", Look.EXACT)
    for line in orjson.dumps([event.fields], option=orjson.OPT_INDENT_2).decode().splitlines():
        yield Line(printable(line), Look.EXACT)


def no_token_lines(why: NotFetched) -> Iterator[Line]:
    """Why the request goes out without the token that is configured."""
    yield Line("Token", Look.HEADING)
    yield Line(f"none ({printable(why.detail)}): the event is sent without, as `run` does.", Look.SENTENCE)
    if why.advice:
        yield Line(f"To get one: {why.advice}.", Look.SENTENCE)
    yield Line("", Look.EXACT)


def answer_lines(answer: Answer, seconds: float) -> Iterator[Line]:
    """The answer as it came: status, the headers that say something, the body's beginning."""
    yield Line(f"Answer after {seconds:.2f} s", Look.HEADING)
    if answer.status is None:
        yield Line(_no_answer(answer.outcome), Look.EXACT)
        return
    yield Line(_status_line(answer.status), Look.EXACT)
    for name in _SHOWN_HEADERS:
        if (value := answer.headers.get(name)) is not None:
            yield Line(f"{name}: {printable(value)}", Look.EXACT)
    yield Line("", Look.EXACT)
    yield from (Line(text, Look.EXACT) for text in _body_texts(answer))


def meaning_lines(meaning: Meaning) -> Iterator[Line]:
    """What the answer means."""
    yield Line("What it means", Look.HEADING)
    yield Line(meaning.verdict, _VERDICT_LOOKS[meaning.fate])
    yield from (Line(sentence, Look.SENTENCE) for sentence in meaning.sentences)


def looking_lines(event: Event, fate: Fate) -> Iterator[Line]:
    """Where to look."""
    yield Line("Where to look", Look.HEADING)
    steps = tuple(where_to_look(event, fate))
    for number, step in enumerate(steps, start=1):
        yield Line(f"{number}. {step}" if len(steps) > 1 else step, Look.SENTENCE)


def _no_answer(outcome: Outcome) -> str:
    match outcome:
        case Transient(failure=Failure(words=words, quoted=quoted)):
            return f"none ({printable(f'{words}: {quoted}' if quoted else words)})"
        case _:
            return "none"


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:  # a server may answer any number
        return str(status)


def _body_texts(answer: Answer) -> Iterator[str]:
    if not answer.body:
        yield "(no body)"
        return
    encoding = answer.headers.get("Content-Encoding", "")
    body = _decompressed(answer.body) if encoding else answer.body
    if body is None:
        yield f"(the body cannot be shown: it is encoded as {printable(encoding)})"
        return
    for line in body.decode(errors="backslashreplace").splitlines():
        yield printable(line)
    if len(answer.body) == SHOWN_MAX_BYTES or len(body) == SHOWN_MAX_BYTES:
        yield f"(not more than {SHOWN_MAX_BYTES} bytes are shown)"


def _decompressed(body: bytes) -> bytes | None:
    """The beginning of what was compressed by gzip or deflate; None when it was not."""
    try:
        return zlib.decompressobj(_ANY_ZLIB_FORMAT).decompress(body, SHOWN_MAX_BYTES)
    except zlib.error:
        return None
