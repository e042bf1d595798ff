"""The lag and the age that a member tells, when they matter: behind transactions, and while partitions are paused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import orjson
from confluent_kafka import Producer

from tests.integration.records import write
from tests.integration.test_delivery import PAGE_VIEW
from tests.processes import ConsumerProcess, Deployment, wait_until

LAG: Final = "signal_kameleoon_lag_records"
AGE: Final = "signal_kameleoon_oldest_unresolved_age_seconds"
UNREAD: Final = "signal_kameleoon_unread_partitions"
RECORDS: Final = 10


def test_a_topic_written_in_transactions_has_no_lag_at_rest(deployed: Deployment) -> None:
    """Markers and aborted records are offsets too: they are passed, committed, and neither lag nor skipped."""
    producer = _transactional(deployed)
    member = deployed.start_member()
    for is_committed in (True, True, False):
        with _transaction(producer, is_committed=is_committed):
            _produce(producer, deployed, RECORDS)
    deployed.wait_for_deliveries(2 * RECORDS, 60)
    deployed.wait_until_committed(30)
    wait_until(lambda: member.metric(LAG) == 0, 30)
    assert member.metric("signal_kameleoon_offsets_skipped_total") == 0
    assert member.metric("signal_kameleoon_offsets_without_records_total") == RECORDS + 3
    assert not member.said("offsets were deleted before they were read")
    assert deployed.sandbox.statistics()["events_taken"] == 2 * RECORDS


def test_what_lies_behind_an_open_transaction_is_told(deployed: Deployment) -> None:
    """Nothing is held of it, and its age grows all the same; in the end it is delivered."""
    producer = _transactional(deployed)
    member = deployed.start_member()
    member.wait_for_event("partitions assigned", 60)
    with _transaction(producer, is_committed=True):
        _produce(producer, deployed, RECORDS)
        wait_until(lambda: member.metric(LAG) == RECORDS, 30)
        wait_until(lambda: member.metric(AGE, partition="0") > 3, 60)
        wait_until(lambda: member.metric(UNREAD, reason="open_transaction") == 1, 60)
        (line, *_) = member.said("records are in the log, but Kafka is not delivering them")
        assert (line["partition"], line["next_offset"], line["reason"]) == (0, 0, "open_transaction")
    deployed.wait_for_deliveries(RECORDS, 60)
    deployed.wait_until_committed(30)
    wait_until(lambda: member.metric(AGE, partition="0") == member.metric(UNREAD) == member.metric(LAG) == 0, 30)


def test_the_lag_of_a_paused_partition_grows_with_its_log(deployed: Deployment) -> None:
    """The API is down and nothing is fetched: what is written meanwhile is lag."""
    deployed.sandbox.set_faults([{"kind": "status", "status": 503}])
    member = deployed.start_member(BUFFER_MAX_BYTES="16MiB")
    large = [_page(f"held-{number}", "x" * 500_000) for number in range(40)]
    write(deployed.bootstrap_servers, deployed.topic, large)
    wait_until(lambda: member.metric("signal_kameleoon_paused_partitions") == 1, 60)
    wait_until(lambda: _lag(member) == len(large), 30)
    write(deployed.bootstrap_servers, deployed.topic, [_page(f"more-{number}") for number in range(100)])
    wait_until(lambda: _lag(member) == len(large) + 100, 30)
    deployed.sandbox.clear_faults()
    deployed.wait_until_committed(90)
    wait_until(lambda: _lag(member) == 0, 30)


def _lag(member: ConsumerProcess) -> float:
    return member.metric(LAG, partition="0")


def _transactional(deployed: Deployment) -> Producer:
    producer = Producer(
        {"bootstrap.servers": deployed.bootstrap_servers, "transactional.id": deployed.topic, "log_level": 2}
    )
    producer.init_transactions(30)
    return producer


@contextmanager
def _transaction(producer: Producer, *, is_committed: bool) -> Iterator[None]:
    producer.begin_transaction()
    yield
    (producer.commit_transaction if is_committed else producer.abort_transaction)(30)


def _produce(producer: Producer, deployed: Deployment, records: int) -> None:
    for number in range(records):
        producer.produce(deployed.topic, _page(f"page-{number}"), partition=0)
    assert producer.flush(30) == 0


def _page(message_id: str, padding: str = "") -> bytes:
    return orjson.dumps(PAGE_VIEW | {"messageId": message_id, "padding": padding})
