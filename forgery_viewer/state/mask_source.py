"""What the masks of one prediction are made from: its map, or the instances that it gives."""

from __future__ import annotations

from pathlib import Path

from forgery_viewer.core.prediction import Prediction, PredictionError
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold, ThresholdedMap, clean


class MaskSource:
    """Makes masks of a prediction again and again; used on one thread at a time."""

    def __init__(self, prediction: Prediction) -> None:
        """Take a prediction; nothing is worked out before the first mask."""
        self._prediction = prediction
        self._map: ThresholdedMap | None = None
        self._finished: SparseMask | None = None

    def mask(self, threshold: Threshold | None) -> SparseMask:
        """The instances; None is for those that the predictor gives, where it gives any.

        Of instances without a map holes and least area are all that counts, as on the command line.

        Raises:
            PredictionError: There is neither a map nor instances.
        """
        prediction = self._prediction
        if prediction.probability is not None and (
            prediction.instances is None or threshold is not None
        ):
            if self._map is None:
                self._map = ThresholdedMap(prediction.probability, prediction.pairs)
            return self._map.mask(threshold or Threshold())
        if prediction.instances is None:
            raise PredictionError(Path(), "The predictor gives neither a map nor instances")
        if self._finished is None:
            self._finished = SparseMask.of_stack(prediction.instances)
        if threshold is None:
            return self._finished
        return clean(self._finished, threshold.least_area_px, threshold.holes_px)
