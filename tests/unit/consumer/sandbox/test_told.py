"""What is told of a request."""

from consumer.sandbox import Seen, body_lines, request_line


def test_a_line_says_what_was_answered_to_what_and_why() -> None:
    """A reset has no status."""
    seen = Seen(method="POST", path="/visit/events", status=404, note="1 event, 34 B: the site code is unknown")
    assert request_line(seen, "12:00:01") == (
        "12:00:01  404    POST /visit/events  1 event, 34 B: the site code is unknown"
    )
    assert request_line(Seen(method="PUT", path="/x", status=None), "12:00:01") == "12:00:01  reset  PUT /x"


def test_a_body_is_laid_out_where_it_is_json() -> None:
    """And shown as it is where it is not."""
    assert list(body_lines(b'[{"nonce":"a"}]')) == ["[", "  {", '    "nonce": "a"', "  }", "]"]
    assert list(body_lines(b"{x\xff")) == ["{x\\xff"]
    assert "".join(body_lines(b"[" * 100_000)) == "[" * 100_000
