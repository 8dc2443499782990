"""How the figures look: grey on white, thin lines, and colour for one thing only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from numpy.typing import NDArray

BAR, LINE, GRID = "#71808F", "#878787", "#E2E2E2"
TEXT, QUIET, ACCENT, PAPER = "#1A1A1A", "#4E4E4E", "#1C5FC4", "#FFFFFF"
SMALL_PT, BODY_PT = 8.5, 9.5

_SETTINGS: Any = {
    "axes.edgecolor": GRID,
    "axes.facecolor": PAPER,
    "axes.labelcolor": QUIET,
    "axes.labelsize": SMALL_PT,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": TEXT,
    "axes.titlelocation": "left",
    "axes.titlesize": BODY_PT,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "figure.facecolor": PAPER,
    "font.size": SMALL_PT,
    "legend.fontsize": SMALL_PT,
    "legend.frameon": False,
    "legend.labelcolor": TEXT,
    # Texts stay texts, to be found and copied; the same file every time it is made.
    "svg.fonttype": "none",
    "svg.hashsalt": "forgery-viewer",
    "text.color": TEXT,
    "xtick.color": GRID,
    "xtick.labelcolor": QUIET,
    "ytick.color": GRID,
    "ytick.labelcolor": QUIET,
    "ytick.left": False,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and write figures within this block."""
    with mpl.rc_context():
        # Not what a user's own settings say: a report looks the same wherever it is made.
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def panels(
    count: int = 1, width_in: float = 6.2, height_in: float = 3.3
) -> tuple[Figure, list[Axes]]:
    """A figure with so many axes side by side."""
    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    axes = [figure.add_subplot(1, count, place + 1) for place in range(count)]
    return figure, axes


def count_axis(axes: Axes, label: str = "") -> None:
    """Counts upwards, with quiet lines behind the bars."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_ylabel(label)


def log_axis(axes: Axes, which: str, ticks: Sequence[float], unit: str = "") -> None:
    """A logarithmic x or y axis with ticks at numbers that are easily read."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    (axes.set_xscale if which == "x" else axes.set_yscale)("log")
    low, high = axes.get_xlim() if which == "x" else axes.get_ylim()
    axis.set_major_locator(FixedLocator([tick for tick in ticks if low <= tick <= high]))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,.15g}{unit}"))


def one_two_five(numbers: NDArray[Any]) -> list[float]:
    """1, 2 and 5 times the powers of ten around some numbers; only powers over a wide range."""
    positive = numbers[numbers > 0]
    if not len(positive):
        return [1.0]
    first = int(np.floor(np.log10(positive.min())))
    last = int(np.ceil(np.log10(positive.max())))
    steps = (1, 2, 5) if last - first <= 4 else (1,)
    return [step * 10.0**power for power in range(first, last + 1) for step in steps]


def powers_of_two(numbers: NDArray[Any]) -> list[float]:
    """The powers of two around some numbers."""
    if not len(numbers):
        return [1.0]
    return [
        2.0**power for power in range(int(np.log2(numbers.min())), int(np.log2(numbers.max())) + 2)
    ]
