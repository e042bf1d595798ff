"""What a dead letter looks like."""

import hashlib

import pytest

from consumer.core.dead_letter import Cause, DeadLetter, Deployment, dead_letter
from consumer.core.record import Headers, HeaderValue
from tests.unit.consumer.records import FakeRecord

DEPLOYMENT = Deployment(topic="signal", group_id="signal-kameleoon-abc", site_code="abc", version="1.2.3")


def cause(status: int | None = None) -> Cause:
    """Why a record is dead-lettered: never sent, or refused with a status."""
    return Cause(
        reason="goal_id_missing",
        detail="the conversion has no goal id",
        rule="Signed Up",
        status=status,
        attempts=0 if status is None else 2,
        first_failure_ms=1000,
        last_failure_ms=2000,
    )


def letter(headers: Headers | dict[str, HeaderValue] | None = None, status: int | None = None) -> DeadLetter:
    """The dead letter of one record."""
    record = FakeRecord(42, b"\xff\x00", partition=7, headers=headers, timestamp=(1, 1234))
    return dead_letter(record, cause(status), DEPLOYMENT)


def test_key_and_value_stay_as_they_came() -> None:
    """Byte for byte, whatever they are."""
    assert (letter().key, letter().value) == (b"key-42", b"\xff\x00")


@pytest.mark.parametrize(
    "received", [[("trace", b"\x01"), ("trace", None)], {"trace": b"\x01", "other": "text"}, None, []]
)
def test_received_headers_stay_in_front_untouched(received: Headers | dict[str, HeaderValue] | None) -> None:
    """Also repeated names and null values."""
    theirs = list(received.items()) if isinstance(received, dict) else received or []
    headers = letter(received).headers
    assert headers[: len(theirs)] == theirs
    assert all(name.startswith(("signal-kameleoon.", "__connect.errors.")) for name, _ in headers[len(theirs) :])


def test_a_letter_that_goes_round_again_has_its_headers_once() -> None:
    """Written back to the source topic and dead-lettered anew: nothing of the older letter is taken for the newer."""
    received: Headers = [("trace", b"\x01"), ("trace", None)]
    older = letter(received, status=400).without_value()
    stored: Headers = [(name, value.encode() if isinstance(value, str) else value) for name, value in older.headers]
    newer = letter([*stored, ("added", b"2")])
    assert newer.headers == letter([*received, ("added", b"2")]).headers


def test_what_kafka_connect_said_of_a_record_stays() -> None:
    """It came from a dead-letter topic that is not ours."""
    received: Headers = [("__connect.errors.topic", b"orders"), ("__connect.errors.stage", b"VALUE_CONVERTER")]
    assert letter(received).headers[:2] == received


def test_headers_say_where_it_came_from_and_why_it_is_here() -> None:
    """One text each."""
    ours = {name: value for name, value in letter().headers if name.startswith("signal-kameleoon.")}
    assert ours == {
        "signal-kameleoon.topic": "signal",
        "signal-kameleoon.partition": "7",
        "signal-kameleoon.offset": "42",
        "signal-kameleoon.timestamp": "1234",
        "signal-kameleoon.group": "signal-kameleoon-abc",
        "signal-kameleoon.site-code": "abc",
        "signal-kameleoon.reason": "goal_id_missing",
        "signal-kameleoon.detail": "the conversion has no goal id",
        "signal-kameleoon.rule": "Signed Up",
        "signal-kameleoon.http-status": "",
        "signal-kameleoon.attempts": "0",
        "signal-kameleoon.first-failure": "1000",
        "signal-kameleoon.last-failure": "2000",
        "signal-kameleoon.version": "1.2.3",
    }


@pytest.mark.parametrize(("status", "stage"), [(None, "TRANSFORMATION"), (400, "TASK_PUT")])
def test_tools_for_kafka_connect_can_read_it(status: int | None, stage: str) -> None:
    """The names of Connect's own reporter; the stage says whether the API has seen the record."""
    connect = {name: value for name, value in letter(status=status).headers if name.startswith("__connect.errors.")}
    assert connect == {
        "__connect.errors.topic": "signal",
        "__connect.errors.partition": "7",
        "__connect.errors.offset": "42",
        "__connect.errors.connector.name": "signal-kameleoon-abc",
        "__connect.errors.task.id": "7",
        "__connect.errors.stage": stage,
        "__connect.errors.class.name": "signal-kameleoon",
        "__connect.errors.exception.class.name": "goal_id_missing",
        "__connect.errors.exception.message": "the conversion has no goal id",
        "__connect.errors.exception.stacktrace": "",
    }


def test_a_status_that_refused_it_is_named() -> None:
    """With the number of attempts."""
    headers = dict(letter(status=400).headers)
    assert (headers["signal-kameleoon.http-status"], headers["signal-kameleoon.attempts"]) == ("400", "2")


def test_a_letter_without_its_value_names_size_and_hash() -> None:
    """The original stays at its coordinates; key and all headers stay."""
    whole = letter([("trace", b"1")])
    reduced = whole.without_value()
    assert (reduced.key, reduced.value) == (whole.key, None)
    assert reduced.headers == [
        *whole.headers,
        ("signal-kameleoon.value-bytes", "2"),
        ("signal-kameleoon.value-sha256", hashlib.sha256(b"\xff\x00").hexdigest()),
    ]
