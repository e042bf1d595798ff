"""What integration tests share: one Kafka for the whole session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kafka_broker import Cluster, TopicFactory, available_cluster
from tests.processes import Deployment, deployment


@pytest.fixture(scope="session")
def kafka() -> Iterator[Cluster]:
    """A real Kafka that all tests share; one that stops or freezes nodes runs a cluster of its own."""
    with available_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def new_topic(kafka: Cluster) -> TopicFactory:
    """Makes a topic of the shared Kafka that no other test uses: `new_topic(partitions=4)` is its name."""
    return TopicFactory(kafka.bootstrap_servers)


@pytest.fixture
def deployed(kafka: Cluster, tmp_path: Path) -> Iterator[Deployment]:
    """A topic of four partitions, a group, and a sandbox with a journal, of this test alone."""
    with deployment(kafka.bootstrap_servers, tmp_path) as running:
        yield running
