"""What a benchmark wrote is read back whole, and two of them are compared by their medians."""

import msgspec
import pytest

from tests.benchmarks.figures import Figures
from tests.benchmarks.results import from_json, ratios, results


def figures(rate: float, cpu: float = 5.0) -> Figures:
    """Make the figures of one round."""
    return Figures(events_per_second=rate, cpu_seconds_per_million=cpu, peak_megabytes=200.0, requests=10)


def test_what_was_written_is_read_back_whole() -> None:
    """Nothing is lost on the way to the file and back."""
    found = results({"events": 1000, "compression": "lz4"}, {"floor": [figures(400_000.0)]})
    assert from_json(found.to_json()) == found


def test_a_file_of_something_else_is_refused() -> None:
    """JSON that is no run of the benchmark does not pass for one."""
    with pytest.raises(msgspec.DecodeError):
        from_json(b'{"figures": 1}')


def test_medians_are_compared_and_programs_that_only_one_run_has_are_left_out() -> None:
    """Figures of single rounds are noise; a program without a partner has no ratio."""
    old = results({}, {"floor": [figures(100.0), figures(200.0, 8.0), figures(900.0)], "vector": [figures(1.0)]})
    new = results({}, {"floor": [figures(300.0, 2.5)], "arroyo": [figures(1.0)]})
    assert list(ratios(new, old)) == [f"{'floor':22} rate 1.50  CPU 0.50  memory 1.00"]


def test_programs_are_compared_in_the_order_of_the_run() -> None:
    """Two comparisons can be read side by side."""
    run = results({}, {name: [figures(1.0)] for name in ("floor", "ours", "arroyo", "vector")})
    assert [line.split()[0] for line in ratios(run, run)] == ["floor", "ours", "arroyo", "vector"]
