"""What to do where there is no answer."""

import pytest

from consumer.core.failure import FailureCause, api_failure_advice, failure_advice

URL = "https://api.example:8443/visit/events?siteCode=abc"


@pytest.mark.parametrize("cause", FailureCause)
def test_there_is_advice_on_every_cause(cause: FailureCause) -> None:
    """A part of a sentence: others put something before or behind it."""
    advice = failure_advice(cause, URL, "SOME_URL")
    assert "{" not in advice
    assert not advice.endswith(".")
    assert (advice[0].islower() or advice.startswith("TLS"), advice.isprintable()) == (True, True)


def test_the_address_is_named_and_the_setting_that_changes_it() -> None:
    """Host and port; nothing of path and query."""
    assert "listens at api.example:8443," in failure_advice(FailureCause.CONNECTION_REFUSED, URL, "SOME_URL")
    assert "check SOME_URL if it is set" in failure_advice(FailureCause.UNKNOWN_NAME, URL, "SOME_URL")


@pytest.mark.parametrize(
    ("cause", "setting"),
    [
        (FailureCause.CONNECT_TIMEOUT, "CONNECT_TIMEOUT_MS"),
        (FailureCause.ANSWER_TIMEOUT, "REQUEST_TIMEOUT_MS"),
        (FailureCause.NAME_TIMEOUT, "REQUEST_TIMEOUT_MS"),
    ],
)
def test_a_limit_of_time_is_named_where_it_is_a_setting(cause: FailureCause, setting: str) -> None:
    """Those of the token service are none."""
    assert f"raise {setting} if it is only slow" in api_failure_advice(cause, URL)
    assert setting not in failure_advice(cause, URL, "SOME_URL")
