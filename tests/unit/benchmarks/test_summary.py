"""The tables are made of medians, worst cases, and ratios within a round."""

from tests.benchmarks.cells import Cell
from tests.benchmarks.figures import FLOOR, OURS, Figures, Measured
from tests.benchmarks.summary import summary
from tests.benchmarks.topics import TopicSpec


def figures(rate: float, cpu: float, megabytes: float = 100.0, first: float | None = None) -> Figures:
    """Make the figures of one round."""
    return Figures(
        events_per_second=rate,
        cpu_seconds_per_million=cpu,
        peak_megabytes=megabytes,
        requests=10,
        first_delivery_seconds=first,
    )


def test_each_program_and_condition_has_a_row_beside_what_it_is_compared_with() -> None:
    """Programs stand in the order of their cost, conditions in that of the run."""
    spec = TopicSpec(records=1)
    cells = [Cell(name="12", spec=spec), Cell(name="12, slow", spec=spec, beside="12")]
    measured = Measured(
        programs={
            "loop": [figures(1_000, 400.0, first=0.2)],
            FLOOR: [figures(400_000, 2.0)],
            OURS: [figures(200_000, 5.0, first=0.9)],
        },
        cells={"12": [figures(100_000, 6.0, first=1.0)], "12, slow": [figures(80_000, 3.0, first=1.0)]},
    )
    assert [line for line in summary(measured, cells) if line.startswith("| ") and "/s |" not in line] == [
        "| floor | 400,000 | 2.00 | 100 |  | 1.00 | 1.00 |",
        "| signal-kameleoon | 200,000 | 5.00 | 100 | 0.90 s | 0.50 | 2.50 |",
        "| loop | 1,000 | 400.00 | 100 | 0.20 s | 0.00 | 200.00 |",
        "| 12 | 100,000 | 6.00 | 100 | 1.00 s | 0.50 | 1.20 | signal-kameleoon |",
        "| 12, slow | 80,000 | 3.00 | 100 | 1.00 s | 0.80 | 0.50 | 12 |",
    ]


def test_rates_are_medians_memory_and_start_the_worst_and_ratios_those_of_single_rounds() -> None:
    """A round in which the whole machine was slow says nothing of the ratio."""
    measured = Measured(
        programs={
            FLOOR: [figures(400_000, 2.0), figures(100_000, 8.0), figures(200_000, 4.0)],
            OURS: [
                figures(200_000, 4.0, 150.0, 0.7),
                figures(50_000, 16.0, 160.0, 1.2),
                figures(120_000, 10.0, 155.0, 0.8),
            ],
        }
    )
    assert "| signal-kameleoon | 120,000 | 10.00 | 160 | 1.20 s | 0.50 | 2.00 |" in list(summary(measured, []))
