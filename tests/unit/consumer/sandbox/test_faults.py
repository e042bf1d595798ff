"""Faults as values and as JSON."""

import orjson
import pytest
from pydantic import ValidationError

from consumer.sandbox.faults import (
    AnswerStatus,
    DelayAnswer,
    ResetAfterTaking,
    ResetBeforeTaking,
    read_faults,
)


def test_every_kind_and_condition_is_read_from_json() -> None:
    """The format that the module documents."""
    text = b"""
        [{"kind": "status", "status": 503, "retry_after": 5, "share": 0.1},
         {"kind": "status", "status": 429, "retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"},
         {"kind": "delay", "seconds": 2.5, "next_requests": 10},
         {"kind": "reset_before_taking", "after_seconds": 1, "for_seconds": 60},
         {"kind": "reset_after_taking", "nonces": ["a", "b"]},
         {"kind": "status", "status": 413, "over_bytes": 20000},
         {"kind": "status", "status": 302, "location": "https://elsewhere.example/"}]
    """
    assert read_faults(text) == (
        AnswerStatus(status=503, retry_after=5, share=0.1),
        AnswerStatus(status=429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"),
        DelayAnswer(seconds=2.5, next_requests=10),
        ResetBeforeTaking(after_seconds=1, for_seconds=60),
        ResetAfterTaking(nonces=frozenset({"a", "b"})),
        AnswerStatus(status=413, over_bytes=20_000),
        AnswerStatus(status=302, location="https://elsewhere.example/"),
    )


def test_all_errors_are_told_together_with_their_places() -> None:
    """A test that sets five wrong faults is mended in one go."""
    text = b"""
        [{"kind": "status", "status": "503"},
         {"kind": "delay"},
         {"kind": "reset_before_taking", "share": 2, "nonce": ["a"]},
         {"kind": "explode"},
         7]
    """
    errors = read_faults(text)
    assert isinstance(errors, list)
    assert [error.split(":")[0] for error in errors] == [
        "[0].status",
        "[1].seconds",
        "[2].share",
        "[2].nonce",
        "[3]",
        "[4]",
    ]


@pytest.mark.parametrize("text", [b"", b"[", b"{}", b"null"])
def test_what_is_no_list_is_an_error(text: bytes) -> None:
    """Also a body that is no JSON."""
    assert isinstance(read_faults(text), list)


@pytest.mark.parametrize("status", [200, 204, 206, 208, 299, 600])
def test_a_fault_cannot_answer_what_promises_that_events_were_taken(status: int) -> None:
    """It would take nothing and yet say so: a loss that no sender could help."""
    with pytest.raises(ValidationError):
        AnswerStatus(status=status)


@pytest.mark.parametrize("status", [207, 300, 302, 400, 429, 503, 599])
def test_a_fault_can_answer_any_other_status(status: int) -> None:
    """207 promises nothing about the events."""
    assert AnswerStatus(status=status).status == status


@pytest.mark.parametrize(
    "condition",
    [
        {"share": 0},
        {"share": 1.1},
        {"after_seconds": -1},
        {"for_seconds": 0},
        {"next_requests": 0},
        {"nonces": []},
        {"over_bytes": -1},
    ],
)
def test_a_condition_that_never_holds_is_refused(condition: dict[str, object]) -> None:
    """A fault that cannot strike lets a test pass for nothing."""
    text = orjson.dumps([{"kind": "reset_before_taking", **condition}])
    assert isinstance(read_faults(text), list)


@pytest.mark.parametrize("name", ["retry_after", "location"])
def test_a_value_cannot_break_out_of_its_header(name: str) -> None:
    """A line feed in a header's value would start another header."""
    assert isinstance(read_faults(orjson.dumps([{"kind": "status", "status": 302, name: "5\r\nX: y"}])), list)
