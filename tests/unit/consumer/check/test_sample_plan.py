"""Which offsets are read."""

from hypothesis import given
from hypothesis import strategies as st

from consumer.check.sample_plan import plan_sample
from consumer.core.record import Span

SPANS = st.dictionaries(
    st.integers(0, 50),
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(lambda pair: Span(min(pair), max(pair))),
)


def test_every_partition_gives_its_last_ones() -> None:
    """What the short ones lack the long ones give; an empty one gives nothing."""
    plan = plan_sample({0: Span(0, 5000), 1: Span(90, 100), 2: Span(7, 7), 3: Span(100, 9000)}, 1000)
    assert plan == {1: Span(90, 100), 0: Span(4505, 5000), 3: Span(8505, 9000)}


@given(SPANS, st.integers(1, 1000))
def test_as_many_as_there_are_and_never_more_than_asked_for(spans: dict[int, Span], most: int) -> None:
    """And only offsets that the partition holds, up to its end."""
    plan = plan_sample(spans, most)
    counts = {partition: span.high - span.low for partition, span in plan.items()}
    assert sum(counts.values()) == min(most, sum(span.high - span.low for span in spans.values()))
    assert all(span.high == spans[p].high and spans[p].low <= span.low < span.high for p, span in plan.items())
