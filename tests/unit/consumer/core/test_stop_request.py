"""What a signal means, given those before it."""

import pytest

from consumer.core.stop_request import ONE_REQUEST_SECONDS, Response, response

BEFORE, AFTER = ONE_REQUEST_SECONDS - 0.01, ONE_REQUEST_SECONDS


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_the_first_one_asks_for_a_drain(name: str) -> None:
    """Whichever it is."""
    assert response(name, 7.0, None) is Response.DRAIN


@pytest.mark.parametrize(
    ("name", "seconds", "expected"),
    [
        ("SIGTERM", 0.0, Response.NOTHING),
        ("SIGTERM", BEFORE, Response.NOTHING),
        ("SIGINT", BEFORE, Response.NOTHING),
        ("SIGHUP", BEFORE, Response.NOTHING),
        ("SIGTERM", AFTER, Response.END_AT_ONCE),
        ("SIGINT", AFTER, Response.END_AT_ONCE),
        ("SIGHUP", AFTER, Response.NOTHING),
    ],
)
def test_another_one_counts_from_a_second_on(name: str, seconds: float, expected: Response) -> None:
    """And SIGHUP never asks for haste."""
    assert response(name, 7.0 + seconds, ("SIGTERM", 7.0)) is expected


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_the_first_stop_after_a_hangup_asks_for_the_same_drain(name: str) -> None:
    """A terminal went away, and somebody stops the process in order: only the next one is in a hurry."""
    assert response(name, 7.0 + AFTER, ("SIGHUP", 7.0)) is Response.DRAIN
    assert response("SIGHUP", 7.0 + AFTER, ("SIGHUP", 7.0)) is Response.NOTHING
