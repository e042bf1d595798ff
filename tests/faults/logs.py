"""Logs that are another one's, that grow by event time, or that cannot be read."""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.faults.events import event_id
from tests.faults.played import Played, counted
from tests.faults.policy.trial import Trial
from tests.faults.stage import PARTITIONS, Stage
from tests.faults.topics import grown
from tests.kafka_broker import create_topic, delete_topic, running_cluster
from tests.processes import ConsumerProcess, wait_until

HELD_EVENTS: Final = 2_000
THREE_HOURS_MS: Final = 3 * 3600 * 1000
UNAVAILABLE: Final = [{"kind": "status", "status": 503}]

BATCHES, BATCH_EVENTS, SPOILED = 10, 100, 5
AGE: Final = "signal_kameleoon_oldest_unresolved_age_seconds"


def topic_replaced(stage: Stage) -> Played:
    """The topic is deleted and created again while its records are held, and its new log is soon the longer one."""
    many = stage.lengths.many_events
    with stage.trial(KAFKA_GROUP_PROTOCOL=stage.protocol) as trial:
        member = trial.start()
        trial.write(many)
        trial.wait_for_deliveries(many)
        trial.set_faults(UNAVAILABLE)
        trial.write(HELD_EVENTS)
        wait_until(lambda: _lag(member) == HELD_EVENTS and _is_all_held(member), 60)
        servers, topic = trial.deployed.bootstrap_servers, trial.deployed.topic
        delete_topic(servers, topic)
        create_topic(servers, topic, PARTITIONS)
        trial.write(2 * many)
        trial.cure()
        trial.wait_for_recovery(60)
        wait_until(lambda: len(_taken(trial)) == trial.writer.written, 120)
        trial.deployed.wait_until_committed(60)
        _judge_new_log(trial, member)
        return _played(trial)


def added_by_event_time(stage: Stage) -> Played:
    """Partitions are added whose records are stamped hours before the group began: they are delivered all the same."""
    return grown(stage, int(time.time() * 1000) - THREE_HOURS_MS)


def spoiled_batch(stage: Stage) -> Played:
    """A batch rots in the broker's log: its partition stands, and goes on where it stopped when it is whole again."""
    with running_cluster() as cluster, replace(stage, cluster=cluster).trial() as trial:
        for _ in range(BATCHES):
            trial.writer.partition_of = lambda _: 0
            trial.write(BATCH_EVENTS)
        (node,) = cluster.nodes
        log = node.data / f"{trial.deployed.topic}-0" / f"{0:020}.log"
        with _spoiled(log) as offset:
            trial.writer.partition_of = None
            member = trial.start()
            trial.wait_for_deliveries(offset)
            member.wait_for_event("records cannot be read: partition is stopped", 60)
            trial.write(BATCH_EVENTS)
            others = BATCH_EVENTS - BATCH_EVENTS // PARTITIONS
            trial.wait_for_deliveries(offset + others)
            wait_until(lambda: member.metric(AGE, partition="0") > 3.0, 60)
            committed = trial.deployed.look().get(0)
            trial.expect(committed == offset, f"committed {committed}, and the spoiled batch is at {offset}")
            trial.expect(member.metric("signal_kameleoon_offsets_skipped_total") == 0, "offsets were skipped")
        trial.cure()
        trial.wait_for_recovery(90)  # it is tried again every 30 s
        trial.finish(letters=0)
        trial.expect(member.stop() == 0, "the member did not end in order")
    return trial.played


@contextmanager
def _spoiled(log: Path) -> Iterator[int]:
    """Change some bytes in the middle of a batch; give its offset. The context's end makes it whole again."""
    place, length, offset = _batches(log.read_bytes())[SPOILED]
    middle = place + length // 2
    with log.open("r+b") as file:
        file.seek(middle)
        sound = file.read(12)
        _write_at(log, middle, bytes(byte ^ 0x15 for byte in sound))
        yield offset
        _write_at(log, middle, sound)


def _batches(log: bytes) -> list[tuple[int, int, int]]:
    """Place, length and first offset of each batch: Kafka's format begins with the offset and the length behind it."""
    found, place = [], 0
    while place < len(log):
        offset, length = struct.unpack(">qi", log[place : place + 12])
        found.append((place, length + 12, offset))
        place += length + 12
    return found


def _write_at(log: Path, place: int, data: bytes) -> None:
    with log.open("r+b") as file:
        file.seek(place)
        file.write(data)


def _judge_new_log(trial: Trial, member: ConsumerProcess) -> None:
    report = trial.deployed.judge()
    trial.expect(not report.lost, f"{len(report.lost)} of the new log lost")
    missing = {event_id(number) for number in range(trial.writer.written)} - _taken(trial)
    trial.expect(not missing, f"{len(missing)} of {trial.writer.written} events were never taken")
    (line,) = member.said("topic was deleted and created again: its new log is read from the beginning")
    held = int(str(line["unresolved_of_old_log"]))
    trial.expect(held >= HELD_EVENTS, f"it says that it held {held} of the old log, and it was {HELD_EVENTS}")
    trial.expect(member.stop() == 0, "the member did not end in order")


def _played(trial: Trial) -> Played:
    report = trial.deployed.judge()
    # What the client read of the new log at its old offset, before a look saw that it is another one, comes twice.
    figures = counted(report, trial.requests, allowed_repeats=report.records, recovered_seconds=trial.recovered_seconds)
    return Played(figures, trial.played.broken)


def _taken(trial: Trial) -> set[str]:
    return {nonce for request in trial.requests if request.taken for nonce in request.nonces}


def _lag(member: ConsumerProcess) -> float:
    return member.metric("signal_kameleoon_lag_records")


def _is_all_held(member: ConsumerProcess) -> bool:
    """A record of these holds more than 600 bytes."""
    return member.metric("signal_kameleoon_held_bytes") > 600 * HELD_EVENTS
