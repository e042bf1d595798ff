"""What a run found, as tables of Markdown: medians, the worst memory and start, and ratios within each round.

A ratio is the median of the rounds' own ratios, each of two measurements that ran minutes apart: the machine's mood
changes between rounds more than within one.
"""

from collections.abc import Iterator, Sequence
from statistics import median

from tests.benchmarks.cells import Cell
from tests.benchmarks.figures import FLOOR, OURS, Figures, Measured
from tests.benchmarks.results import COMPARED, Measure

RATE, COST = COMPARED["rate"], COMPARED["CPU"]
HEADINGS = ("events/s", "CPU-s per million", "MB at most", "first delivery at most")


def summary(measured: Measured, cells: Sequence[Cell]) -> Iterator[str]:
    """Write the programs, then the conditions of ours, then what was measured once."""
    yield from _head("program", *HEADINGS, "rate to floor", "CPU to floor")
    by_cost = sorted(measured.programs, key=lambda name: _median(COST, measured.programs[name]))
    for name in by_cost:
        yield _row(name, measured.programs[name], measured.programs[FLOOR])
    yield ""
    yield from _head("condition", *HEADINGS, "rate to beside", "CPU to beside", "beside")
    beside = {**measured.cells, OURS: measured.programs[OURS]}
    for cell in cells:
        yield _row(cell.name, measured.cells[cell.name], beside[cell.beside]) + f" {cell.beside} |"
    yield ""
    for name, latency in measured.latencies.items():
        yield latency.row(name)
    if measured.outage:
        yield measured.outage.row("a minute without the API")


def _head(*titles: str) -> Iterator[str]:
    yield "| " + " | ".join(titles) + " |"
    yield "|---" + "|---:" * (len(titles) - 1) + "|"


def _row(name: str, rounds: Sequence[Figures], beside: Sequence[Figures]) -> str:
    first = [figures.first_delivery_seconds for figures in rounds if figures.first_delivery_seconds is not None]
    pairs = list(zip(rounds, beside, strict=True))
    fields = (
        name,
        f"{_median(RATE, rounds):,.0f}",
        f"{_median(COST, rounds):,.2f}",
        f"{max(figures.peak_megabytes for figures in rounds):.0f}",
        f"{max(first):.2f} s" if first else "",
        f"{median(RATE(one) / RATE(other) for one, other in pairs):.2f}",
        f"{median(COST(one) / COST(other) for one, other in pairs):.2f}",
    )
    return "| " + " | ".join(fields) + " |"


def _median(of: Measure, rounds: Sequence[Figures]) -> float:
    return median(map(of, rounds))
