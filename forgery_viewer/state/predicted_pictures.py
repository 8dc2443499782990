"""What pictures of predictions are made of, and how they are computed on a worker's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.prediction import ProbabilityMap
from forgery_viewer.core.prediction_pictures import dimmed, error_picture, heat_picture
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.pane_content import ERRORS, HEAT, PREDICTED, PREDICTION
from forgery_viewer.state.picture_work import truth_pyramid
from forgery_viewer.state.tasks import Task

Colours = Sequence[tuple[int, int, int]]
Work = Callable[[Task], Pyramid]


NO_TRUTH = "There is no truth to compare with."


@dataclass(frozen=True, slots=True, eq=False)
class ShownPrediction:
    """One predictor's result for the case on show, as it is seen now.

    Attributes:
        title: What the predictor is called.
        probability: Its map, None where it gives none.
        planes: The predicted instances at the present threshold.
        colour_slots: Slot of the colour of each of them.
        map_revision: Another number for each other map.
        mask_revision: Another number for each other set of instances.
        lacks_truth: Whether nobody knows what is true of the image.
    """

    title: str
    probability: ProbabilityMap | None
    planes: BitPlanes
    colour_slots: tuple[int, ...]
    map_revision: int
    mask_revision: int
    lacks_truth: bool = False


class ShownPredictions:
    """The results on show, by the place of their predictor: 0 the chosen one, 1 the second."""

    def __init__(self, colours: Colours) -> None:
        self._colours = colours
        self._shown: dict[int, ShownPrediction] = {}
        self._reasons: dict[int, str] = {}

    def set(self, place: int, shown: ShownPrediction | None, reason: str) -> bool:
        """Take another result, or the reason why there is none; whether that is news."""
        before = (self._shown.get(place), self._reasons.get(place, ""))
        if before == (shown, reason):
            return False
        self._reasons[place] = reason
        if shown is None:
            self._shown.pop(place, None)
        else:
            self._shown[place] = shown
        return True

    def get(self, place: int) -> ShownPrediction | None:
        """The result of a place."""
        return self._shown.get(place)

    def has_errors(self, source: str) -> bool:
        """Whether a picture shows errors of a result that is there."""
        kind, place = PREDICTED.get(source, ("", -1))
        return kind == ERRORS and place in self._shown

    def reason(self, source: str) -> str:
        """Why there is no such picture, "" where there may be one."""
        kind, place = PREDICTED[source]
        shown = self._shown.get(place)
        if shown is None:
            return self._reasons.get(place, "") or "Nothing is predicted for this image yet."
        if kind == HEAT and shown.probability is None:
            return f"{shown.title} gives instances, no probability map."
        if kind == ERRORS and shown.lacks_truth:
            return NO_TRUTH
        return ""

    def key(self, source: str, truth_revision: int) -> tuple[object, ...]:
        """What a picture depends on beside the case."""
        kind, place = PREDICTED[source]
        shown = self._shown.get(place)
        if shown is None:
            return ()
        if kind == HEAT:
            return (shown.map_revision,)
        if kind == PREDICTION:
            return (shown.mask_revision,)
        return (shown.mask_revision, truth_revision)

    def work(self, source: str, image: Pyramid, truth: BitPlanes | None) -> Work | None:
        """What computes a picture; `truth` is the mask that errors are told by."""
        kind, place = PREDICTED[source]
        shown = self._shown.get(place)
        if shown is None:
            return None
        if kind == ERRORS and shown.lacks_truth:
            return None
        if kind == PREDICTION:
            slots = shown.colour_slots
            colours = [self._colours[slot % len(self._colours)] for slot in slots]
            return lambda _task: truth_pyramid(shown.planes, colours)
        if kind == HEAT:
            return partial(_heat, image, shown) if shown.probability is not None else None
        return partial(_errors, image, shown, truth)


def _heat(image: Pyramid, shown: ShownPrediction, _task: Task) -> Pyramid:
    if shown.probability is None:
        raise ValueError("there is no map to draw")
    return Pyramid(heat_picture(dimmed(image.image), shown.probability))


def _errors(
    image: Pyramid, shown: ShownPrediction, truth: BitPlanes | None, _task: Task
) -> Pyramid:
    predicted = shown.planes.union()
    # Copied here, in one go: what is painted meanwhile is drawn anew anyway.
    true = truth.union() if truth is not None else np.zeros(predicted.shape, np.bool_)
    return Pyramid(error_picture(dimmed(image.image), predicted, true))
