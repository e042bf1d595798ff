"""A body whose time is over when it could be written."""

from dataclasses import replace

import pytest

from tests.integration.http_peer import answering
from tests.integration.test_http_sender import OK, TIMED_OUT, posted


def test_a_body_is_not_written_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was frozen between its decision and the first byte would post what another has by now."""
    monkeypatch.setattr("consumer.http_sender.WRITTEN_WITHIN_SECONDS", -10.0)
    outcomes, server = posted(answering(OK), timeout_seconds=1.0)
    assert outcomes == [replace(TIMED_OUT, is_ambiguous=False)]
    assert server.requests == []
