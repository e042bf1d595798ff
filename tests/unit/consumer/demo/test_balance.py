"""The balance holds only when every record ended as it was meant to."""

from dataclasses import replace

import pytest

from consumer.demo.balance import Seen, balance
from consumer.generator import Intent

MEANT = {Intent.DELIVER: 70, Intent.DROP: 27, Intent.DEAD_LETTER: 3}
ALL_WELL = Seen(end_offsets=100, committed=100, distinct_nonces=70, dead_letters=3)


def _differences(seen: Seen) -> dict[str, int]:
    """How much more was seen than meant, of each row that does not agree."""
    found = balance(MEANT, seen)
    return {row.outcome: row.seen - row.meant for row in (*found.outcomes, found.produced) if not row.holds}


def test_what_was_meant_and_is_seen_holds() -> None:
    """Dropped is what is committed and neither delivered nor dead-lettered."""
    found = balance(MEANT, ALL_WELL)
    assert found.holds
    assert [(row.outcome, row.meant, row.seen) for row in found.outcomes] == [
        ("delivered", 70, 70),
        ("dropped", 27, 27),
        ("dead-lettered", 3, 3),
    ]
    assert (found.produced.meant, found.produced.seen) == (100, 100)


@pytest.mark.parametrize(
    ("seen", "differences"),
    [
        (replace(ALL_WELL, distinct_nonces=69), {"delivered": -1, "dropped": 1}),
        (replace(ALL_WELL, distinct_nonces=71), {"delivered": 1, "dropped": -1}),
        (replace(ALL_WELL, dead_letters=2), {"dead-lettered": -1, "dropped": 1}),
        (replace(ALL_WELL, dead_letters=4), {"dead-lettered": 1, "dropped": -1}),
        (replace(ALL_WELL, distinct_nonces=69, dead_letters=4), {"delivered": -1, "dead-lettered": 1}),
        (replace(ALL_WELL, committed=99), {"dropped": -1}),
        (replace(ALL_WELL, end_offsets=101), {"produced": 1}),
    ],
    ids=[
        "an event lost on its way",
        "an event delivered that the mapping drops",
        "a dead letter lost",
        "a dead letter written twice",
        "an event dead-lettered that should be delivered",
        "a record not committed",
        "a record that nobody meant",
    ],
)
def test_what_went_wrong_is_named(seen: Seen, differences: dict[str, int]) -> None:
    """Each kind of mistake shows in the rows that it touches, and the sum does not hold."""
    assert _differences(seen) == differences
    assert not balance(MEANT, seen).holds


def test_nothing_produced_holds() -> None:
    """A generator that was stopped at once leaves nothing to account for."""
    assert balance(dict.fromkeys(Intent, 0), Seen(end_offsets=0, committed=0, distinct_nonces=0, dead_letters=0)).holds
