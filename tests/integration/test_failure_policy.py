"""The promises of the failure policy, kept by real processes on a real Kafka; `tests.faults` plays them longer."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.catalogue import SCENARIOS
from tests.faults.played import Played
from tests.faults.stage import SHORT, Stage
from tests.kafka_broker import Cluster

AT_ONCE = 4
ELSEWHERE = {
    "forbidden": "one status stands for all: the answer's table is a unit test",
    "unauthorised": "as above",
    "redirected": "as above",
    "poison": "a minute of back-off: test_lane_refused tells it in virtual time",
    "topic-forbidden": "needs users and rights: test_rights",
}


@pytest.fixture(scope="module")
def playing(
    request: pytest.FixtureRequest, kafka: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[Played]]]:
    """Play the scenarios that were asked for, several at once: most of them wait for most of their time."""
    stage = Stage(kafka, tmp_path_factory.mktemp("failures"), SHORT)
    pool = ThreadPoolExecutor(AT_ONCE)
    asked_for = _asked_for(request.session)
    try:
        yield {name: pool.submit(play, stage) for name, play in SCENARIOS.items() if name in asked_for}
    finally:
        pool.shutdown(cancel_futures=True)


def _asked_for(session: pytest.Session) -> set[object]:
    items = [item for item in session.items if isinstance(item, pytest.Function) and item.path == Path(__file__)]
    return {item.callspec.params.get("name") for item in items if hasattr(item, "callspec")}


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in ELSEWHERE])
def test_the_policy_holds(playing: Mapping[str, Future[Played]], name: str) -> None:
    """Nothing lost, nothing set aside that was not guilty, and what the scenario promises besides."""
    played = playing[name].result()
    assert played.has_held, "\n".join(played.broken)
