"""What the sandbox sees in a body."""

import pytest

from consumer.sandbox.contents import EventArray, Malformed, read_contents


def test_the_nonces_of_a_good_array_come_in_its_order() -> None:
    """Also a repeated one is listed each time."""
    events = [b'{"nonce":"b","eventType":"PAGE","href":"x"}', b'{"eventType":"CONVERSION","nonce":"a"}']
    body = b"[" + b",".join([*events, events[0]]) + b"]"
    assert read_contents(body) == EventArray(["b", "a", "b"])


def test_an_empty_array_is_good() -> None:
    """Nothing in the documentation asks for a first event."""
    assert read_contents(b"[]") == EventArray([])


@pytest.mark.parametrize("body", [b"{}", b"3", b'"text"', b"null", b'{"nonce":"a","eventType":"PAGE"}'])
def test_json_that_is_no_array_is_malformed(body: bytes) -> None:
    """A single event without its array is the classic mistake."""
    assert read_contents(body) == Malformed("the body is no JSON array")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonce=a&eventType=PAGE",
        b'[{"nonce":"a","eventType":"PAGE"}',
        b'[{"nonce":"a","eventType":"PAGE"}{"nonce":"b","eventType":"PAGE"}]',
        b'[{"nonce":"a","eventType":"PAGE"},]',
        b'[{"nonce":"a","eventType":"PAGE","href":"\xff"}]',
        b"[" * 100_000,
        b'[{"nonce":7},{"nonce"',
    ],
    ids=[
        "nothing",
        "text lines",
        "cut off",
        "no comma",
        "one comma more",
        "bad UTF-8 unread",
        "deep",
        "an event without nonce before the break",
    ],
)
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    """Events that were joined wrongly, and bytes that nobody reads, are found out."""
    assert read_contents(body) == Malformed("the body is no JSON")


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (b'{"eventType":"PAGE"}', "event 1 lacks nonce"),
        (b'{"nonce":"","eventType":"PAGE"}', "event 1 lacks nonce"),
        (b'{"nonce":7,"eventType":"PAGE"}', "event 1 lacks nonce"),
        (b'{"nonce":"b"}', "event 1 lacks eventType"),
        (b'{"nonce":"b","eventType":null}', "event 1 lacks eventType"),
        (b"{}", "event 1 lacks nonce; event 1 lacks eventType"),
        (b"[]", "event 1 is no object"),
    ],
)
def test_an_event_without_its_required_fields_is_named_by_its_place(event: bytes, reason: str) -> None:
    """The reason counts events from 0."""
    contents = read_contents(b'[{"nonce":"a","eventType":"PAGE"},' + event + b"]")
    assert isinstance(contents, Malformed)
    assert contents.reason == reason


def test_a_malformed_array_still_tells_the_nonces_that_are_there() -> None:
    """The journal of a refused request is to say whose request it was."""
    contents = read_contents(b'[{"nonce":"a"},3,{"eventType":"PAGE"},{"nonce":"b","eventType":"PAGE"}]')
    assert contents.nonces == ["a", "b"]


def test_a_reason_names_ten_faults_at_most() -> None:
    """An answer must not grow with the body."""
    contents = read_contents(b"[" + b",".join([b"1"] * 1000) + b"]")
    assert isinstance(contents, Malformed)
    assert contents.reason.count("is no object") == 10
