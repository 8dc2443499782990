"""What turns a probability map into instances: threshold, holes, least area and grouping.

In this order: the pixels at least as probable as the threshold are marked; holes are filled;
regions that are too small are left out; and the regions that are left make instances. The result is
exact for every threshold, none of which is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.cells import Cells
from forgery_viewer.core.connected import Labels, join_pairs
from forgery_viewer.core.intervals import Places
from forgery_viewer.core.prediction import Box, ProbabilityMap, RegionPair
from forgery_viewer.core.run_regions import fill_holes, label_regions
from forgery_viewer.core.runs import Runs
from forgery_viewer.core.sparse_masks import SparseMask

_PIXELS_A_RUN = 100
"""With fewer pixels to a run, labelling the pixels is faster than labelling the runs."""


class Grouping(Enum):
    """Which regions make one instance."""

    ONE = "one"
    """All of them: a source with all its copies."""
    EACH = "each"
    """Each by itself."""
    PAIRS = "pairs"
    """Those that the predictor found to be copies of each other, and each other one by itself."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """How a map becomes instances.

    Attributes:
        value: Pixels at least this probable are marked; compared as float32, as maps are.
        least_area_px: Regions of fewer pixels are left out, holes filled counting in.
        holes_px: Holes of at most so many pixels are filled.
        grouping: Which regions make one instance.

    Raises:
        ValueError: A number is out of range.
    """

    value: float = 0.5
    least_area_px: int = 0
    holes_px: int = 0
    grouping: Grouping = Grouping.ONE

    def __post_init__(self) -> None:
        if not 0.0 <= self.value <= 1.0:
            raise ValueError(f"a threshold is from 0 to 1, not {self.value}")
        if self.least_area_px < 0 or self.holes_px < 0:
            raise ValueError("areas are not negative")

    @property
    def cleans(self) -> bool:
        """Whether anything is done to a mask that is finished."""
        return self.least_area_px > 1 or self.holes_px > 0


@dataclass(frozen=True, slots=True)
class MarkedRegions:
    """The 8-connected regions of what is marked in an image.

    Attributes:
        height: Rows of the image.
        width: Columns of the image.
        runs: The runs of all regions, in order of row and column.
        labels: (runs,) the region of each, from 0.
        areas_px: (regions,) pixels.
    """

    height: int
    width: int
    runs: Runs
    labels: Labels
    areas_px: Places

    def cells(self) -> Cells:
        """The image cut up by regions, each of which counts as an instance."""
        place, cell = (np.zeros(2 * len(self.labels) + 1, np.int64) for _ in range(2))
        begin = self.runs.line * self.width
        place[1::2], place[2::2] = begin + self.runs.start, begin + self.runs.end
        cell[1::2] = self.labels + 1
        count = len(self.areas_px)
        return Cells(self.height * self.width, count, count + 1, place, cell)

    def instances(self, least_area_px: int, groups: NDArray[np.intp] | None = None) -> SparseMask:
        """The mask of the regions that are large enough.

        Args:
            least_area_px: Regions of fewer pixels are left out.
            groups: (regions,) which group each region is of; each group with a region that is left
                makes an instance, in the order of the numbers. None makes one instance of all.
        """
        large = self.areas_px >= least_area_px
        kept = large[self.labels]
        start = (self.runs.line * self.width)[kept]
        end = start + self.runs.end[kept]
        start += self.runs.start[kept]
        if groups is None:
            count, instance = int(large.any()), np.zeros(len(start), np.int64)
        else:
            names, numbers = np.unique(groups[large], return_inverse=True)
            number = np.zeros(len(large), np.int64)
            number[large] = numbers
            count, instance = len(names), number[self.labels[kept]]
            order = np.argsort(instance, kind="stable")
            instance, start, end = instance[order], start[order], end[order]
        return SparseMask(self.height, self.width, count, instance, start, end)

    def paired(self, pairs: Sequence[RegionPair], least_area_px: int = 0) -> NDArray[np.intp]:
        """(regions,) groups of what the predictor found to be copies; any other one by itself.

        A region of enough pixels is of a pair where at least half of it lies in one of the pair's
        boxes, or where it has most pixels of all in it. Pairs that no instance claims are left out.
        """
        count = len(self.areas_px)
        large = self.areas_px >= least_area_px
        # A node for each instance that the predictor claims joins the regions of its pairs.
        claimed = sorted({pair.instance for pair in pairs if pair.instance is not None})
        nodes = {number: count + place for place, number in enumerate(claimed)}
        edges: list[tuple[int, int]] = []
        for pair in pairs:
            if pair.instance is not None:
                for box in (pair.source, pair.copy):
                    node = nodes[pair.instance]
                    edges += ((node, region) for region in self._inside(box, large))
        return np.asarray(join_pairs(count + len(nodes), edges)[:count], np.intp)

    def _inside(self, box: Box, large: NDArray[np.bool_]) -> list[int]:
        """The regions that belong to a box."""
        top, left, bottom, right = box
        first, behind = np.searchsorted(self.runs.line, (top, bottom))
        start = np.maximum(self.runs.start[first:behind], left)
        end = np.minimum(self.runs.end[first:behind], right)
        length = np.maximum(end - start, 0)
        count = len(self.areas_px)
        inside = np.bincount(self.labels[first:behind], length, count) * large
        if not inside.any():
            return []
        mostly = np.flatnonzero((inside > 0) & (2 * inside >= self.areas_px))
        return sorted({*mostly.tolist(), int(inside.argmax())})


class ThresholdedMap:
    """A probability map, from which masks are made again and again with other settings.

    What the last threshold and holes gave is kept, so that least area and grouping cost little.
    """

    def __init__(self, probability: ProbabilityMap, pairs: Sequence[RegionPair] = ()) -> None:
        """Take a map (H, W) float32, which is not changed while it is in use here."""
        self.probability = probability
        self._pairs = tuple(pairs)
        self._kept: tuple[tuple[float, int], MarkedRegions] | None = None

    def mask(self, threshold: Threshold) -> SparseMask:
        """The instances; none where nothing is marked that is large enough."""
        regions = self.regions(threshold)
        return regions.instances(threshold.least_area_px, self.groups(regions, threshold))

    def regions(self, threshold: Threshold) -> MarkedRegions:
        """The regions before those that are too small are left out."""
        wanted = (threshold.value, threshold.holes_px)
        kept = self._kept
        if kept is None or kept[0] != wanted:
            self._kept = kept = (wanted, mark_regions(self.probability, *wanted))
        return kept[1]

    def groups(self, regions: MarkedRegions, threshold: Threshold) -> NDArray[np.intp] | None:
        """Which group each region is of, as `MarkedRegions.instances` takes it."""
        match threshold.grouping:
            case Grouping.ONE:
                return None
            case Grouping.EACH:
                return np.arange(len(regions.areas_px))
            case Grouping.PAIRS:
                return regions.paired(self._pairs, threshold.least_area_px)


def mark_regions(probability: ProbabilityMap, value: float, holes_px: int = 0) -> MarkedRegions:
    """The regions of pixels at least so probable, with holes of at most so many pixels filled."""
    height, width = probability.shape
    marked = np.ascontiguousarray(probability).ravel() >= np.float32(value)
    edges = np.flatnonzero(marked[1:] != marked[:-1]) + 1
    first = np.zeros(int(marked[0]), np.int64)
    last = np.full(int(marked[-1]), marked.size)
    place = np.concatenate((first, edges, last))
    runs = Runs.of_stretches(0, place[0::2], place[1::2], height, width)
    is_ragged = len(runs.line) * _PIXELS_A_RUN > marked.size
    plane = marked.view(np.uint8).reshape(height, width) if is_ragged else None
    runs = fill_holes(runs, height, holes_px, plane)
    count, labels = label_regions(runs, plane)
    areas_px = np.bincount(labels, runs.end - runs.start, count).astype(np.int64)
    return MarkedRegions(height, width, runs, labels, areas_px)


def clean(mask: SparseMask, least_area_px: int = 0, holes_px: int = 0) -> SparseMask:
    """A mask whose instances have holes filled and then lost their regions that are too small.

    An instance of which nothing is left is left out, where anything was to be done.
    """
    if least_area_px <= 1 and holes_px < 1:
        return mask
    parts = [_clean(mask.chosen([number]), least_area_px, holes_px) for number in range(mask.count)]
    parts = [part for part in parts if part.count]
    instance = np.repeat(np.arange(len(parts)), [len(part.start) for part in parts])
    nothing = np.zeros(0, np.int64)
    start, end = (
        np.concatenate([nothing, *(getattr(part, name) for part in parts)])
        for name in ("start", "end")
    )
    return SparseMask(mask.height, mask.width, len(parts), instance, start, end)


def _clean(mask: SparseMask, least_area_px: int, holes_px: int) -> SparseMask:
    """The same of a mask of one instance."""
    height, width = mask.height, mask.width
    # Stretches that meet are one, or there would be gaps without a pixel between them.
    whole = SparseMask.of_column_runs(mask.column_runs(), height, width, 1)
    runs = fill_holes(Runs.of_stretches(0, whole.start, whole.end, height, width), height, holes_px)
    count, labels = label_regions(runs)
    areas_px = np.bincount(labels, runs.end - runs.start, count).astype(np.int64)
    return MarkedRegions(height, width, runs, labels, areas_px).instances(least_area_px)
