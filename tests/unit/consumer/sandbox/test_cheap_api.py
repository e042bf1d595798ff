"""Counting events without reading them."""

import pytest

from consumer.sandbox.cheap_api import count_events


@pytest.mark.parametrize("chunk_bytes", range(1, 60))
def test_events_are_counted_once_however_the_body_is_cut(chunk_bytes: int) -> None:
    """Also where the cut goes through the mark, once or several times."""
    body = b'[{"nonce":"a","eventType":"PAGE"},{"eventType":"PAGE","nonce":"b"},{"nonce":"","nonces":"c"}]'
    events, tail = 0, b""
    for start in range(0, len(body), chunk_bytes):
        more, tail = count_events(body[start : start + chunk_bytes], tail)
        events += more
    assert events == 3
