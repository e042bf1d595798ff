"""Request and answer as a person sees them."""

import gzip
from collections.abc import Mapping

import orjson
import pytest

from consumer.core.failure import Failure, FailureCause
from consumer.core.outcome import Delivered, Transient, TransientReason
from consumer.core.token import FetchFailure, NotFetched
from consumer.http_sender import HEADERS, SHOWN_MAX_BYTES, Answer
from consumer.send_test.event import event_of_mapping
from consumer.send_test.report import Look, answer_lines, no_token_lines, request_lines
from transforms import Send

URL = "https://eu-data.kameleoon.io/visit/events?siteCode=f17c21u1ag&json=true"


def shown(body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> list[str]:
    """An answer's lines after the heading."""
    answer = Answer(outcome=Delivered(200), status=status, headers=headers or {}, body=body)
    return [line.text for line in answer_lines(answer, 0.123)][1:]


def test_the_request_is_shown_as_it_goes_out() -> None:
    """Address, headers, and a body that is the same JSON, escapes or not."""
    event = event_of_mapping(
        Send("r", '{"visitorCode":"v\\u001b\u202e\U000e0001é","revenue":0.1,"goalId":9007199254740991}'.encode())
    )
    lines = list(request_lines(URL, event))
    texts = [line.text for line in lines]
    assert texts[:2] == ["Request", f"POST {URL}"]
    assert texts[2:4] == [f"{name}: {value}" for name, value in HEADERS.items()]
    body = "\n".join(texts[5:])
    assert orjson.dumps(orjson.loads(body)) == orjson.dumps(orjson.loads(event.body))
    assert "\u202e" not in body
    assert "é" in body
    assert {line.look for line in lines[1:]} == {Look.EXACT}


def test_a_token_is_told_of_and_not_shown() -> None:
    """The output may be pasted anywhere."""
    event = event_of_mapping(Send("r", b'{"visitorCode":"v"}'))
    texts = [line.text for line in request_lines(URL, event, has_token=True)]
    assert texts[2 + len(HEADERS)] == "Authorization: Bearer ***"


def test_no_token_is_told_with_its_reason() -> None:
    """Before the request."""
    lines = [line.text for line in no_token_lines(NotFetched(FetchFailure.REFUSED, "it answered 401"))]
    assert lines[0] == "Token"
    assert "it answered 401" in lines[1]


def test_an_answer_is_its_status_the_headers_that_matter_and_its_body() -> None:
    """Nothing of it steers the terminal."""
    lines = shown(
        b'{"a":\x1b[31m\xff}\nnext\r\n', 429, {"Retry-After": "7", "Server": "a\x07b", "Set-Cookie": "secret=1"}
    )
    assert lines == [
        "429 Too Many Requests",
        "Server: a\\u0007b",
        "Retry-After: 7",
        "",
        '{"a":\\u001b[31m\\xff}',
        "next",
    ]


@pytest.mark.parametrize(
    ("body", "encoding", "expected"),
    [
        (b"", "", ["(no body)"]),
        (gzip.compress(b"taken"), "gzip", ["taken"]),
        (b"\x0b\x02\x80", "br", ["(the body cannot be shown: it is encoded as br)"]),
        (b"a" * SHOWN_MAX_BYTES, "", ["a" * SHOWN_MAX_BYTES, "(not more than 2048 bytes are shown)"]),
        (gzip.compress(b"a" * 9_999), "gzip", ["a" * SHOWN_MAX_BYTES, "(not more than 2048 bytes are shown)"]),
    ],
)
def test_a_body_is_readable_and_short(body: bytes, encoding: str, expected: list[str]) -> None:
    """Compressed or not."""
    assert shown(body, headers={"Content-Encoding": encoding})[2:] == expected


def test_an_odd_status_is_its_number() -> None:
    """A proxy may answer any."""
    assert shown(status=599)[0] == "599"


def test_no_answer_is_told_in_the_clients_words() -> None:
    """With the time that it took."""
    failure = Failure(FailureCause.OTHER, "Connect call\x1b failed")
    answer = Answer(outcome=Transient(reason=TransientReason.CONNECTION, failure=failure))
    assert [line.text for line in answer_lines(answer, 3.004)] == [
        "Answer after 3.00 s",
        "none (Connect call\\u001b failed)",
    ]
