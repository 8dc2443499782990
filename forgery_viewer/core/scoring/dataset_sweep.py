"""Threshold and least area tried out over a whole data set, and its precision and recall."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.parallel import Cancelled, Progress, in_parallel
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.core.prediction_files.found import FoundPrediction, PredictionFiles
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.curves import (
    SWEPT_AREAS_PX,
    SWEPT_THRESHOLDS,
    MapHistogram,
    Sweep,
    mean_sweep,
    sweep_image,
)
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold, clean


@dataclass(frozen=True, slots=True)
class DatasetSweep:
    """What `sweep_dataset` found.

    Attributes:
        sweep: Mean scores at every threshold and least area; None where no image was scored.
        histogram: The values of all maps inside and outside the truth.
        maps: How many images have a map.
        is_cancelled: Whether it was stopped before its end.
    """

    sweep: Sweep | None
    histogram: MapHistogram
    maps: int
    is_cancelled: bool = False


class _Outcome(NamedTuple):
    sweep: Sweep | None
    histogram: MapHistogram | None = None


def sweep_dataset(
    truths: Truths,
    files: PredictionFiles,
    rows: Sequence[int] | NDArray[np.intp],
    threshold: Threshold = Threshold(),  # noqa: B008 - it cannot be changed
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> DatasetSweep:
    """Score maps in files at many thresholds and least areas.

    Finished masks are scored at every least area, and the same at every threshold. What lacks or
    cannot be read counts as authentic, as `score_dataset` tells; images whose truth cannot be read
    are left out.

    Args:
        truths: The data set.
        files: The predictions.
        rows: Which images of the data set.
        threshold: Holes and grouping; its value and least area are not used.
        progress: Called with the images done and the images there are, from the calling thread.
        cancelled: Asked now and then, in the calling thread, whether to stop.
    """
    predicted = frozenset(files.keys)

    def work(row: int) -> _Outcome:
        key = truths.index.key(row)
        return _sweep(truths, files if key in predicted else None, key, row, threshold)

    chosen = [int(row) for row in rows]
    found = in_parallel(work, chosen, progress=progress, cancelled=cancelled)
    histograms = [one.histogram for one in found if one.histogram is not None]
    sweeps = [one.sweep for one in found if one.sweep is not None]
    return DatasetSweep(
        sweep=mean_sweep(sweeps) if sweeps else None,
        histogram=sum(histograms, MapHistogram.nothing(0, 0)),
        maps=len(histograms),
        is_cancelled=len(found) < len(chosen),
    )


def _sweep(
    truths: Truths, files: PredictionFiles | None, key: RecordKey, row: int, threshold: Threshold
) -> _Outcome:
    try:
        true = truths.read(row)
    except ForgeryViewerError:
        return _Outcome(None)
    found = FoundPrediction.of(SparseMask.empty(true.height, true.width))
    if files is not None:
        with suppress(PredictionError):
            found = files.read(key, true.height, true.width)
    mask = true.rows
    if found.probability is not None:
        grouping, holes_px = threshold.grouping, threshold.holes_px
        sweep = sweep_image(found.probability, mask.cells, grouping, holes_px, pairs=found.pairs)
        union = mask.union().to_stack()[0].view(np.bool_)
        return _Outcome(sweep, MapHistogram.of(found.probability, union))
    if found.mask is None:
        raise ValueError("neither a mask nor a map")
    return _Outcome(_sweep_mask(found.mask, mask, threshold.holes_px))


def _sweep_mask(mask: SparseMask, true: SparseMask, holes_px: int) -> Sweep:
    """A finished mask, which is the same at every threshold."""
    cleaned = [clean(mask, area_px, holes_px) for area_px in SWEPT_AREAS_PX]
    compared = [Comparison.of(one, true) for one in cleaned]
    of1, f1 = (
        np.tile(values, (len(SWEPT_THRESHOLDS), 1))
        for values in ([one.of1 for one in compared], [one.pixels.f1 for one in compared])
    )
    return Sweep(SWEPT_THRESHOLDS, SWEPT_AREAS_PX, of1, f1, 1)
