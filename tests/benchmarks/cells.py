"""What is varied, one factor at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.figures import OURS
from tests.benchmarks.topics import TopicSpec

TWELVE: Final = "12 partitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Our program under one condition.

    Attributes:
        delay_ms: how long the sink holds every answer back.
        processes: members of the group.
        beside: the condition that it is compared with, measured before it.
    """

    name: str
    spec: TopicSpec
    delay_ms: int = 0
    processes: int = 1
    beside: str = OURS


def cells(records: int) -> Iterator[Cell]:
    """List them: what differs from four partitions, no delay, one process, 850 bytes and lz4.

    Args:
        records: of a topic; the backlog is ten times as large.
    """
    usual, twelve = TopicSpec(records=records), TopicSpec(records=records, partitions=12)
    yield Cell(name=f"backlog of {10 * records:,}", spec=TopicSpec(records=10 * records))
    yield Cell(name="1 partition", spec=TopicSpec(records=records, partitions=1))
    yield Cell(name="answers after 20 ms", spec=usual, delay_ms=20)
    yield Cell(name="answers after 100 ms", spec=usual, delay_ms=100)
    yield Cell(name="300 bytes", spec=TopicSpec(records=records, event_bytes=300))
    yield Cell(name="4,000 bytes", spec=TopicSpec(records=records, event_bytes=4000))
    yield Cell(name="zstd", spec=TopicSpec(records=records, compression="zstd"))
    yield Cell(name="not compressed", spec=TopicSpec(records=records, compression="none"))
    yield Cell(name=TWELVE, spec=twelve)
    yield Cell(name="12 partitions, answers after 100 ms", spec=twelve, delay_ms=100, beside=TWELVE)
    yield Cell(name="12 partitions, 3 processes", spec=twelve, processes=3, beside=TWELVE)
    yield Cell(name="12 partitions, 2 processes", spec=twelve, processes=2, beside=TWELVE)
    yield Cell(name="12 partitions, answers after 20 ms", spec=twelve, delay_ms=20, beside=TWELVE)
