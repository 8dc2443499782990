"""Scores of a probability map over the threshold: curves, precision and recall, and sweeps.

Two ways. Histograms of the map's values inside and outside the truth tell the pixel scores at all
thresholds at once, for the pixels as they are; they add up over images. The masks themselves, made
at one threshold after the other, tell oF1, and both scores after holes and least area.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.cells import Cells
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.prediction import ProbabilityMap, RegionPair
from forgery_viewer.core.scoring.region_scores import MapScore, RegionScores
from forgery_viewer.core.thresholding import Grouping, Threshold, mark_regions

Curve = NDArray[np.float64]
"""(101,): a number for each of `THRESHOLDS`."""

THRESHOLDS: tuple[float, ...] = tuple(step / 100 for step in range(101))

_BAND_PX = 1 << 18
"""Pixels at a time: what is made of them stays in the processor's cache, and counts are exact."""


@dataclass(frozen=True, slots=True)
class MapHistogram:
    """How many pixels of a map, or of several, reach which of `THRESHOLDS` and no higher one.

    Attributes:
        inside_px: (101,) pixels in the union of the true instances.
        outside_px: (101,) the other pixels.
    """

    inside_px: NDArray[np.int64]
    outside_px: NDArray[np.int64]

    @classmethod
    def of(cls, probability: ProbabilityMap, true: NDArray[np.bool_]) -> MapHistogram:
        """Count the values of a map (H, W) against the union (H, W) of the true instances."""
        inside, both = (np.zeros(len(THRESHOLDS), np.int64) for _ in range(2))
        values, marked = probability.ravel(), true.ravel().view(np.uint8)
        for begin in range(0, values.size, _BAND_PX):
            levels = _levels(values[begin : begin + _BAND_PX])
            mask = marked[begin : begin + _BAND_PX]
            both += _counts(levels, None)
            inside += _counts(levels, mask)
        return cls(inside, both - inside)

    @classmethod
    def nothing(cls, true_px: int, pixels: int) -> MapHistogram:
        """That of a map that is 0 everywhere, over a truth of so many of all pixels."""
        inside, outside = (np.zeros(len(THRESHOLDS), np.int64) for _ in range(2))
        inside[0], outside[0] = true_px, pixels - true_px
        return cls(inside, outside)

    def __add__(self, other: MapHistogram) -> MapHistogram:
        return MapHistogram(self.inside_px + other.inside_px, self.outside_px + other.outside_px)

    @property
    def hit_px(self) -> NDArray[np.int64]:
        """(101,) true pixels that are marked at each threshold."""
        return _from_here_on(self.inside_px)

    @property
    def marked_px(self) -> NDArray[np.int64]:
        """(101,) pixels that are marked at each threshold."""
        return _from_here_on(self.inside_px + self.outside_px)

    @property
    def precision(self) -> Curve:
        """Share of the marked pixels that are true; 1 where none is marked."""
        marked = self.marked_px
        return np.where(marked > 0, self.hit_px / np.maximum(marked, 1), 1.0)

    @property
    def recall(self) -> Curve:
        """Share of the true pixels that are marked; 0 where none is true."""
        return np.asarray(self.hit_px / max(1, int(self.inside_px.sum())))

    @property
    def f1(self) -> Curve:
        """F1 of the pixels, 1 where none is marked and none true."""
        both = self.marked_px + int(self.inside_px.sum())
        return np.where(both > 0, 2 * self.hit_px / np.maximum(both, 1), 1.0)

    @property
    def average_precision(self) -> float:
        """The mean precision over the recall that is gained from each threshold to the next.

        From the highest threshold down, as a sum of steps: nothing is interpolated.
        """
        recall = self.recall[::-1]
        return float((np.diff(recall, prepend=0.0) * self.precision[::-1]).sum())


def score_at(
    probability: ProbabilityMap,
    true: Cells,
    threshold: Threshold,
    thresholds: Sequence[float] = THRESHOLDS,
    pairs: Sequence[RegionPair] = (),
    cancelled: Cancelled | None = None,
) -> Iterator[MapScore]:
    """The scores of the masks at one threshold after the other; exact at each of them.

    Args:
        probability: The map (H, W).
        true: The cells of the truth.
        threshold: Holes, least area and grouping; its value is not used.
        thresholds: In ascending order.
        pairs: What the predictor found to be copies.
        cancelled: Asked before each threshold; the scores end where it says so.
    """
    found: MapScore | None = None
    for value, is_new in zip(thresholds, _changes(probability, thresholds), strict=True):
        if cancelled is not None and cancelled():
            return
        if found is None or is_new:
            regions = mark_regions(probability, value, threshold.holes_px)
            scores = RegionScores(regions, true, pairs)
            found = scores.score(threshold.least_area_px, threshold.grouping)
        yield found


@dataclass(frozen=True, slots=True)
class Sweep:
    """Mean scores over images at thresholds (T) and least areas (A).

    Attributes:
        thresholds: In ascending order.
        least_areas_px: In ascending order.
        of1: (T, A) mean oF1.
        f1: (T, A) mean pixel F1.
        images: How many images the means are of.
    """

    thresholds: tuple[float, ...]
    least_areas_px: tuple[int, ...]
    of1: NDArray[np.float64]
    f1: NDArray[np.float64]
    images: int

    @property
    def best(self) -> tuple[float, int, float]:
        """Threshold and least area of the highest mean oF1, the lowest of several; and that oF1."""
        row, column = np.unravel_index(int(self.of1.argmax()), self.of1.shape)
        best = float(self.of1[row, column])
        return self.thresholds[int(row)], self.least_areas_px[int(column)], best


SWEPT_THRESHOLDS: tuple[float, ...] = tuple(step / 20 for step in range(1, 20))
SWEPT_AREAS_PX = (0, 20, 50, 100, 200, 300, 500, 1000)


def sweep_image(
    probability: ProbabilityMap,
    true: Cells,
    grouping: Grouping = Grouping.ONE,
    holes_px: int = 0,
    thresholds: Sequence[float] = SWEPT_THRESHOLDS,
    least_areas_px: Sequence[int] = SWEPT_AREAS_PX,
    pairs: Sequence[RegionPair] = (),
) -> Sweep:
    """The scores of one image at all thresholds and least areas."""
    scores = []
    for value in thresholds:
        regions = RegionScores(mark_regions(probability, value, holes_px), true, pairs)
        scores.append([regions.score(area_px, grouping) for area_px in least_areas_px])
    of1 = np.array([[score.of1 for score in row] for row in scores])
    f1 = np.array([[score.pixels.f1 for score in row] for row in scores])
    return Sweep(tuple(thresholds), tuple(least_areas_px), of1, f1, 1)


def mean_sweep(sweeps: Sequence[Sweep]) -> Sweep:
    """The means over images, each of which counts as many times as it has images.

    Raises ValueError where there is none, or they are at other thresholds or least areas.
    """
    first = sweeps[0] if sweeps else None
    if first is None or any(
        (one.thresholds, one.least_areas_px) != (first.thresholds, first.least_areas_px)
        for one in sweeps
    ):
        raise ValueError("means are of sweeps over the same thresholds and least areas")
    weights = np.array([one.images for one in sweeps], np.float64)
    of1, f1 = (
        np.average([getattr(one, name) for one in sweeps], axis=0, weights=weights)
        for name in ("of1", "f1")
    )
    return Sweep(first.thresholds, first.least_areas_px, of1, f1, int(weights.sum()))


_FLOATS = np.array(THRESHOLDS, np.float32)
_LOWER = np.concatenate((_FLOATS, np.full(256 - len(_FLOATS), np.inf, np.float32)))
_UPPER = np.concatenate((_LOWER[1:], [np.float32(np.inf)]))


def _levels(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The number of the highest of `THRESHOLDS` that each value reaches."""
    # Rounding may miss the level by one, which is mended by comparing with the threshold itself.
    levels = np.minimum(values * np.float32(100), np.float32(100)).astype(np.uint8)
    levels -= values < _looked_up(_LOWER, levels)
    levels += values >= _looked_up(_UPPER, levels)
    return np.asarray(levels, np.uint8)


def _looked_up(table: NDArray[np.float32], levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(cv2.LUT(levels, table), np.float32).ravel()


def _counts(levels: NDArray[np.uint8], mask: NDArray[np.uint8] | None) -> NDArray[np.int64]:
    """(101,) how many pixels have each level."""
    count = len(THRESHOLDS)
    found = cv2.calcHist([levels], [0], mask, [count], [0, count])
    return np.asarray(found).ravel().astype(np.int64)


def _from_here_on(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.cumsum(counts[::-1])[::-1]


def _changes(probability: ProbabilityMap, thresholds: Sequence[float]) -> NDArray[np.bool_]:
    """Whether any pixel is marked at the threshold before and not at this one."""
    if tuple(thresholds) != THRESHOLDS:
        return np.ones(len(thresholds), np.bool_)
    nowhere = np.zeros(probability.shape, np.bool_)
    counts = MapHistogram.of(probability, nowhere).outside_px
    return np.concatenate(([True], counts[:-1] > 0))
