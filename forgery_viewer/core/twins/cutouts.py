"""The pixels of one region alone, in its box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.regions import Region


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """Which pixels of its box belong to a region.

    Attributes:
        top: First row of the box in the image.
        left: First column of the box in the image.
        inside: (height, width) bool; at least one pixel is.
    """

    top: int
    left: int
    inside: NDArray[np.bool_]

    @classmethod
    def of(cls, plane: NDArray[np.bool_] | NDArray[np.uint8], region: Region) -> Cutout:
        """One region of an (H, W) plane, without what else lies in its box."""
        top, left, height, width = region.top, region.left, region.height, region.width
        box = np.ascontiguousarray(plane[top : top + height, left : left + width])
        _count, labels = cv2.connectedComponents(box.astype(np.uint8), connectivity=8)
        row, column = region.inside
        return cls(top, left, np.asarray(labels == labels[row - top, column - left], np.bool_))

    @classmethod
    def of_mask(cls, mask: NDArray[np.bool_]) -> Cutout:
        """All the pixels of an (H, W) mask as one region. Raises ValueError where it is empty."""
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if rows.size == 0:
            raise ValueError("a region is empty")
        top, left = int(rows[0]), int(columns[0])
        inside = mask[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
        return cls(top, left, inside.copy())

    @property
    def area_px(self) -> int:
        """The number of its pixels."""
        return int(np.count_nonzero(self.inside))

    @property
    def box(self) -> tuple[int, int, int, int]:
        """(top, left, bottom, right), ends excluded."""
        height, width = self.inside.shape
        return self.top, self.left, self.top + height, self.left + width

    @property
    def centroid(self) -> tuple[float, float]:
        """The mean (x, y) of its pixels' centres."""
        rows, columns = self.inside.sum(axis=1), self.inside.sum(axis=0)
        total = int(rows.sum())
        x = float(columns @ np.arange(columns.size)) / total
        y = float(rows @ np.arange(rows.size)) / total
        return self.left + x, self.top + y
