"""Commits that are refused, and commits that hang, by librdkafka's own mock of a cluster, which errs on demand.

Its limits: topics are not made by an admin, times are not looked up, and it keeps 5 MiB of each partition.
"""

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import confluent_kafka
from confluent_kafka import KafkaError

from tests.faults.played import Played
from tests.faults.scene import Setting
from tests.faults.stage import Stage
from tests.kafka_broker import Cluster

OFFSET_COMMIT: Final = 8
REFUSALS: Final = (
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
    KafkaError.REQUEST_TIMED_OUT,
    KafkaError.REBALANCE_IN_PROGRESS,
    KafkaError.ILLEGAL_GENERATION,
)
TIMES: Final = 2
"""An illegal generation costs the member its partitions, and the mock nine seconds to give them back, each time."""

HANGS_MS: Final = 4_000
ALONE: Final = Setting(partitions=4, members=1, backlog=200, per_second=150.0, recovers_within_seconds=45.0)
"""A second member would wait for a join of nine seconds: the mock's coordinator takes its time."""


def commits_refused(stage: Stage) -> Played:
    """Each refusal again and again, then answers that take seconds: the process stays, and commits catch up."""
    with (
        _mock_cluster() as mock,
        stage.scene(replace(ALONE, make_topic=mock.make_topics), mock.cluster, START_FROM="earliest") as scene,
    ):
        scene.begin()
        for error in REFUSALS:
            with scene.harm():
                mock.refuse(OFFSET_COMMIT, error, TIMES)
                time.sleep(stage.lengths.fault_seconds / 3)
                scene.expect_alive()
            scene.recover()
        with scene.harm():
            scene.note_break()
            mock.delay_answers(HANGS_MS)
            time.sleep(stage.lengths.fault_seconds)
            scene.expect_alive()
            mock.delay_answers(0)
        scene.recover()
    return scene.played


@dataclass(frozen=True, slots=True)
class _Mock:
    library: ctypes.CDLL
    handle: ctypes.c_void_p
    cluster: Cluster

    def make_topics(self, _servers: str, source: str, partitions: int) -> None:
        """Make a source topic, and the dead-letter topic that its consumers will look for."""
        letters = f"{source.replace('enriched', 'group')}.dead-letter"
        for name, count in ((source, partitions), (letters, 1)):
            self.library.rd_kafka_mock_topic_create(self.handle, name.encode(), count, 1)

    def refuse(self, api_key: int, error: int, times: int) -> None:
        """Answer the next requests of one kind with an error."""
        errors = (ctypes.c_int * times)(*[error] * times)
        push = self.library.rd_kafka_mock_push_request_errors_array
        push(self.handle, ctypes.c_int16(api_key), ctypes.c_size_t(times), errors)

    def delay_answers(self, milliseconds: int) -> None:
        """Let every answer take so long."""
        self.library.rd_kafka_mock_broker_set_rtt(self.handle, ctypes.c_int32(1), ctypes.c_int(milliseconds))


@contextmanager
def _mock_cluster() -> Iterator[_Mock]:
    installed = Path(confluent_kafka.__file__).parents[1]
    library = ctypes.CDLL(str(next(installed.glob("confluent_kafka.libs/librdkafka-*"))))
    for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_mock_cluster_new"):
        getattr(library, name).restype = ctypes.c_void_p
    library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    error, size = ctypes.create_string_buffer(512), ctypes.c_size_t(512)
    config = ctypes.c_void_p(library.rd_kafka_conf_new())
    library.rd_kafka_conf_set(config, b"log_level", b"0", error, size)
    owner = ctypes.c_void_p(library.rd_kafka_new(0, config, error, size))
    handle = ctypes.c_void_p(library.rd_kafka_mock_cluster_new(owner, 1))
    servers = library.rd_kafka_mock_cluster_bootstraps(handle).decode()
    try:
        yield _Mock(library, handle, Cluster(bootstrap_servers=servers, nodes=()))
    finally:
        library.rd_kafka_mock_cluster_destroy(handle)
        library.rd_kafka_destroy(owner)
