"""Holes and specks: the parts of a plane told by their size.

Regions hold together over sides and corners (8-connected), the background over sides alone. A hole
is background from which no way leads to the outside; background that reaches the image's border is
none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.operations.extents import Plane

_FEW = 1000


@dataclass(frozen=True, slots=True)
class Blobs:
    """The connected parts of a plane.

    Attributes:
        labels: (h, w) int32: 0 where the plane is false, else the number of the part from 1.
        stats: (parts + 1, 5) int32: left, top, width, height and pixels of each, of 0 the rest.
    """

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self.stats) - 1

    @property
    def areas_px(self) -> NDArray[np.int32]:
        """(parts,): the pixels of each part."""
        return self.stats[1:, 4]

    def box(self, label: int) -> tuple[slice, slice]:
        """Rows and columns of a part."""
        left, top, width, height = self.stats[label, :4].tolist()
        return slice(top, top + height), slice(left, left + width)

    def in_reading_order(self) -> list[int]:
        """The numbers of the parts by the first pixel of each, row by row."""

        def first_pixel(label: int) -> tuple[int, int]:
            rows, columns = self.box(label)
            return rows.start, columns.start + int(
                (self.labels[rows.start, columns] == label).argmax()
            )

        return sorted(range(1, self.count + 1), key=first_pixel)

    def chosen(self, which: NDArray[np.bool_]) -> Plane:
        """(h, w): the parts for which `which` (parts,) is true."""
        numbers = np.flatnonzero(which) + 1
        widths, heights = self.stats[numbers, 2:4].T
        # A look at each pixel of the plane takes longer than at those around a few parts.
        if numbers.size > _FEW or np.sum(widths * heights, dtype=np.int64) > self.labels.size // 4:
            return np.concatenate([[False], which])[self.labels]
        plane = np.zeros(self.labels.shape, np.bool_)
        for number in numbers.tolist():
            box = self.box(number)
            plane[box] |= self.labels[box] == number
        return plane


def find_regions_in(plane: Plane) -> Blobs:
    """The regions of a plane (h, w)."""
    return _blobs(plane, 8)


def fill_holes(plane: Plane, most_px: int | None = None) -> Plane:
    """An (h, w) plane with its holes filled: all of them, or those of at most `most_px`."""
    background = np.pad(~plane, 1, constant_values=True)
    if most_px is None:
        outside = background.view(np.uint8)
        cv2.floodFill(outside, None, (0, 0), (2,), flags=4)
        return np.asarray(outside[1:-1, 1:-1] != 2)
    holes = _blobs(background, 4)
    small = holes.areas_px <= most_px
    # The first pixel of all belongs to the outside.
    small[holes.labels[0, 0] - 1] = False
    return plane | holes.chosen(small)[1:-1, 1:-1]


def remove_specks(plane: Plane, least_px: int) -> Plane:
    """The regions of an (h, w) plane that have at least `least_px` pixels."""
    regions = find_regions_in(plane)
    return regions.chosen(regions.areas_px >= least_px)


def _blobs(plane: Plane, connectivity: int) -> Blobs:
    _count, labels, stats, _centroids = cv2.connectedComponentsWithStats(
        plane.view(np.uint8), connectivity=connectivity
    )
    return Blobs(np.asarray(labels, np.int32), np.asarray(stats, np.int32))
