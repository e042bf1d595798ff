"""The judge reads real witnesses: topics, headers, commits and a journal as the parts themselves write them."""

from dataclasses import replace
from pathlib import Path

from confluent_kafka import Consumer, Producer, TopicPartition

from consumer.generator import GeneratedRecord, Intent, generate
from consumer.sandbox.journal import JournalEntry, journal_line
from tests.kafka_broker import Cluster, TopicFactory, end_offsets
from tests.loss_checker import Coordinates, Witnesses, check, read_history

RECORDS = 2000


def write(bootstrap_servers: str, topic: str, dead_letter_topic: str, records: list[GeneratedRecord]) -> None:
    """Write records to partition 0, and letters of those that are meant to be dead-lettered."""
    producer = Producer({"bootstrap.servers": bootstrap_servers, "log_level": 0})
    for offset, record in enumerate(records):
        producer.produce(topic, record.value, record.key, partition=0, headers=list(record.headers))
        if record.intent is Intent.DEAD_LETTER:
            place = {"topic": topic, "partition": "0", "offset": f"{offset}", "reason": "not_json"}
            ours = [(f"signal-kameleoon.{name}", text.encode()) for name, text in place.items()]
            producer.produce(dead_letter_topic, record.value, record.key, headers=[*record.headers, *ours])
    assert producer.flush(30) == 0


def journal_of(records: list[GeneratedRecord]) -> bytes:
    """One request that took all events which are to be delivered, and a line torn by a kill."""
    nonces = [record.nonce for record in records if record.intent is Intent.DELIVER and record.nonce]
    entry = JournalEntry(sequence=1, time_seconds=0.0, status=200, taken=True, nonces=tuple(nonces))
    return journal_line(entry) + journal_line(entry)[:20]


def commit(bootstrap_servers: str, group: str, next_offset: TopicPartition) -> None:
    """Commit as a member-less group may."""
    with Consumer({"bootstrap.servers": bootstrap_servers, "group.id": group, "log_level": 0}) as consumer:
        consumer.commit(offsets=[next_offset], asynchronous=False)


def test_real_witnesses_are_read_and_judged(kafka: Cluster, new_topic: TopicFactory, tmp_path: Path) -> None:
    """A faultless run passes; one more record in the topic, committed over and never sent, is lost."""
    servers, topic, letters = kafka.bootstrap_servers, new_topic(), new_topic()
    records = list(generate(seed=7, count=RECORDS, start_ms=1_760_000_000_000, broken_share=0.01))
    write(servers, topic, letters, records)
    journal = tmp_path / "journal"
    journal.write_bytes(journal_of(records))
    witnesses = Witnesses(
        bootstrap_servers=servers, topic=topic, dead_letter_topic=letters, group=topic, journal=journal
    )
    commit(servers, topic, TopicPartition(topic, 0, RECORDS))
    assert end_offsets(servers, letters)[0] > 0
    report = check(read_history(witnesses, earlier_commits=[{0: 10}]), complete=True)
    assert (report.records, report.violations, report.repeats) == (RECORDS, (), 0), report.text

    unsent = next(record for record in records if record.intent is Intent.DELIVER)
    forgotten = replace(unsent, nonce="forgotten", headers=[*unsent.headers, ("generator-nonce", b"forgotten")])
    write(servers, topic, letters, [forgotten])
    commit(servers, topic, TopicPartition(topic, 0, RECORDS + 1))
    assert check(read_history(witnesses)).lost == (Coordinates(0, RECORDS),)
