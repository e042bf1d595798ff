"""The judgement: one small question per kind of finding, all asked of the same index. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from consumer.generator import Intent
from tests.loss_checker.history import History, SourceRecord
from tests.loss_checker.report import CommitBack, CommitBeyondEnd, Coordinates, LateDelivery, Report

_Key = TypeVar("_Key")


def check(history: History, *, complete: bool = False) -> Report:
    """Judge a history.

    Args:
        history: What the witnesses say.
        complete: Every record is due, not only those that commits have passed. For a consumer that had the
            time to finish.

    Raises:
        ValueError: two records share a nonce, so that nobody could tell which was delivered.
    """
    index = _index(history)
    due = [record for record in history.records if complete or index.is_passed(record)]
    return Report(
        records=len(history.records),
        delivered=len(index.delivered),
        dead_letters=len(history.dead_letters),
        ambiguous=frozenset(index.ambiguous),
        lost=tuple(_lost(due, index)),
        repeated=_too_many(index.takes),
        out_of_order=tuple(_late_deliveries(index)),
        wrongly_dead_lettered=tuple(
            letter
            for letter in history.dead_letters
            if index.intents.get(Coordinates(letter.partition, letter.offset)) is not Intent.DEAD_LETTER
        ),
        wrongly_delivered=tuple(_wrongly_delivered(index)),
        missing_dead_letters=tuple(
            coordinates(record)
            for record in due
            if record.intent is Intent.DEAD_LETTER and coordinates(record) not in index.letters
        ),
        repeated_dead_letters=_too_many(index.letters),
        committed_beyond_end=tuple(_beyond_end(history)),
        commit_went_back=tuple(_went_back(history)),
    )


def coordinates(record: SourceRecord) -> Coordinates:
    """Return where `record` lies."""
    return Coordinates(record.partition, record.offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """The history, so that every question is one look-up.

    `takes` counts how often each nonce was taken; its order is that of the first take.
    """

    by_nonce: Mapping[str, SourceRecord]
    intents: Mapping[Coordinates, Intent]
    takes: Counter[str]
    delivered: set[str]
    ambiguous: set[str]
    letters: Counter[Coordinates]
    passed: Mapping[int, int]

    def is_passed(self, record: SourceRecord) -> bool:
        """Whether a commit, be it one that was taken back later, has passed `record`."""
        return record.offset < self.passed.get(record.partition, 0)


def _index(history: History) -> _Index:
    with_nonce = [(record.nonce, record) for record in history.records if record.nonce is not None]
    by_nonce = dict(with_nonce)
    if len(by_nonce) < len(with_nonce):
        raise ValueError(f"{len(with_nonce) - len(by_nonce)} records share the nonce of another one")
    requests = history.requests
    return _Index(
        by_nonce=by_nonce,
        intents={coordinates(record): record.intent for record in history.records},
        takes=Counter(nonce for request in requests if request.taken for nonce in request.nonces),
        delivered={nonce for request in requests if request.delivers for nonce in request.nonces},
        ambiguous={nonce for request in requests if request.is_ambiguous for nonce in request.nonces},
        letters=Counter(Coordinates(letter.partition, letter.offset) for letter in history.dead_letters),
        passed=_highest(history),
    )


def _highest(history: History) -> dict[int, int]:
    highest: dict[int, int] = {}
    for look in history.commits:
        for partition, committed in look.items():
            highest[partition] = max(committed, highest.get(partition, 0))
    return highest


def _lost(due: list[SourceRecord], index: _Index) -> Iterator[Coordinates]:
    for record in due:
        resolved = record.nonce in index.delivered or coordinates(record) in index.letters
        if record.intent is Intent.DELIVER and not resolved:
            yield coordinates(record)


def _wrongly_delivered(index: _Index) -> Iterator[str]:
    for nonce in index.takes:
        record = index.by_nonce.get(nonce)
        if record is None or record.intent is not Intent.DELIVER:
            yield nonce


def _late_deliveries(index: _Index) -> Iterator[LateDelivery]:
    """Go through the first takes and find those that a record further on has overtaken.

    A record that was not to be delivered is found fault with for that, not for its place.
    """
    furthest: dict[int, int] = {}
    for nonce in index.takes:
        record = index.by_nonce.get(nonce)
        if record is None or record.intent is not Intent.DELIVER:
            continue
        before = furthest.get(record.partition, -1)
        if record.offset < before:
            yield LateDelivery(record.partition, record.offset, before)
        furthest[record.partition] = max(before, record.offset)


def _too_many(counts: Counter[_Key]) -> dict[_Key, int]:
    return {key: count - 1 for key, count in counts.items() if count > 1}


def _beyond_end(history: History) -> Iterator[CommitBeyondEnd]:
    for partition, committed in _highest(history).items():
        end = history.end_offsets.get(partition, 0)
        if committed > end:
            yield CommitBeyondEnd(partition, committed, end)


def _went_back(history: History) -> Iterator[CommitBack]:
    for earlier, later in pairwise(history.commits):
        for partition, committed in earlier.items():
            # A commit that has vanished sends the group back to the start as well.
            if later.get(partition, 0) < committed:
                yield CommitBack(partition, committed, later.get(partition, 0))
