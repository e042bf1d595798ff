"""The state in which the API refuses everything."""

from consumer.core.blockade import Blockade
from consumer.core.outcome import RefusedReason
from consumer.core.record import Assignment

ONE, TWO, THREE = (Assignment(partition, partition) for partition in (1, 2, 3))
NOT_FOUND = RefusedReason.NOT_FOUND


def blocked() -> Blockade:
    """Blocked as the fifth happening, at second 100."""
    blockade = Blockade()
    assert blockade.refused(NOT_FOUND, 5, 100.0)
    return blockade


def test_the_first_refusal_begins_an_episode_and_others_belong_to_it() -> None:
    """Whatever their reason; the next probe is due ten seconds later."""
    blockade = blocked()
    assert not blockade.refused(RefusedReason.FORBIDDEN, 6, 103.0)
    assert (blockade.is_blocked, blockade.reason, blockade.episode, blockade.probe_at) == (True, NOT_FOUND, 1, 110.0)


def test_only_what_was_sent_since_then_ends_it() -> None:
    """A late answer to a request from before says nothing."""
    blockade = blocked()
    assert [(blockade.succeeded(sent), blockade.reason) for sent in (4, 6, 7)] == [
        (False, NOT_FOUND),
        (True, None),
        (False, None),
    ]


def test_each_time_is_an_episode_of_its_own() -> None:
    """By which a batch knows in how many it was refused."""
    blockade = blocked()
    blockade.succeeded(6)
    assert blockade.refused(NOT_FOUND, 8, 200.0)
    assert (blockade.episode, blockade.probe_at) == (2, 210.0)


def test_the_partition_that_has_not_probed_for_longest_comes_next() -> None:
    """Ten seconds after the one before; one that leaves is passed over."""
    blockade = blocked()
    assert [blockade.is_turn_of(each) for each in (ONE, TWO, THREE)] == [True, False, False]
    blockade.probes(ONE, 110.0)
    assert blockade.probe_at == 120.0
    assert [blockade.is_turn_of(each) for each in (ONE, TWO, THREE)] == [False, True, False]
    blockade.leave(TWO)
    assert [blockade.is_turn_of(each) for each in (ONE, THREE)] == [False, True]
    blockade.probes(THREE, 120.0)
    assert blockade.is_turn_of(ONE)


def test_the_partition_that_was_refused_comes_last() -> None:
    """What it would probe with may be what was refused: others prove more."""
    blockade = blocked()
    blockade.goes_last(ONE, 100.0)
    assert [blockade.is_turn_of(each) for each in (ONE, TWO, THREE)] == [True, True, False]
    assert not blockade.is_turn_of(ONE)
    for at, each in ((110.0, TWO), (120.0, THREE)):
        assert blockade.is_turn_of(each)
        blockade.probes(each, at)
    assert blockade.is_turn_of(ONE)


def test_who_waited_is_forgotten_with_the_episode() -> None:
    """A partition that has gone meanwhile would otherwise have its turn in the next."""
    blockade = blocked()
    blockade.is_turn_of(ONE)
    blockade.succeeded(6)
    blockade.refused(NOT_FOUND, 8, 200.0)
    assert blockade.is_turn_of(TWO)
