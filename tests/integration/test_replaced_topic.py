"""A source topic that is deleted and created again, at every moment: nothing of either log is left out, or silent."""

import signal
from typing import Final, Literal

import orjson
import pytest
from confluent_kafka import TopicPartition
from confluent_kafka._model import ConsumerGroupTopicPartitions
from confluent_kafka.admin import AdminClient

from consumer.core.start import GroupStart, commit_metadata
from tests.integration.records import write
from tests.integration.test_delivery import PAGE_VIEW
from tests.kafka_broker import StoredRecord, committed_offsets, create_topic, delete_topic, read_all
from tests.processes import Deployment, wait_until

OLD, NEW = 100, 300
UNAVAILABLE: Final = [{"kind": "status", "status": 503}]
REPLACED: Final = "topic was deleted and created again: its new log is read from the beginning"


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
@pytest.mark.parametrize("new_records", [10, NEW])
def test_while_it_is_read(deployed: Deployment, protocol: Literal["classic", "consumer"], new_records: int) -> None:
    """Also where the new log is longer than what was read of the old one: offsets alone do not tell them apart."""
    member = deployed.start_member(KAFKA_GROUP_PROTOCOL=protocol)
    _write_old(deployed)
    deployed.wait_for_deliveries(OLD, 60)
    deployed.wait_until_committed(30)
    _replace(deployed)
    _write(deployed, "new", new_records)
    _wait_for(deployed, "new", new_records)
    deployed.wait_until_committed(30)
    assert member.said(REPLACED)
    assert member.metric("signal_kameleoon_logs_replaced_total") >= 1
    assert member.stop() == 0


def test_while_its_records_are_held(deployed: Deployment) -> None:
    """The API is down: memory is the last place of what was read. It is delivered, and the new log as well."""
    deployed.sandbox.set_faults(UNAVAILABLE)
    member = deployed.start_member()
    _write_old(deployed)
    wait_until(lambda: member.metric("signal_kameleoon_requests_total", status_class="5xx") > 0, 60)
    _replace(deployed)
    _write(deployed, "new", NEW)
    member.wait_for_event(REPLACED, 60)
    (line,) = member.said(REPLACED)
    # With what was read of the new log at the old offset, before a look saw that it is another one.
    assert OLD <= int(str(line["unresolved_of_old_log"])) <= NEW
    deployed.sandbox.clear_faults()
    _wait_for(deployed, "old", OLD)
    _wait_for(deployed, "new", NEW)
    deployed.wait_until_committed(30)
    wait_until(lambda: member.metric("signal_kameleoon_held_bytes") == 0, 30)
    assert member.stop() == 0


def test_while_partitions_go_with_it(deployed: Deployment) -> None:
    """The topic is gone, its partitions are taken away, and nobody else can read what is held: it is delivered."""
    deployed.sandbox.set_faults(UNAVAILABLE)
    member = deployed.start_member(KAFKA_TOPIC_METADATA_REFRESH_INTERVAL_MS="500")
    _write_old(deployed)
    wait_until(lambda: member.metric("signal_kameleoon_requests_total", status_class="5xx") > 0, 60)
    delete_topic(deployed.bootstrap_servers, deployed.topic)
    member.wait_for_event("topic is gone: what was read of it is delivered all the same", 60)
    deployed.sandbox.clear_faults()
    _wait_for(deployed, "old", OLD)
    assert member.stop() == 0


@pytest.mark.parametrize("is_back_in_time", [True, False])
def test_while_the_member_stops(deployed: Deployment, *, is_back_in_time: bool) -> None:
    """What is held is delivered within the drain's budget; what the API does not take in it is said and counted."""
    deployed.sandbox.set_faults(UNAVAILABLE)
    member = deployed.start_member(DRAIN_TIMEOUT_MS="20000" if is_back_in_time else "2000")
    _write_old(deployed)
    wait_until(lambda: member.metric("signal_kameleoon_requests_total", status_class="5xx") > 0, 60)
    delete_topic(deployed.bootstrap_servers, deployed.topic)
    member.signal(signal.SIGTERM)
    member.wait_for_event("topic is gone: what was read of it is delivered all the same", 60)
    if is_back_in_time:
        deployed.sandbox.clear_faults()
    assert member.wait(60) == (0 if is_back_in_time else 5)
    lost = sum(
        int(str(line["records"])) for line in member.said("records of a deleted topic could not be delivered in time")
    )
    assert len(_delivered(deployed, "old")) + lost == OLD
    assert lost == (0 if is_back_in_time else OLD)


def test_while_nobody_reads(deployed: Deployment) -> None:
    """The next member reads the new log from its beginning."""
    member = deployed.start_member()
    _write_old(deployed)
    deployed.wait_for_deliveries(OLD, 60)
    assert member.stop() == 0
    _replace(deployed)
    _write(deployed, "new", NEW)
    deployed.start_member()
    _wait_for(deployed, "new", NEW)


def test_while_a_commit_of_the_old_log_was_on_its_way(deployed: Deployment) -> None:
    """An offset that names another log is not gone on from, however well it fits."""
    _write(deployed, "new", NEW)
    stored = commit_metadata(GroupStart(0, 4), "another-topic")
    _commit(deployed, OLD, stored)
    member = deployed.start_member()
    _wait_for(deployed, "new", NEW)
    assert member.said(REPLACED)
    deployed.wait_until_committed(30)


def test_an_offset_that_somebody_has_set_is_gone_on_from(deployed: Deployment) -> None:
    """Kafka's own tool writes no metadata: a replay or a skip is done so."""
    _write(deployed, "new", NEW)
    _commit(deployed, OLD, "")
    member = deployed.start_member(START_FROM="now")
    deployed.wait_until_committed(60)
    assert _delivered(deployed, "new") == {f"new-{number}" for number in range(OLD, NEW)}
    assert not member.said(REPLACED)


def test_the_dead_letter_topic(deployed: Deployment) -> None:
    """Its letters are written into the new one, in the same process; nothing is resolved without them."""
    servers, letters = deployed.bootstrap_servers, deployed.dead_letter_topic
    member = deployed.start_member()
    write(servers, deployed.topic, [b"not json", _page("old-0")])
    _wait_for(deployed, "old", 1)
    deployed.wait_until_committed(60)
    delete_topic(servers, letters)
    create_topic(servers, letters, 1)
    write(servers, deployed.topic, [b"not json either", _page("new-0")])
    _wait_for(deployed, "new", 1)
    deployed.wait_until_committed(60)
    assert [record.value for record in _letters(deployed)] == [b"not json either"]
    assert member.exit_code is None


def test_the_dead_letter_topic_gone_for_good(deployed: Deployment) -> None:
    """It is made again, as at the start: whoever deleted it has not meant that events should wait."""
    servers, letters = deployed.bootstrap_servers, deployed.dead_letter_topic
    member = deployed.start_member()
    member.wait_for_event("partitions assigned", 60)
    delete_topic(servers, letters)
    write(servers, deployed.topic, [b"not json", _page("new-0")])
    _wait_for(deployed, "new", 1)
    deployed.wait_until_committed(120)
    assert [record.value for record in _letters(deployed)] == [b"not json"]
    assert len(member.said("dead-letter topic created")) == 2


def _replace(deployed: Deployment) -> None:
    delete_topic(deployed.bootstrap_servers, deployed.topic)
    create_topic(deployed.bootstrap_servers, deployed.topic, 4)


def _write_old(deployed: Deployment) -> None:
    _write(deployed, "old", OLD)


def _write(deployed: Deployment, prefix: str, records: int) -> None:
    write(deployed.bootstrap_servers, deployed.topic, [_page(f"{prefix}-{number}") for number in range(records)])


def _page(message_id: str) -> bytes:
    return orjson.dumps(PAGE_VIEW | {"messageId": message_id})


def _wait_for(deployed: Deployment, prefix: str, records: int) -> None:
    wanted = {f"{prefix}-{number}" for number in range(records)}
    wait_until(lambda: _delivered(deployed, prefix) >= wanted, 90)


def _delivered(deployed: Deployment, prefix: str) -> set[str]:
    taken = (request.nonces for request in deployed.sandbox.requests() if request.status == 200)
    return {nonce for nonces in taken for nonce in nonces if nonce.startswith(prefix)}


def _commit(deployed: Deployment, next_offset: int, metadata: str) -> None:
    admin = AdminClient({"bootstrap.servers": deployed.bootstrap_servers})
    place = TopicPartition(deployed.topic, 0, next_offset, metadata)
    asked = ConsumerGroupTopicPartitions(deployed.group, [place])
    admin.alter_consumer_group_offsets([asked])[deployed.group].result(30)
    assert committed_offsets(deployed.bootstrap_servers, deployed.group, deployed.topic) == {0: next_offset}


def _letters(deployed: Deployment) -> list[StoredRecord]:
    return read_all(deployed.bootstrap_servers, deployed.dead_letter_topic)
