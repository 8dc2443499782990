"""One part of a picture laid on another: how much speaks for one being a copy of the other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.transform import Transform

Values = NDArray[np.float32]
Mask = NDArray[np.uint8]
"""(H, W) uint8 of 0 and 1."""
Seeds = NDArray[np.complex128]
"""(k,) x + iy: places in the source where something matches."""

#: Grey levels by which pixels differ from rounding alone.
LEAST_OFF = 0.7

#: A single pixel must not outweigh those around it.
MOST_EVIDENCE = 1.5

_SIDE_PX = 9
#: What moves less is the same place.
_LEAST_SHIFT_PX = 10.0
_LEAST_GAIN = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The copy laid on the source, all over the picture.

    Attributes:
        warped: The copy's values where they lie on the source, in the source's tone.
        evidence: Of each pixel the logarithm of how much likelier its difference is in a copy than
            by chance; 0 where the picture is flat, which tells nothing.
    """

    warped: Values
    evidence: Values

    @classmethod
    def of(cls, grey: Values, transform: Transform, sources: Seeds) -> Laid:
        """Lay the copy on the source by a transform.

        Differences follow a Laplace distribution: in a copy with the spread that they have around
        the seeds, by chance with that of two unrelated parts of the same contrast.
        """
        matrix = transform.array()
        warped = warp(grey, matrix)
        rows, columns = around(sources, grey.shape)
        warped, typical = _in_tone(warped, warped[rows, columns], grey[rows, columns])
        off = np.abs(grey - warped)
        chance = np.float32(0.8) * np.sqrt(_variance(grey) + _variance(warped))
        chance = np.maximum(chance, np.float32(LEAST_OFF))
        evidence = np.log(chance / typical) + off / chance - off / np.float32(typical)
        evidence = np.clip(evidence, -MOST_EVIDENCE, MOST_EVIDENCE)
        there = warp(np.ones_like(grey), matrix) > 0.99
        evidence[~(there & _moves_far(matrix, grey.shape))] = -MOST_EVIDENCE
        return cls(warped, evidence.astype(np.float32))


def around(sources: Seeds, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the pixels around the seeds."""
    steps = np.arange(-3.0, 4.0)
    offsets = (steps[np.newaxis] + 1j * steps[:, np.newaxis]).ravel()
    points = (sources[:, np.newaxis] + offsets[np.newaxis]).ravel()
    columns = np.clip(np.rint(points.real), 0, shape[1] - 1).astype(np.intp)
    rows = np.clip(np.rint(points.imag), 0, shape[0] - 1).astype(np.intp)
    return rows, columns


def _in_tone(warped: Values, there: Values, here: Values) -> tuple[Values, float]:
    """The copy made lighter or darker to be like the source, and by how much they still differ."""
    gain, offset = 1.0, 0.0
    kept = np.ones(len(here), np.bool_)
    for _ in range(3):
        a, b = there[kept].astype(np.float64), here[kept].astype(np.float64)
        spread = float(np.var(a))
        gain = float(np.cov(a, b, bias=True)[0, 1]) / spread if spread > 1.0 else 1.0
        gain = min(max(gain, _LEAST_GAIN), 1 / _LEAST_GAIN)
        offset = float(np.median(b - gain * a))
        off = np.abs(here - (gain * there + offset))
        kept = off <= max(3.0 * float(np.median(off)), LEAST_OFF)
    if abs(gain - 1.0) < 0.02 and abs(offset + (gain - 1.0) * float(there.mean())) < 1.0:
        gain, offset = 1.0, 0.0
    off = np.abs(here - (gain * there + offset))
    typical = max(float(np.median(off)) / math.log(2.0), LEAST_OFF)
    return np.float32(gain) * warped + np.float32(offset), typical


def _variance(values: Values) -> Values:
    mean = _blurred(values)
    return np.maximum(_blurred(values * values) - mean * mean, np.float32(0))


def _blurred(values: Values) -> Values:
    side = (_SIDE_PX, _SIDE_PX)
    blurred = cv2.boxFilter(values, cv2.CV_32F, side, borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred, np.float32)


def _moves_far(matrix: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Where a point moves far enough not to be the same place."""
    x = np.arange(shape[1], dtype=np.float32)[np.newaxis]
    y = np.arange(shape[0], dtype=np.float32)[:, np.newaxis]
    (a, b, c), (d, e, f) = matrix.astype(np.float32)
    shift = np.hypot((a - 1) * x + b * y + c, d * x + (e - 1) * y + f)
    return np.asarray(shift > _LEAST_SHIFT_PX)


def warp(values: Values, matrix: NDArray[np.float64]) -> Values:
    """A picture in which each point has the value that the point it goes to had."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (values.shape[1], values.shape[0])
    return np.asarray(cv2.warpAffine(values, matrix, size, flags=flags), np.float32)


def correlation(one: Values, other: Values) -> float:
    """Zero-mean normalised correlation of as many values; 0 where one hardly varies."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    a -= a.mean()
    b -= b.mean()
    lengths = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / lengths if lengths > 1e-6 * a.size else 0.0
