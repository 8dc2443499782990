"""The regions of a thresholded map against the truth, scored for any least area and grouping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.cells import Cells
from forgery_viewer.core.prediction import RegionPair
from forgery_viewer.core.scoring.comparison import PixelScores, f_matrix, of1_of
from forgery_viewer.core.scoring.overlaps import Overlaps
from forgery_viewer.core.thresholding import Grouping, MarkedRegions


class MapScore(NamedTuple):
    """What a mask made of a map scores."""

    of1: float
    pixels: PixelScores


class RegionScores:
    """Scores of all masks that can be made of some regions, which are looked at once.

    Regions share no pixels, so whatever a group of them shares with the truth is a sum.
    """

    def __init__(
        self, regions: MarkedRegions, true: Cells, pairs: Sequence[RegionPair] = ()
    ) -> None:
        """Look at the regions.

        Args:
            regions: Those of a map at some threshold.
            true: The cells of the truth of the same image.
            pairs: What the predictor found to be copies, as for `MarkedRegions.paired`.
        """
        self._regions = regions
        self._pairs = pairs
        self._overlaps = Overlaps.of_cells(regions.cells(), true)

    def score(self, least_area_px: int, grouping: Grouping) -> MapScore:
        """oF1 and pixel scores of the mask, as `ThresholdedMap` makes it."""
        overlaps = self._overlaps
        large = self._regions.areas_px >= least_area_px
        hit_px = int(overlaps.inside_px[1:][large].sum())
        all_hit_px = int(overlaps.inside_px.sum())
        marked_px = int(overlaps.cells_px[1:][large].sum())
        pixels = PixelScores(hit_px, marked_px - hit_px, all_hit_px - hit_px)
        groups = self._groups(large, least_area_px, grouping)
        count = int(groups.max()) + 1 if len(groups) else 0
        own, shared = (
            np.zeros((count, *table.shape[1:]), np.int64)
            for table in (overlaps.predicted_px, overlaps.shared_px)
        )
        np.add.at(own, groups, overlaps.predicted_px[large])
        np.add.at(shared, groups, overlaps.shared_px[large])
        return MapScore(of1_of(f_matrix(shared, own, overlaps.true_px)), pixels)

    def _groups(
        self, large: NDArray[np.bool_], least_area_px: int, grouping: Grouping
    ) -> NDArray[np.intp]:
        """The number of the instance of each large region, without a gap."""
        count = int(np.count_nonzero(large))
        match grouping:
            case Grouping.ONE:
                return np.zeros(count, np.intp)
            case Grouping.EACH:
                return np.arange(count)
            case Grouping.PAIRS:
                groups = self._regions.paired(self._pairs, least_area_px)[large]
                return np.unique(groups, return_inverse=True)[1].reshape(-1)
