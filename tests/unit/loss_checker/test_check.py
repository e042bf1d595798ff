"""What the judge says of small histories, each forged by hand to stand for one situation."""

from dataclasses import replace

import pytest

from consumer.generator import Intent
from tests.loss_checker import (
    CommitBack,
    CommitBeyondEnd,
    Coordinates,
    DeadLetter,
    History,
    LateDelivery,
    Request,
    SourceRecord,
    check,
)


def record(offset: int, nonce: str | None, intent: Intent = Intent.DELIVER, partition: int = 0) -> SourceRecord:
    """A record of the source topic."""
    return SourceRecord(partition=partition, offset=offset, intent=intent, nonce=nonce)


def taken(*nonces: str, status: int | None = 200) -> Request:
    """A request whose events were taken."""
    return Request(taken=True, status=status, nonces=nonces)


def refused(*nonces: str, status: int | None = 503) -> Request:
    """A request whose events were not taken."""
    return Request(taken=False, status=status, nonces=nonces)


GOOD = History(
    records=[
        record(0, "a"),
        record(1, "b", Intent.DROP),
        record(2, None, Intent.DEAD_LETTER),
        record(5, "c"),
        record(0, "x", partition=1),
        record(1, "y", partition=1),
    ],
    requests=[refused("a"), taken("x"), taken("a", "c"), taken("y")],
    dead_letters=[DeadLetter(partition=0, offset=2, reason="not_json")],
    commits=[{}, {0: 2}, {0: 6, 1: 2}],
    end_offsets={0: 6, 1: 2},
)


def test_the_good_history_has_no_fault() -> None:
    """Everything ended as it was meant to, after a refusal, over a gap, in a mixture of partitions."""
    report = check(GOOD, complete=True)
    assert report.text == "6 records, 4 delivered, 0 repeats. Nothing to find fault with."


def test_what_no_commit_has_passed_is_not_lost_yet() -> None:
    """A record above the committed offset may still come, unless the history is said to be complete."""
    stopped = replace(GOOD, requests=[taken("a"), taken("x", "y")], commits=[{0: 5, 1: 2}])
    assert check(stopped).violations == ()
    assert check(stopped, complete=True).lost == (Coordinates(0, 5),)


def test_the_record_below_the_committed_offset_is_due() -> None:
    """A next offset is committed: 6 passes offset 5."""
    stopped = replace(GOOD, requests=[taken("a"), taken("x", "y")], commits=[{0: 6, 1: 2}])
    assert check(stopped).lost == (Coordinates(0, 5),)


def test_a_commit_that_was_taken_back_has_passed_its_records_all_the_same() -> None:
    """The offset was wrong when it was committed, whatever was committed later."""
    report = check(replace(GOOD, requests=[taken("x", "y")], commits=[{0: 1, 1: 2}, {1: 2}]))
    assert report.lost == (Coordinates(0, 0),)
    assert report.commit_went_back == (CommitBack(0, 1, 0),)


def test_taken_without_an_answer_is_not_delivered() -> None:
    """Its sender could not know, so a commit over it was luck."""
    report = check(replace(GOOD, requests=[taken("a", "c", status=None), taken("x", "y")]))
    assert report.lost == (Coordinates(0, 0), Coordinates(0, 5))
    assert report.ambiguous == {"a", "c"}


def test_sending_again_what_was_not_answered_is_a_repeat_with_a_cause() -> None:
    """The repeat is counted, breaks nothing, and its nonce is known to have been ambiguous."""
    report = check(replace(GOOD, requests=[taken("a", "c", status=None), *GOOD.requests]), complete=True)
    assert report.violations == ()
    assert report.repeated == {"a": 1, "c": 1}
    assert report.repeated.keys() <= report.ambiguous


def test_every_repeat_is_counted() -> None:
    """Three takes of one event and two of another are three too many."""
    report = check(replace(GOOD, requests=[*GOOD.requests, taken("a", "y"), taken("a")]))
    assert report.repeated == {"a": 2, "y": 1}
    assert report.repeats == 3


def test_order_is_judged_by_first_deliveries_and_within_a_partition() -> None:
    """A repeat of an early record is not late; what was overtaken within or between requests is."""
    assert check(replace(GOOD, requests=[*GOOD.requests, taken("a")])).out_of_order == ()
    for requests in ([taken("c", "a"), taken("x", "y")], [taken("c"), taken("x", "y"), taken("a")]):
        assert check(replace(GOOD, requests=requests)).out_of_order == (LateDelivery(0, 0, 5),)


def test_a_refused_request_delivers_nothing_and_sets_no_order() -> None:
    """Only events that were taken count."""
    report = check(replace(GOOD, requests=[refused("c", status=500), *GOOD.requests]), complete=True)
    assert report.violations == ()


def test_a_letter_instead_of_a_delivery_is_wrong_but_no_loss() -> None:
    """The event can still be found in the dead-letter topic."""
    letter = DeadLetter(partition=0, offset=5, reason="rejected")
    history = replace(GOOD, requests=[taken("a"), taken("x", "y")], dead_letters=[*GOOD.dead_letters, letter])
    report = check(history, complete=True)
    assert report.violations == ("wrongly_dead_lettered",)
    assert report.wrongly_dead_lettered == (letter,)


def test_a_letter_of_no_record_is_wrong() -> None:
    """Offset 3 is a gap."""
    letter = DeadLetter(partition=0, offset=3, reason="not_json")
    report = check(replace(GOOD, dead_letters=[*GOOD.dead_letters, letter]))
    assert report.wrongly_dead_lettered == (letter,)


def test_a_delivery_instead_of_a_letter_is_wrong_and_the_letter_is_missing() -> None:
    """Both are said: the vendor got what is invalid, and nobody will find it."""
    broken = record(2, "broken", Intent.DEAD_LETTER)
    records = [broken if found.offset == 2 else found for found in GOOD.records]
    history = replace(GOOD, records=records, requests=[*GOOD.requests, taken("broken")], dead_letters=[])
    report = check(history)
    assert report.wrongly_delivered == ("broken",)
    assert report.missing_dead_letters == (Coordinates(0, 2),)


def test_a_letter_that_is_not_due_is_not_missing() -> None:
    """No commit has passed the invalid record."""
    assert check(replace(GOOD, dead_letters=[], commits=[{0: 2}])).missing_dead_letters == ()


def test_two_letters_of_one_record_are_a_repeat() -> None:
    """Lawful after a crash, so it is counted apart from the violations."""
    report = check(replace(GOOD, dead_letters=[*GOOD.dead_letters, *GOOD.dead_letters]), complete=True)
    assert report.repeated_dead_letters == {Coordinates(0, 2): 1}
    assert report.violations == ()


def test_a_commit_behind_the_end_is_found_in_an_earlier_look_too() -> None:
    """Nothing can have been resolved there, even if the commit was corrected."""
    report = check(replace(GOOD, commits=[{0: 7}, {0: 6, 1: 2}]))
    assert report.committed_beyond_end == (CommitBeyondEnd(0, 7, 6),)


def test_records_that_share_a_nonce_cannot_be_judged() -> None:
    """Nobody could say which of the two was delivered."""
    with pytest.raises(ValueError, match="1 records share the nonce"):
        check(replace(GOOD, records=[*GOOD.records, record(9, "a")]))


def test_the_text_names_every_finding_and_its_first_examples() -> None:
    """Eight lost records are counted and five of them named."""
    records = [record(offset, f"{offset}") for offset in range(8)]
    history = replace(GOOD, records=records, requests=[], dead_letters=[], commits=[{0: 9}])
    assert check(history).text == (
        "8 records, 0 delivered, 0 repeats. lost: 8 ("
        + ", ".join(f"Coordinates(partition=0, offset={offset})" for offset in range(5))
        + ", ...); committed beyond end: 1 (CommitBeyondEnd(partition=0, committed=9, end=6))."
    )
