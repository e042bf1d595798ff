"""What goes wrong most often, and the failure policy, played by real processes on a real Kafka with short faults.

`python -m tests.faults` plays all of them, and longer.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.catalogue import MOST_COMMON, POLICY, SCENARIOS
from tests.faults.played import Played
from tests.faults.stage import SHORT, Stage
from tests.kafka_broker import Cluster

AT_ONCE = 3
ELSEWHERE = {
    "forbidden": "one status stands for all: the answer's table is a unit test",
    "unauthorised": "as above",
    "redirected": "as above",
    "poison": "a minute of back-off: test_lane_refused tells it in virtual time",
    "topic-forbidden": "needs users and rights: test_rights",
}
NAMES = (*MOST_COMMON, *(name for name in POLICY if name not in ELSEWHERE))


@pytest.fixture(scope="module")
def playing(
    request: pytest.FixtureRequest, kafka: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[Played]]]:
    """Play the scenarios that were asked for, some at once: most of them wait for most of their time."""
    stage = Stage(kafka, tmp_path_factory.mktemp("faults"), SHORT)
    pool = ThreadPoolExecutor(AT_ONCE)
    asked_for = _asked_for(request.session)
    try:
        yield {name: pool.submit(SCENARIOS[name], stage) for name in NAMES if name in asked_for}
    finally:
        pool.shutdown(cancel_futures=True)


def _asked_for(session: pytest.Session) -> set[object]:
    items = [item for item in session.items if isinstance(item, pytest.Function) and item.path == Path(__file__)]
    return {item.callspec.params.get("name") for item in items if hasattr(item, "callspec")}


@pytest.mark.parametrize("name", NAMES)
def test_the_promises_hold(playing: Mapping[str, Future[Played]], name: str) -> None:
    """Nothing lost, nothing repeated beyond what is lawful, nothing set aside that was not guilty, and so on."""
    played = playing[name].result()
    assert played.has_held, "\n".join(played.broken)
