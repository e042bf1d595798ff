"""Random histories without fault, and the defects that can be injected into one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain

import msgspec
from hypothesis import strategies as st

from consumer.generator import Intent
from tests.loss_checker import DeadLetter, History, Request, SourceRecord

# Enough of each in every partition that every defect has something to spoil.
_AT_LEAST = (Intent.DELIVER, Intent.DELIVER, Intent.DROP, Intent.DEAD_LETTER)


@st.composite
def partitions_of_records(draw: st.DrawFn, partition: int) -> list[SourceRecord]:
    """Records of one partition: all intents in any order, offsets with lawful gaps."""
    more = draw(st.lists(st.sampled_from(Intent), max_size=5))
    intents = draw(st.permutations([*_AT_LEAST, *more]))
    offset, records = draw(st.integers(0, 50)), []
    for intent in intents:
        has_nonce = intent is not Intent.DEAD_LETTER or draw(st.booleans())
        nonce = f"{partition}-{offset}" if has_nonce else None
        records.append(SourceRecord(partition=partition, offset=offset, intent=intent, nonce=nonce))
        offset += draw(st.integers(1, 3))
    return records


@st.composite
def batches_of(draw: st.DrawFn, records: list[SourceRecord]) -> list[Request]:
    """The requests of one partition: its nonces in order, cut anywhere, some refused before they succeed."""
    nonces = [r.nonce for r in records if r.intent is Intent.DELIVER and r.nonce is not None]
    requests: list[Request] = []
    while nonces:
        size = draw(st.integers(1, len(nonces)))
        batch, nonces = tuple(nonces[:size]), nonces[size:]
        refusals = draw(st.sampled_from([(), (503,), (429, None), (400, 400)]))
        requests += [Request(taken=False, status=status, nonces=batch) for status in refusals]
        requests.append(Request(taken=True, status=draw(st.sampled_from([200, 204])), nonces=batch))
    return requests


@st.composite
def interleaved(draw: st.DrawFn, lanes: list[list[Request]]) -> list[Request]:
    """All requests in one journal: any mixture that keeps the order of each partition."""
    turns = draw(st.permutations([lane for lane, requests in enumerate(lanes) for _ in requests]))
    waiting = [iter(requests) for requests in lanes]
    return [next(waiting[lane]) for lane in turns]


@st.composite
def good_histories(draw: st.DrawFn) -> History:
    """A consumer that did everything right and came to the end of one to three partitions."""
    lanes = [draw(partitions_of_records(partition)) for partition in range(draw(st.integers(1, 3)))]
    records = list(chain.from_iterable(lanes))
    ends = {lane[0].partition: lane[-1].offset + draw(st.integers(1, 3)) for lane in lanes}
    on_the_way = {partition: draw(st.integers(0, end)) for partition, end in ends.items()}
    letters = [letter_of(record) for record in records if record.intent is Intent.DEAD_LETTER]
    return History(
        records=records,
        requests=draw(interleaved([draw(batches_of(lane)) for lane in lanes])),
        dead_letters=letters,
        commits=[{}, on_the_way, ends],
        end_offsets=ends,
    )


def letter_of(record: SourceRecord) -> DeadLetter:
    """The dead letter of a record."""
    return DeadLetter(partition=record.partition, offset=record.offset, reason="not_json")


def request_of(*nonces: str | None) -> Request:
    """An answered request that took what it held."""
    return Request(taken=True, status=200, nonces=tuple(nonce for nonce in nonces if nonce is not None))


def first_of(history: History, intent: Intent) -> SourceRecord:
    """The first record of its partition with this intent."""
    return next(record for record in history.records if record.intent is intent)


def without_nonce(history: History, nonce: str | None) -> list[Request]:
    """The journal as it would be had this event never been sent."""
    return [
        msgspec.structs.replace(request, nonces=tuple(held for held in request.nonces if held != nonce))
        for request in history.requests
    ]


def _never_sent(history: History) -> History:
    nonce = first_of(history, Intent.DELIVER).nonce
    return replace(history, requests=without_nonce(history, nonce))


def _never_answered(history: History) -> History:
    requests = [
        msgspec.structs.replace(request, status=None) if request.taken else request for request in history.requests
    ]
    return replace(history, requests=requests)


def _sent_again(history: History) -> History:
    delivering = next(request for request in history.requests if request.taken)
    return replace(history, requests=[*history.requests, delivering])


def _sent_last(history: History) -> History:
    nonce = first_of(history, Intent.DELIVER).nonce
    return replace(history, requests=[*without_nonce(history, nonce), request_of(nonce)])


def _letter_too_many(history: History) -> History:
    letter = letter_of(first_of(history, Intent.DELIVER))
    return replace(history, dead_letters=[*history.dead_letters, letter])


def _letter_of_a_dropped_one(history: History) -> History:
    return replace(history, dead_letters=[letter_of(first_of(history, Intent.DROP)), *history.dead_letters])


def _dropped_one_sent(history: History) -> History:
    dropped = first_of(history, Intent.DROP)
    return replace(history, requests=[request_of(dropped.nonce), *history.requests])


def _stranger_sent(history: History) -> History:
    return replace(history, requests=[*history.requests, request_of("of nobody")])


def _no_letter(history: History) -> History:
    return replace(history, dead_letters=history.dead_letters[1:])


def _two_letters(history: History) -> History:
    return replace(history, dead_letters=[*history.dead_letters, history.dead_letters[0]])


def _beyond_the_end(history: History) -> History:
    beyond = {partition: end + 1 for partition, end in history.end_offsets.items()}
    return replace(history, commits=[*history.commits, beyond])


def _went_back(history: History) -> History:
    back = {partition: end - 1 for partition, end in history.end_offsets.items()}
    return replace(history, commits=[*history.commits, back])


DEFECTS: Mapping[str, tuple[str, Callable[[History], History]]] = {
    "an event was never sent": ("lost", _never_sent),
    "no request was answered": ("lost", _never_answered),
    "a request was sent again": ("repeated", _sent_again),
    "an event was sent after all others": ("out_of_order", _sent_last),
    "a delivered record has a letter": ("wrongly_dead_lettered", _letter_too_many),
    "a dropped record has a letter": ("wrongly_dead_lettered", _letter_of_a_dropped_one),
    "a record to be dropped was sent": ("wrongly_delivered", _dropped_one_sent),
    "an unknown event was sent": ("wrongly_delivered", _stranger_sent),
    "a letter is missing": ("missing_dead_letters", _no_letter),
    "a letter was written twice": ("repeated_dead_letters", _two_letters),
    "a commit lies behind the end": ("committed_beyond_end", _beyond_the_end),
    "a commit went back": ("commit_went_back", _went_back),
}
"""What goes wrong -> the one finding that has to name it, and how to forge it."""
