"""The predictor `difference`: what changed against the authentic partner."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from forgery_viewer.core.difference import USUAL_THRESHOLD, DifferenceError, difference_levels
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import (
    Image,
    Needs,
    Prediction,
    PredictionError,
    check_cancelled,
)
from forgery_viewer.core.records import AUTHENTIC, RecordKey

#: Fewer changed pixels in one region are noise of the file: an image is not called forged for them.
_FEWEST_PX = 64

_AUTHENTIC_NOTE = "An authentic image is what forged ones are compared with: it has no difference."
_NOTE = "The difference shows copies only: their source did not change."


class DifferencePredictor:
    """|image - partner| as a map: 0.5 at the threshold that the program takes for a change."""

    name = "difference"
    title = "Difference"
    summary = (
        "What changed against the authentic partner. Finds copies to the pixel, never their "
        "source; where the whole image was saved anew, noise as well."
    )
    needs = Needs.PAIR
    identity = f"difference 1, {USUAL_THRESHOLD}"

    def predict(
        self,
        image: Image,
        *,
        key: RecordKey | None = None,
        partner: Image | None = None,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Prediction:
        """As `Predictor.predict`; the score is 1 where any region of 64 px changed, else 0."""
        check_cancelled(cancelled)
        if key is not None and key.label == AUTHENTIC:
            # Its partner is the forged image: what differs there was changed there.
            nothing = np.zeros(image.shape[:2], np.float32)
            return Prediction(nothing, image_score=0.0, notes=(_AUTHENTIC_NOTE,))
        if partner is None:
            whose = "The image" if key is None else str(key)
            raise PredictionError(Path(), f"{whose} has no authentic partner to compare it with")
        try:
            levels = difference_levels(partner, image)
        except DifferenceError as error:
            raise PredictionError(Path(), error.reason, error.defect) from error
        changed = (levels > USUAL_THRESHOLD).astype(np.uint8)
        areas = cv2.connectedComponentsWithStats(changed, connectivity=8)[2][1:, cv2.CC_STAT_AREA]
        found = bool(areas.size and areas.max() >= _FEWEST_PX)
        share = np.minimum(levels.astype(np.float32) / np.float32(2 * USUAL_THRESHOLD), 1.0)
        if progress is not None:
            progress(1, 1)
        return Prediction(share, image_score=float(found), notes=(_NOTE,))

    def close(self) -> None:
        """Nothing is held."""
