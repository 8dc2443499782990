"""What charts keep from filter to filter: edges, groups and ends of scales of the whole data set.

With it a bar stays where it is, and can be chosen, while the rows that are counted change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.index import Index
from forgery_viewer.core.records import AUTHENTIC, FORGED, UNLABELLED
from forgery_viewer.core.summaries import coverage_edges, size_edges

LABEL_ORDER = (FORGED, AUTHENTIC, UNLABELLED)
"""Forged first: it is what the data set is about."""

MOST_GROUPS = 12
"""Numbers of instances that have a bar of their own where they leave gaps; seldom seen."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the whole of a data set gives the charts.

    Attributes:
        coverage_edges: Edges of the bins of coverage, in percent.
        size_edges: Edges of the bins of the longer side, in whole px.
        area_px: Smallest and largest area of a mask, (1, 1) where there is none.
        instances: Numbers of instances in ascending order.
        labels: Labels that occur.
        mask_labels: Those of them that have masks.
        guard: The term that keeps masks without a pixel out, "" where there are none.
    """

    coverage_edges: NDArray[np.float64]
    size_edges: NDArray[np.float64]
    area_px: tuple[int, int]
    instances: tuple[int, ...]
    labels: tuple[str, ...]
    mask_labels: tuple[str, ...]
    guard: str

    @classmethod
    def of(cls, index: Index) -> Frame:
        """The frame of all rows of an index."""
        area, label = index.column("area_px"), index.column("label")
        masks = area > 0
        sides = np.maximum(index.column("height"), index.column("width"))
        areas = area[masks]
        return cls(
            coverage_edges=coverage_edges(index.column("coverage_pct")[masks]),
            size_edges=size_edges(sides),
            area_px=(int(areas.min()), int(areas.max())) if len(areas) else (1, 1),
            instances=_numbers(index.column("instances")[masks]),
            labels=tuple(name for name in LABEL_ORDER if (label == name).any()),
            mask_labels=tuple(name for name in LABEL_ORDER if (label[masks] == name).any()),
            guard="area>0" if (area == 0).any() else "",
        )


def _numbers(instances: NDArray[np.int32]) -> tuple[int, ...]:
    """The numbers of instances that get a bar: without gaps as long as they are few."""
    found = np.flatnonzero(np.bincount(np.maximum(instances, 0)))
    if len(found) and found[-1] <= MOST_GROUPS:
        return tuple(range(1, int(found[-1]) + 1))
    return tuple(found.tolist())
