"""What stands above the lines of percentiles, and where, so that every line has its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from forgery_viewer.core.number_text import percent
from forgery_viewer.core.summaries import Summary

MARKED = ("p1", "p5", "p25", "p50", "p75", "p95", "p99")
"""The percentiles that are marked in a histogram, in ascending order."""


@dataclass(frozen=True, slots=True)
class PercentileLabel:
    """One line, of one percentile or of several that are the same.

    Attributes:
        value: Where the line stands.
        names: What it is called, as `P95`, `P95 P99`, or `P1` to `P99` with a dash.
        figure: The value as it is written.
        is_median: Whether the median is among them.
    """

    value: float
    names: str
    figure: str
    is_median: bool

    @property
    def text(self) -> str:
        """Names and figure, one above the other."""
        return f"{self.names}\n{self.figure}"


def percentile_labels(summary: Summary) -> list[PercentileLabel]:
    """The lines of the percentiles of coverages, in ascending order."""
    figures = summary.figures()
    shown = [(name, figures[name]) for name in MARKED if figures[name] > 0]
    labels = []
    for figure, group in groupby(shown, key=lambda pair: percent(pair[1])):
        alike = list(group)
        names = [name.upper() for name, _value in alike]
        together = " ".join(names) if len(names) < 3 else f"{names[0]}\N{EN DASH}{names[-1]}"
        is_median = "P50" in names
        value = figures["p50"] if is_median else alike[0][1]
        labels.append(PercentileLabel(value, together, figure, is_median))
    return labels


def spread(
    middles: Sequence[float], widths: Sequence[float], ends: tuple[float, float]
) -> list[float] | None:
    """Middles of labels side by side, each as near to the place it belongs to as there is room.

    Args:
        middles: Where the labels belong, in ascending order.
        widths: How wide they are, gaps included.
        ends: Between what they have to lie.

    Returns:
        The middles in the same order; None where there is not enough room for all.
    """
    total = sum(widths)
    if total > ends[1] - ends[0]:
        return None
    befores = [sum(widths[:place]) + width / 2 for place, width in enumerate(widths)]
    # Without their widths, labels that may touch are numbers that must not fall: neighbours that
    # do are put at their mean (isotonic regression by pooling adjacent violators).
    pools: list[tuple[float, int]] = []
    for middle, before in zip(middles, befores, strict=True):
        pools.append((middle - before, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, count), (other, more) = pools[-2], pools[-1]
            pools[-2:] = [((mean * count + other * more) / (count + more), count + more)]
    starts = [mean for mean, count in pools for _ in range(count)]
    return [
        min(max(start, ends[0]), ends[1] - total) + before
        for start, before in zip(starts, befores, strict=True)
    ]
