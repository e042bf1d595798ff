"""What a benchmark wrote is read back whole, and two of them are compared by their medians."""

import msgspec
import pytest

from tests.benchmarks.figures import Figures, Latency, Measured, Outage
from tests.benchmarks.results import Results, from_json, ratios, results


def figures(rate: float, cpu: float = 5.0) -> Figures:
    """Make the figures of one round."""
    return Figures(events_per_second=rate, cpu_seconds_per_million=cpu, peak_megabytes=200.0, requests=10)


def run(**programs: list[Figures]) -> Results:
    """Make the results of a run in which only programs were measured."""
    return results({}, Measured(programs=programs))


def test_what_was_written_is_read_back_whole() -> None:
    """Nothing is lost on the way to the file and back."""
    measured = Measured(
        programs={"floor": [figures(400_000.0)]},
        cells={"100 ms": [figures(90_000.0), figures(91_000.0)]},
        latencies={"1,000 events/s": Latency(events=10, p50_ms=30.0, p99_ms=60.0, p999_ms=70.0, cores=0.1)},
        outage=Outage(backlog=300_000, catch_up_seconds=3.5, peak_megabytes=170.0),
    )
    found = results({"events": 1000}, measured)
    assert from_json(found.to_json()) == found


def test_a_file_of_something_else_is_refused() -> None:
    """JSON that is no run of the benchmark does not pass for one."""
    with pytest.raises(msgspec.DecodeError):
        from_json(b'{"measured": 1}')


def test_medians_are_compared_and_programs_that_only_one_run_has_are_left_out() -> None:
    """Figures of single rounds are noise; a program without a partner has no ratio."""
    old = run(floor=[figures(100.0), figures(200.0, 8.0), figures(900.0)], vector=[figures(1.0)])
    new = run(floor=[figures(300.0, 2.5)], arroyo=[figures(1.0)])
    assert list(ratios(new, old)) == [f"{'floor':36} rate 1.50  CPU 0.50  memory 1.00"]


def test_conditions_and_latencies_are_compared_as_well() -> None:
    """Behind the programs."""
    old, new = (
        results(
            {},
            Measured(
                cells={"100 ms": [figures(rate)]},
                latencies={"1,000 events/s": Latency(events=1, p50_ms=1.0, p99_ms=p99_ms, p999_ms=1.0, cores=0.1)},
            ),
        )
        for rate, p99_ms in ((100.0, 50.0), (200.0, 60.0))
    )
    assert list(ratios(new, old)) == [
        f"{'100 ms':36} rate 2.00  CPU 1.00  memory 1.00",
        f"{'1,000 events/s':36} p99 1.20",
    ]


def test_programs_are_compared_in_the_order_of_the_run() -> None:
    """Two comparisons can be read side by side."""
    names = ("floor", "ours", "arroyo", "vector")
    once = run(**{name: [figures(1.0)] for name in names})
    assert [line.split()[0] for line in ratios(once, once)] == list(names)
