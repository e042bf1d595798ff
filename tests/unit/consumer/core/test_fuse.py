"""The fuse of one partition."""

from hypothesis import given
from hypothesis import strategies as st

from consumer.core.fuse import JUDGE_SECONDS, MOST_BAD, WINDOW_RECORDS, Fuse

GOOD, BAD = [False], [True]
BATCHES = st.lists(
    st.builds(lambda good, bad, more: GOOD * good + BAD * bad + GOOD * more, *[st.integers(0, 400)] * 3), max_size=12
)


def passes(fuse: Fuse, batch: list[bool], now: float = 0.0) -> bool:
    """Let a batch be judged, and end as it was judged to."""
    if is_admitted := fuse.admits(batch, now):
        fuse.resolved(batch)
    return is_admitted


def test_a_good_partition_passes_for_ever() -> None:
    """A few bad records too."""
    fuse = Fuse()
    assert all(passes(fuse, GOOD * 900 + BAD * 100) for _ in range(50))
    assert not fuse.is_open


def test_the_batch_that_would_open_it_does_not_pass() -> None:
    """Five hundred from the beginning, or of the last thousand; where they lie in the batch does not matter."""
    assert Fuse().admits(BAD * 499, 0.0)
    assert not Fuse().admits(BAD * 500, 0.0)
    assert not Fuse().admits(BAD * 500 + GOOD * 5000, 0.0)
    assert not Fuse().admits(GOOD * 5000 + BAD * 500, 0.0)
    fuse = Fuse()
    assert passes(fuse, BAD * 400)
    assert passes(fuse, GOOD * 500)
    assert passes(fuse, BAD * 99)
    assert not passes(fuse, BAD)


def test_an_open_fuse_judges_the_waiting_batch_alone_every_ten_minutes() -> None:
    """Half bad stays outside; under half passes, and closes it."""
    fuse = Fuse()
    fuse.admits(BAD * 500, 100.0)
    assert fuse.judge_at == 100.0 + JUDGE_SECONDS
    assert not fuse.admits(GOOD, 699.0)
    assert not fuse.admits(BAD + GOOD, 700.0)
    assert fuse.judge_at == 1300.0
    assert passes(fuse, BAD + GOOD * 2, 1300.0)
    assert not fuse.is_open
    assert passes(fuse, BAD * 498, 1300.0)
    assert not passes(fuse, BAD, 1300.0)


def test_convictions_count() -> None:
    """As they happen."""
    fuse = Fuse()
    assert passes(fuse, GOOD * 10 + BAD * 499)
    fuse.convicted(5.0)
    assert fuse.judge_at == 5.0 + JUDGE_SECONDS


def test_a_batch_counts_when_it_has_ended() -> None:
    """Convictions out of a large batch are seen among their neighbours, not among the end of the batch."""
    fuse = Fuse()
    assert fuse.admits(GOOD * 5000, 0.0)
    for _ in range(1200):
        fuse.convicted(5.0)
        fuse.resolved(GOOD * 2)
    assert not fuse.is_open


def test_a_fuse_that_is_off_lets_everything_pass() -> None:
    """Somebody wants to have it behind them."""
    fuse = Fuse(is_enabled=False)
    assert passes(fuse, BAD * 5000)
    fuse.convicted(0.0)
    assert not fuse.is_open


@given(BATCHES)
def test_fewer_than_half_of_any_thousand_become_dead_letters(batches: list[list[bool]]) -> None:
    """Invariant: while it is closed, whatever comes."""
    fuse, passed = Fuse(), list[bool]()
    for batch in batches:
        if passes(fuse, batch):
            passed += batch
    assert all(sum(passed[at : at + WINDOW_RECORDS]) < MOST_BAD for at in range(len(passed)))
    assert fuse.is_open == (len(passed) < sum(map(len, batches)))
