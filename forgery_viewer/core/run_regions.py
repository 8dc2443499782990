"""The regions of one plane of runs, and the holes in them.

Counted with the runs alone: a few thousand of them stand for millions of pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.connected import Labels, join_ranges
from forgery_viewer.core.intervals import Places, expanded
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.runs import Runs

Plane = NDArray[np.uint8]
"""(H, W) of 0 and 1."""


def label_regions(runs: Runs, plane: Plane | None = None) -> tuple[int, Labels]:
    """How many 8-connected regions there are, and (runs,) which one each run is of, from 0.

    Regions are numbered by their first runs, from top to bottom.

    Args:
        runs: The runs of one plane, in order.
        plane: The same pixels: where runs are short, labelling those is faster.
    """
    if plane is not None:
        return _label_pixels(plane, 8, runs.line, runs.start)
    first, touched = runs.touching()
    return join_ranges(first, first + touched)


def fill_holes(runs: Runs, height: int, most_px: int, plane: Plane | None = None) -> Runs:
    """The runs with holes of at most so many pixels filled, and those of the plane as well.

    A hole is a 4-connected region of pixels that are in no run and has none at the border of the
    image; what lies in a hole is not counted with it.

    Args:
        runs: The runs of one plane, in order, none of which meets another of its row.
        height: Rows of the image.
        most_px: The most pixels of a hole that is filled.
        plane: As `label_regions`.
    """
    if most_px < 1 or len(runs.line) < 2:
        return runs
    gaps = _Gaps.of(runs, height)
    hole = gaps.holes(most_px, plane)
    if plane is not None:
        begin = gaps.line[hole] * runs.width
        plane.ravel()[expanded(begin + gaps.start[hole], begin + gaps.end[hole])] = 1
    # Between two runs of a row: the one before the hole and the one behind it become one.
    filled = gaps.behind[hole]
    kept_start = np.ones(len(runs.line), np.bool_)
    kept_end = kept_start.copy()
    kept_start[filled], kept_end[filled - 1] = False, False
    return Runs(runs.line[kept_start], runs.start[kept_start], runs.end[kept_end], runs.width)


@dataclass(frozen=True, slots=True)
class _Gaps:
    """What lies between the runs of each row, and beside the first and last; none is empty.

    Attributes:
        line: Row.
        start: First column.
        end: Column after the last.
        behind: The run that follows in the row; any number where there is none.
        outside: Whether it is at the border of the image.
        width: Columns of the image.
    """

    line: Places
    start: Places
    end: Places
    behind: NDArray[np.intp]
    outside: NDArray[np.bool_]
    width: int

    @classmethod
    def of(cls, runs: Runs, height: int) -> _Gaps:
        """The gaps of all rows, in order of row and column."""
        count = len(runs.line)
        # One gap before every run, and one behind the last run of each row.
        rows = np.arange(height)
        line = np.concatenate((runs.line, rows))
        start = np.zeros(count + height, np.int64)
        same_row = runs.line[1:] == runs.line[:-1]
        start[1:count][same_row] = runs.end[:-1][same_row]
        last = np.searchsorted(runs.line, rows, side="right") - 1
        has_run = (last >= 0) & (runs.line[last] == rows)
        start[count:][has_run] = runs.end[last[has_run]]
        end = np.concatenate((runs.start, np.full(height, runs.width)))
        behind = np.concatenate((np.arange(count), np.zeros(height, np.intp)))
        order = np.flatnonzero(start < end)
        order = order[np.argsort(line[order] * runs.width + start[order], kind="stable")]
        line, start, end, behind = (part[order] for part in (line, start, end, behind))
        outside = (line == 0) | (line == height - 1) | (start == 0) | (end == runs.width)
        return cls(line, start, end, behind, outside, runs.width)

    def holes(self, most_px: int, plane: Plane | None) -> NDArray[np.bool_]:
        """Which gaps are part of a hole of at most so many pixels."""
        if plane is None:
            step = self.width + 1
            start, end = self.line * step + self.start, self.line * step + self.end
            # In the row above, those that share a column: they end behind where this one starts,
            # and start before it ends.
            first = np.searchsorted(end, start - step, side="right")
            behind = np.searchsorted(start, end - step, side="left")
            count, labels = join_ranges(first, behind)
        else:
            count, labels = _label_pixels(1 - plane, 4, self.line, self.start)
        area = np.bincount(labels, self.end - self.start, count)
        is_open = np.bincount(labels, self.outside, count) > 0
        return np.asarray(((area <= most_px) & ~is_open)[labels])


def _label_pixels(
    plane: Plane, connectivity: int, line: Places, start: Places
) -> tuple[int, Labels]:
    """Connected components of pixels, by the items in them of which these are the first pixels."""
    count, pixels = cv2.connectedComponents(plane, connectivity=connectivity)
    # Background is no component here.
    labels = pixels[line, start] - 1
    first = np.zeros(count - 1, np.intp)
    # Of the items of a component the one that is written last stays.
    first[labels[::-1]] = np.arange(len(labels))[::-1]
    rank = np.empty(count - 1, np.int32)
    rank[np.argsort(first)] = np.arange(count - 1)
    return count - 1, rank[labels]
