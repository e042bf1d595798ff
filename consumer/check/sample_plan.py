"""Which records are looked at: the last ones of a topic, spread over its partitions."""

from collections.abc import Mapping

from consumer.core.record import Span


def plan_sample(spans: Mapping[int, Span], most_records: int) -> Mapping[int, Span]:
    """The offsets to be read, by partition; partitions of which nothing is read are left out.

    Every partition gives the same number of its last records, and what short ones lack the longer ones give.
    Offsets are counted, not records: of a partition with gaps (transactions, compaction) there are fewer.
    """
    plan: dict[int, Span] = {}
    left = most_records
    by_size = sorted(spans.items(), key=lambda item: item[1].high - item[1].low)
    for index, (partition, span) in enumerate(by_size):
        count = min(span.high - span.low, left // (len(by_size) - index))
        left -= count
        if count > 0:
            plan[partition] = Span(span.high - count, span.high)
    return plan
