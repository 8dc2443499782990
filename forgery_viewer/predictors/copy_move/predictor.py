"""The predictor `copy-move`: keypoints and equal squares, verified pixel by pixel."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import (
    Box,
    Image,
    Needs,
    Prediction,
    ProbabilityMap,
    RegionPair,
    check_cancelled,
)
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.thresholding import Grouping, Threshold
from forgery_viewer.predictors.copy_move import grouping
from forgery_viewer.predictors.copy_move.exact import find_exact
from forgery_viewer.predictors.copy_move.keypoints import Picture, find_keypoints, picture_of
from forgery_viewer.predictors.copy_move.laying import Mask
from forgery_viewer.predictors.copy_move.matching import match
from forgery_viewer.predictors.copy_move.models import Model, find_models, in_picture
from forgery_viewer.predictors.copy_move.verification import Verified, verify

MOST_S = 30.0
_STEPS = 100


class CopyMovePredictor:
    """Finds in one image what was copied within it; uses no weights, and one thread.

    Args:
        most_s: After so many seconds no more is looked for, and what was found is given back.
    """

    name = "copy-move"
    title = "Copy-move"
    summary = (
        "Finds what was copied within the image: moved, mirrored, turned, scaled, made lighter or "
        "darker. Needs no network. Misses what has no texture, and takes patterns that repeat "
        "themselves for copies."
    )
    needs = Needs.IMAGE
    identity = "copy-move 2"
    suggested = Threshold(grouping=Grouping.PAIRS)

    def __init__(self, most_s: float = MOST_S) -> None:
        self._most_s = most_s

    def predict(
        self,
        image: Image,
        *,
        key: RecordKey | None = None,  # noqa: ARG002 - every predictor takes the same
        partner: Image | None = None,  # noqa: ARG002
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Prediction:
        """As `Predictor.predict`.

        The map is from 0.6 on in what is claimed, and up to 0.45 in what is only worth a look: so
        a threshold of 0.5 gives the instances. The score is that of the surest pair.
        """
        search = _Search(image, progress, cancelled, time.monotonic() + self._most_s)
        found = [v for model in search.models() if (v := verify(search.picture, model)) is not None]
        search.report(_STEPS)
        return _prediction(image, search, _without_repeats(found))

    def close(self) -> None:
        """Nothing is held."""


@dataclass(slots=True, eq=False)
class _Search:
    """A search under way.

    Attributes:
        image: What is searched.
        progress: Told what is done.
        cancelled: Asked whether to stop.
        deadline: When to be content with what was found, on the monotonic clock.
        picture: The image as it is looked at.
        was_late: Whether something was left out.
    """

    image: Image
    progress: Progress | None
    cancelled: Cancelled | None
    deadline: float
    picture: Picture = field(init=False)
    was_late: bool = False

    def models(self) -> Iterator[Model]:
        """What to verify, the likeliest first."""
        check_cancelled(self.cancelled)
        self.picture = picture_of(self.image)
        self.report(5)
        keypoints = find_keypoints(self.picture)
        self.report(20)
        models = list[Model]()
        for mirror in (False, True):
            if self.is_late():
                break
            matches = match(keypoints, mirror=mirror, cancelled=self.cancelled)
            models += find_models(keypoints, matches, mirror=mirror, cancelled=self.cancelled)
            self.report(60 if mirror else 40)
        if not self.is_late():
            models += find_exact(self.image, self.picture.printed_in_image, self.is_late)
        models.sort(key=lambda model: -model.inliers)
        for number, model in enumerate(models):
            if self.is_late():
                break
            self.report(80 + 20 * number // len(models))
            yield model

    def is_late(self) -> bool:
        """Whether the time is up; raises PredictionCancelledError where the caller is to stop."""
        check_cancelled(self.cancelled)
        self.was_late |= time.monotonic() > self.deadline
        return self.was_late

    def report(self, step: int) -> None:
        """Tell what is done."""
        if self.progress is not None:
            self.progress(step, _STEPS)


def _without_repeats(found: Sequence[Verified]) -> list[Verified]:
    """Pairs of which no two are the same two regions, the strongest of each."""
    kept = list[Verified]()
    for one in sorted(found, key=lambda v: -v.strength):
        if not any(_is_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _is_same(one: Verified, other: Verified) -> bool:
    sides = (one.source, one.copy)
    return any(
        all(_iou(a, b) > 0.5 for a, b in zip(sides, others, strict=True))
        for others in ((other.source, other.copy), (other.copy, other.source))
    )


def _iou(one: Mask, other: Mask) -> float:
    return int(np.count_nonzero(one & other)) / max(int(np.count_nonzero(one | other)), 1)


def _prediction(image: Image, search: _Search, found: Sequence[Verified]) -> Prediction:
    claims = grouping.claimed(found)
    sure = [pair for pair, ok in zip(found, claims, strict=True) if ok]
    weak = [pair for pair, ok in zip(found, claims, strict=True) if not ok]
    groups = grouping.group(sure)
    instance = {number: place for place, numbers in enumerate(groups) for number in numbers}
    factor = search.picture.factor
    pairs = [_region_pair(pair, instance[number], factor) for number, pair in enumerate(sure)]
    pairs += [_region_pair(pair, None, factor) for pair in weak]
    size = image.shape[:2]
    stack = np.zeros((len(groups), *size), np.uint8)
    for channel, numbers in zip(stack, groups, strict=True):
        channel[:] = _at(size, grouping.union([sure[number] for number in numbers]))
    score = max((max(0.5, p.strength) for p in sure), default=_weak_score(weak))
    return Prediction(
        _map(size, sure, weak), stack, score, tuple(pairs), _notes(search, sure, weak)
    )


def _weak_score(weak: Sequence[Verified]) -> float:
    return max((0.45 * pair.strength for pair in weak), default=0.0)


def _map(
    size: tuple[int, ...], sure: Sequence[Verified], weak: Sequence[Verified]
) -> ProbabilityMap:
    values = np.zeros(size, np.float32)
    for pairs, low, high in ((weak, 0.15, 0.45), (sure, 0.6, 1.0)):
        for pair in pairs:
            inside = _at(size, pair.source | pair.copy) > 0
            value = np.float32(low + (high - low) * pair.strength)
            values[inside] = np.maximum(values[inside], value)
    return values


def _at(size: tuple[int, ...], mask: Mask) -> Mask:
    """A mask of the picture in the size of the image."""
    if mask.shape == size:
        return mask
    larger = cv2.resize(mask * np.uint8(255), size[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(larger > 127, np.uint8)


def _region_pair(pair: Verified, instance: int | None, factor: float) -> RegionPair:
    return RegionPair(
        in_picture(pair.transform, 1.0 / factor),
        _box(pair.source, factor),
        _box(pair.copy, factor),
        float(np.clip(pair.correlation, -1.0, 1.0)),
        pair.model.inliers,
        instance,
    )


def _box(mask: Mask, factor: float) -> Box:
    x, y, width, height = cv2.boundingRect(mask)
    top, left, bottom, right = (round(side / factor) for side in (y, x, y + height, x + width))
    return top, left, bottom, right


def _notes(search: _Search, sure: Sequence[Verified], weak: Sequence[Verified]) -> tuple[str, ...]:
    notes = []
    if search.was_late:
        notes.append("Stopped looking when its time was up; there may be more.")
    if weak:
        which = "More" if sure else "Some"
        notes.append(f"{which} regions are alike, but too little to call them copies.")
    return tuple(notes)
