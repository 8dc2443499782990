"""What strokes must do to a mask, by the plain definition and nothing of the program's own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]

UNSURE_PX = 1e-4
"""Pixel centres nearer than this to the rim may fall on either side of it by rounding."""


class ExpectedMask:
    """A stack (N, H, W) of instances, painted on in double precision."""

    def __init__(self, stack: NDArray[np.uint8]) -> None:
        self.channels = [channel.astype(bool) for channel in stack]
        self.shape = stack.shape[1:]
        self.unsure = np.zeros(self.shape, bool)

    def paint(self, number: int, points: Sequence[Point], diameter_px: float) -> None:
        """Add to an instance the pixels whose centre is within half a brush of the line."""
        self.channels[number] |= self._covered(points, diameter_px)

    def erase(self, number: int, points: Sequence[Point], diameter_px: float) -> None:
        """Take them away."""
        self.channels[number] &= ~self._covered(points, diameter_px)

    def add(self) -> None:
        """Add an empty instance at the end."""
        self.channels.append(np.zeros(self.shape, bool))

    def remove(self, number: int) -> None:
        """Take an instance out."""
        del self.channels[number]

    @property
    def stack(self) -> NDArray[np.uint8]:
        """The mask as it has to be exported: (N, H, W) uint8, empty instances dropped."""
        filled = [channel for channel in self.channels if channel.any()]
        return np.array(filled, np.uint8).reshape(-1, *self.shape)

    def check(self, actual: NDArray[np.uint8]) -> None:
        """Fail unless a stack is this mask, pixel for pixel."""
        expected = self.stack
        assert actual.dtype == np.uint8
        assert actual.flags.c_contiguous
        assert actual.shape == expected.shape
        assert np.count_nonzero(self.unsure) < 10, "these strokes decide too little"
        different = (actual != expected) & ~self.unsure
        assert not different.any(), f"{np.count_nonzero(different)} pixels differ"

    def _covered(self, points: Sequence[Point], diameter_px: float) -> NDArray[np.bool_]:
        covered = np.zeros(self.shape, bool)
        for start, end in pairwise(points):
            distance = _distance(self.shape, start, end)
            covered |= distance <= diameter_px / 2
            self.unsure |= np.abs(distance - diameter_px / 2) < UNSURE_PX
        if len(points) == 1:
            covered = self._covered((points[0], points[0]), diameter_px)
        return covered


def _distance(shape: tuple[int, ...], start: Point, end: Point) -> NDArray[np.float64]:
    """How far each pixel's centre is from a segment, (H, W)."""
    rows, columns = np.indices(shape[-2:], dtype=np.float64)
    centre = np.stack((columns + 0.5, rows + 0.5), axis=-1)
    first, last = np.array(start), np.array(end)
    along = last - first
    length2 = float(along @ along)
    t = np.clip((centre - first) @ along / length2, 0, 1) if length2 else np.zeros(shape[-2:])
    nearest = first + t[..., np.newaxis] * along
    return np.asarray(np.linalg.norm(centre - nearest, axis=-1))
