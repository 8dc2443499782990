"""Whether a transform copies anything, told pixel by pixel: verification matters most of all."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.predictors.copy_move.fitting import hull, refined, simplest
from forgery_viewer.predictors.copy_move.keypoints import Picture
from forgery_viewer.predictors.copy_move.laying import (
    MOST_EVIDENCE,
    Laid,
    Mask,
    Seeds,
    Values,
    correlation,
)
from forgery_viewer.predictors.copy_move.models import Model, in_picture

_LEAST_EVIDENCE = 0.15
_SMOOTH_PX = 2.0
_RIM_PX = 1
_SEED_PX = 2
_CLOSED_PX = 3
_SMALLEST_PX = 30
#: A region that lies on its own copy to this share is a pattern that repeats itself.
_MOST_OVERLAP = 0.25

# What is claimed: many matches and some evidence, or a few and much of it.
_MANY, _SOME_EVIDENCE, _SOME_CORRELATION = 8, 0.25, 0.85
_FEW, _MUCH_EVIDENCE, _MUCH_CORRELATION = 5, 1.1, 0.97
_SQUARES, _EXACT_EVIDENCE = 20, 1.0
_LIKELY_EVIDENCE, _LIKELY_CORRELATION = 0.5, 0.93


@dataclass(frozen=True, slots=True, eq=False)
class Verified:
    """Two regions of a picture that are alike.

    Attributes:
        transform: From points of the picture in the source to those in the copy.
        source: The one region.
        copy: The other.
        correlation: Of all values of both regions.
        evidence: Mean evidence of their pixels, at most `MOST_EVIDENCE`.
        model: What it was found by.
    """

    transform: Transform
    source: Mask
    copy: Mask
    correlation: float
    evidence: float
    model: Model

    @property
    def is_claimed(self) -> bool:
        """Whether it is a copy, and not only worth a look."""
        inliers = self.model.inliers
        if self.model.exact:
            return inliers >= _SQUARES and self.evidence >= _EXACT_EVIDENCE
        many = inliers >= _MANY and self.evidence >= _SOME_EVIDENCE
        few = inliers >= _FEW and self.evidence >= _MUCH_EVIDENCE
        return (many and self.correlation >= _SOME_CORRELATION) or (
            few and self.correlation >= _MUCH_CORRELATION
        )

    @property
    def is_likely(self) -> bool:
        """Whether little is lacking: enough for one more copy of what was copied anyway."""
        return self.evidence >= _LIKELY_EVIDENCE and self.correlation >= _LIKELY_CORRELATION

    @property
    def strength(self) -> float:
        """From 0 to 1: more matches and more evidence are more."""
        share = self.model.inliers * (1.0 + self.evidence)
        return share / (share + (_SQUARES if self.model.exact else _MANY))


def verify(picture: Picture, model: Model) -> Verified | None:
    """The regions that a transform copies; None where it copies nothing that can be seen."""
    grey = picture.grey.astype(np.float32)
    sources = model.sources_in(picture.factor)
    transform = in_picture(model.transform, picture.factor)
    if not model.exact or picture.factor != 1.0:
        transform = simplest(grey, sources, refined(grey, sources, transform))
    laid = Laid.of(grey, transform, sources)
    laid.evidence[picture.printed > 0] = -MOST_EVIDENCE
    region = _grown(laid, sources)
    if region is None:
        return None
    source = _one_side(region, transform)
    copy = _moved(source, transform)
    if min(int(source.sum()), int(copy.sum())) < _SMALLEST_PX:
        return None
    inside = source > 0
    found = correlation(grey[inside], laid.warped[inside])
    evidence = float(laid.evidence[inside].mean())
    # Where a copy ends, half of what is smoothed speaks against it, and soft edges do, too.
    source, copy = (np.asarray(cv2.dilate(m, _disc(_RIM_PX)), np.uint8) for m in (source, copy))
    return Verified(transform, source, copy, found, evidence, model)


def _grown(laid: Laid, sources: Seeds) -> Mask | None:
    """The region of the source: what there is evidence for, and holds at least two matches."""
    smooth = cv2.GaussianBlur(laid.evidence, (0, 0), _SMOOTH_PX)
    alike = np.asarray(smooth > _LEAST_EVIDENCE, np.uint8) & _reach(sources, laid.evidence)
    closed = cv2.morphologyEx(alike, cv2.MORPH_CLOSE, _disc(_CLOSED_PX))
    region = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _disc(2))
    count, labels = cv2.connectedComponents(region, connectivity=4)
    around = np.asarray(cv2.dilate(labels.astype(np.float32), _disc(_SEED_PX)), np.intp)
    columns = np.clip(np.rint(sources.real), 0, region.shape[1] - 1).astype(np.intp)
    rows = np.clip(np.rint(sources.imag), 0, region.shape[0] - 1).astype(np.intp)
    held = np.bincount(around[rows, columns], minlength=count)
    held[0] = 0
    kept = np.flatnonzero(held >= 2)
    return _filled(np.isin(labels, kept).astype(np.uint8)) if kept.size else None


def _reach(sources: Seeds, picture: Values) -> Mask:
    """How far from what matches a region may go: what lies beyond is alike by chance."""
    inner = hull(sources, picture.shape, 0)
    return hull(sources, picture.shape, 20 + round(math.sqrt(float(inner.sum()))))


def _one_side(region: Mask, transform: Transform) -> Mask:
    """The parts of a region that do not lie on their own copies, and no part that is a copy.

    A mirrored copy is mirrored back by the same transform, so that both sides are found alike.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(region, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    kept = np.zeros_like(region)
    dropped = set[int]()
    for label in (np.argsort(-areas[1:]) + 1).tolist():
        part = np.asarray(labels == label, np.uint8)
        moved = _moved(part, transform)
        if label in dropped or np.count_nonzero(part & moved) > _MOST_OVERLAP * areas[label]:
            continue
        kept |= part
        if np.count_nonzero(_moved(moved, transform) & part) > 0.5 * areas[label]:
            shares = np.bincount(labels[moved > 0], minlength=count) / areas
            dropped |= set(np.flatnonzero(shares > 0.5).tolist())
    return kept


def _moved(source: Mask, transform: Transform) -> Mask:
    """Where the pixels of a region go."""
    size = (source.shape[1], source.shape[0])
    moved = cv2.warpAffine(source * np.uint8(255), transform.array(), size, flags=cv2.INTER_LINEAR)
    return np.asarray(moved > 127, np.uint8)


def _filled(region: Mask) -> Mask:
    """A region without holes."""
    outlines, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(region)
    cv2.drawContours(filled, outlines, -1, 1, cv2.FILLED)
    return filled


def _disc(radius_px: int) -> Mask:
    side = 2 * radius_px + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
