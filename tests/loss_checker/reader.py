"""Fills a history from the real witnesses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from consumer.generator import INTENT_HEADER, NONCE_HEADER, Intent
from consumer.sandbox import read_journal
from tests.kafka_broker import StoredRecord, committed_offsets, end_offsets, stored_records
from tests.loss_checker.history import DeadLetter, History, Request, SourceRecord

_OURS = "signal-kameleoon."


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """Where to ask: the cluster, the source topic, its dead-letter topic, the group, and the sandbox's journal."""

    bootstrap_servers: str
    topic: str
    dead_letter_topic: str
    group: str
    journal: Path


def read_history(witnesses: Witnesses, earlier_commits: Sequence[Mapping[int, int]] = ()) -> History:
    """Ask all witnesses, after the consumer has ended or come to rest.

    Args:
        witnesses: Where to ask.
        earlier_commits: Looks at the commits during the run, oldest first; the one of now is put behind them.

    Raises:
        ValueError: a record does not say what it is meant to become, or a letter not where it comes from.
    """
    servers = witnesses.bootstrap_servers
    now_committed = committed_offsets(servers, witnesses.group, witnesses.topic)
    letters = stored_records(servers, witnesses.dead_letter_topic)
    return History(
        records=[source_record(record) for record in stored_records(servers, witnesses.topic)],
        requests=[
            Request(taken=entry.taken, status=entry.status, nonces=entry.nonces)
            for entry in read_journal(witnesses.journal)
        ],
        dead_letters=[dead_letter(letter, witnesses.topic) for letter in letters],
        commits=[*earlier_commits, now_committed],
        end_offsets=end_offsets(servers, witnesses.topic),
    )


def source_record(record: StoredRecord) -> SourceRecord:
    """Return what the generator's headers say of a record."""
    headers = dict(record.headers)
    intent = headers.get(INTENT_HEADER)
    if intent is None:
        raise ValueError(f"partition {record.partition}, offset {record.offset}: no {INTENT_HEADER} header")
    nonce = headers.get(NONCE_HEADER)
    return SourceRecord(
        partition=record.partition,
        offset=record.offset,
        intent=Intent(intent.decode()),
        nonce=None if nonce is None else nonce.decode(),
    )


def dead_letter(letter: StoredRecord, topic: str) -> DeadLetter:
    """Return what a letter says of the record that it holds, which has to be one of `topic`."""
    # The original's own headers come first: of two with one name, the later is the consumer's.
    headers = {name: (value or b"").decode(errors="replace") for name, value in letter.headers}
    try:
        place, partition, offset = (headers[_OURS + name] for name in ("topic", "partition", "offset"))
        found = DeadLetter(partition=int(partition), offset=int(offset), reason=headers[_OURS + "reason"])
    except KeyError as missing:
        raise ValueError(f"the letter at offset {letter.offset} has no header {missing}") from missing
    if place != topic:
        raise ValueError(f"the letter at offset {letter.offset} comes from {place!r}, not from {topic!r}")
    return found
