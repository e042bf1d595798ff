"""A source topic that is hot in one partition, becomes larger or shorter, or invalid from end to end."""

import time
from typing import Final

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions  # where its type is exported; admin only passes it on

from tests.faults.played import Played
from tests.faults.policy.mappings import BROKEN, MENDED
from tests.faults.scene import Scene, Setting
from tests.faults.stage import Stage
from tests.kafka_broker import end_offsets
from tests.processes import wait_until

AGE, LAG = "signal_kameleoon_oldest_unresolved_age_seconds", "signal_kameleoon_lag_records"

HOT: Final = Setting(answer_seconds=0.5, backlog=5_000, per_second=1_500.0, recovers_within_seconds=90.0)
HOT_BATCH: Final = {"BATCH_MAX_EVENTS": "500"}
"""With half a second for an answer, 900 events/s of a partition at most; the hot one gets 1,200."""

LESS_HOT_AGE_SECONDS: Final = 3.0
MORE_PARTITIONS: Final = 18
FAST_LOOKS: Final = {"KAFKA_TOPIC_METADATA_REFRESH_INTERVAL_MS": "1000"}
SHORTENED: Final = Setting(excused=frozenset({"wrongly_delivered", "wrongly_dead_lettered", "totals"}))
"""What was delivered and then deleted belongs to no record any more."""

MISTAKEN: Final = Setting(excused=frozenset({"wrongly_dead_lettered"}))
MOST_LETTERS_OF_A_PARTITION: Final = 1_000


def hot_partition(stage: Stage) -> Played:
    """Four fifths of the load in one partition and a slow API: that one lags, the others do not notice."""
    with stage.scene(HOT, **HOT_BATCH) as scene:
        scene.writer.partition_of = lambda number: 0 if number % 5 else 1 + number // 5 % 11
        scene.begin()
        with scene.harm():
            time.sleep(stage.lengths.fault_seconds)
            hot, others = _sum(scene, LAG, 0), max(_sum(scene, AGE, partition) for partition in range(1, 12))
        scene.expect(hot > 2_000, f"the hot partition lags by {hot:.0f} only: this shows nothing")
        scene.expect(others <= LESS_HOT_AGE_SECONDS, f"an age of {others:.1f} s beside the hot partition")
        scene.recover()
    return scene.played


def partitions_added(stage: Stage) -> Played:
    """Twelve partitions become eighteen under load: what is written to new ones before anybody knows is delivered."""
    return grown(stage, stamped_ms=0)


def grown(stage: Stage, stamped_ms: int) -> Played:
    """Partitions are added, and records written from then on bear this stamp (0: the present)."""
    with stage.scene(**FAST_LOOKS) as scene:
        scene.begin()
        servers, topic = scene.deployed.bootstrap_servers, scene.deployed.topic
        admin = AdminClient({"bootstrap.servers": servers})
        with scene.harm():
            scene.writer.stamped_ms = stamped_ms
            admin.create_partitions([NewPartitions(topic, MORE_PARTITIONS)])[topic].result(30)
            wait_until(lambda: count_led_partitions(servers, topic) == MORE_PARTITIONS, 30)
            scene.writer.partitions = MORE_PARTITIONS
            time.sleep(stage.lengths.fault_seconds)
        scene.recover()
    return scene.played


def log_truncated(stage: Stage) -> Played:
    """Retention overtakes the group, once while it runs and once while it is down: it says so, and goes on."""
    with stage.scene(SHORTENED) as scene:
        scene.begin()
        with scene.harm():
            scene.set_faults([{"kind": "status", "status": 503}])
            time.sleep(stage.lengths.fault_seconds)
            _truncate(scene)
            scene.clear_faults()
        scene.recover()
        for member in tuple(scene.members):
            scene.leave(member)
        with scene.harm():
            time.sleep(2.0)
            _truncate(scene)
            newcomers = [scene.join() for _ in range(3)]
        scene.recover()
        skipped = sum(member.metric("signal_kameleoon_offsets_skipped_total") for member in newcomers)
        scene.expect(skipped > 0, "no skipped offsets were counted")
        said = [line for member in newcomers for line in member.said("offsets were deleted before they were read")]
        scene.expect(bool(said), "nobody said that offsets were deleted before they were read")
    return scene.played


def all_invalid(stage: Stage) -> Played:
    """A mapping with a mistake is deployed: fuses open before the topic is dead letters, and its repair goes on."""
    with stage.scene(MISTAKEN) as scene:
        scene.begin()
        with scene.harm():
            _deploy(scene, "broken", BROKEN)
            wait_until(lambda: _open_fuses(scene) == scene.setting.partitions, 60)
            time.sleep(stage.lengths.fault_seconds)
            ages = [_sum(scene, AGE, partition) for partition in range(scene.setting.partitions)]
            _deploy(scene, "mended", MENDED)
        scene.expect(min(ages) > stage.lengths.fault_seconds / 2, f"ages of {ages} behind open fuses")
        scene.recover()
    letters = scene.played.figures.dead_letters if scene.played.figures else 0
    most = scene.setting.partitions * MOST_LETTERS_OF_A_PARTITION
    scene.expect(letters <= most, f"{letters} dead letters, more than {most}")
    return scene.played


def count_led_partitions(bootstrap_servers: str, topic: str) -> int:
    """How many partitions a topic has, once each has a leader; 0 before."""
    try:
        return len(end_offsets(bootstrap_servers, topic))
    except KafkaException:
        return 0


def _deploy(scene: Scene, name: str, mapping: str) -> None:
    """Replace every member by one with another mapping."""
    path = scene.deployed.directory / f"{name}.yaml"
    path.write_text(mapping)
    for member in tuple(scene.members):
        scene.leave(member)
        scene.join(MAPPING_FILE=str(path)).wait_for_event("partitions assigned", 30)


def _open_fuses(scene: Scene) -> float:
    return sum(member.metric("signal_kameleoon_fuse_open") for member in scene.members)


def _truncate(scene: Scene) -> None:
    """Delete what lies before the middle between what is committed and the end, in every partition."""
    topic, committed = scene.deployed.topic, scene.deployed.look()
    ends = end_offsets(scene.deployed.bootstrap_servers, topic)
    admin = AdminClient({"bootstrap.servers": scene.deployed.bootstrap_servers})
    before = [TopicPartition(topic, partition, (committed[partition] + end) // 2) for partition, end in ends.items()]
    for deleted in admin.delete_records(before).values():
        deleted.result(30)


def _sum(scene: Scene, metric: str, partition: int) -> float:
    return sum(member.metric(metric, partition=str(partition)) for member in scene.members)
