"""`run` with credentials, as a process on real Kafka: whatever becomes of tokens, every record is delivered once."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.kafka_broker import Cluster
from tests.processes import deployment


@pytest.mark.parametrize(
    ("options", "secret", "said"),
    [
        (["--token-lifetime-seconds", "1"], "planted", {"token fetched"}),
        ([], "planted-too", {"token service failed"}),
        (
            ["--refuse-tokens"],
            "planted",
            {"token fetched", "token refused: fetching another one", "tokens refused"},
        ),
    ],
    ids=["taken", "wrong secret", "refused"],
)
def test_every_record_is_delivered_once_whatever_becomes_of_tokens(
    kafka: Cluster, tmp_path: Path, options: Sequence[str], secret: str, said: set[str]
) -> None:
    """Tokens that last a second are renewed on the way; no line holds the secret."""
    service = ["--client-id", "me", "--client-secret", "planted", *options]
    with deployment(kafka.bootstrap_servers, tmp_path, 4, *service) as deployed:
        deployed.produce(5_000)
        member = deployed.start_member(
            KAMELEOON_CLIENT_ID="me",
            KAMELEOON_CLIENT_SECRET=secret,
            KAMELEOON_TOKEN_URL=f"{deployed.sandbox.url}/oauth/token",
            BATCH_MAX_EVENTS="50",
        )
        deployed.wait_until_committed(60)
        assert member.stop() == 0
        report = deployed.judge()
        assert (report.violations, report.repeats) == ((), 0), report.text
        assert (401 in {entry.status for entry in deployed.sandbox.requests()}) is ("--refuse-tokens" in options)
    events = {json.loads(line)["event"] for line in member.text.splitlines()}
    assert {event for event in events if "token" in event} == said
    assert "planted" not in member.text
