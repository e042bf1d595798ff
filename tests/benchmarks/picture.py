"""The programs side by side as a picture: events per second, and CPU per event."""

# Drawn with the extra `benchmarks`, which is not installed where types are checked.
# mypy: disable-error-code="import-not-found"

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final

import matplotlib as mpl
from matplotlib.figure import Figure

from tests.benchmarks.figures import OURS, Figures

OURS_COLOUR: Final = "#0b6e4f"
THEIRS_COLOUR: Final = "#9aa5b1"


def draw(programs: Mapping[str, Sequence[Figures]], to: Path) -> None:
    """Draw the medians of each program's rounds as bars, on logarithmic axes: they differ by hundreds of times."""
    # Texts stay texts, so that the file is small and can be searched; and the same run gives the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "benchmarks", "font.family": "sans-serif"})
    cost = {name: median(run.cpu_seconds_per_million for run in runs) for name, runs in programs.items()}
    rate = {name: median(run.events_per_second for run in runs) for name, runs in programs.items()}
    names = sorted(programs, key=cost.__getitem__, reverse=True)
    panels = {"events per second": rate, "CPU seconds per million events": cost}
    figure = Figure(figsize=(11, 0.5 + 0.45 * len(names)), layout="constrained")
    axes = figure.subplots(1, len(panels), sharey=True)
    colours = [OURS_COLOUR if name == OURS else THEIRS_COLOUR for name in names]
    for axis, (title, panel) in zip(axes, panels.items(), strict=True):
        values = [panel[name] for name in names]
        bars = axis.barh(names, values, color=colours)
        axis.bar_label(bars, fmt="{:,.3g}" if max(values) < 10_000 else "{:,.0f}", padding=4)
        axis.set_xscale("log")
        axis.set_xlim(min(values) / 2, max(values) * 6)
        axis.set_title(f"{title} (logarithmic)", loc="left")
        axis.xaxis.set_visible(False)
        axis.spines[["top", "right", "bottom"]].set_visible(False)
        axis.tick_params(left=False)
    figure.savefig(to, metadata={"Date": None})
