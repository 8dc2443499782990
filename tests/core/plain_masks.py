"""Editing of a mask (N, H, W) without any cleverness: a slow model to compare with.

Everything works on whole planes (H, W) bool, shifts them pixel by pixel, and knows neither boxes
nor bits. `PlainMask` has the instances and takes every operation, so that sequences of them can be
compared with the mask of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from tests.core.plain_shapes import Plane, plain_parts, plain_regions

PlainOperation = Callable[[Plane], Plane]


def shifted(plane: Plane, down: int, right: int, outside: bool) -> Plane:
    """The plane moved over the image; `outside` comes in at the borders."""
    height, width = plane.shape
    found = np.full(plane.shape, outside)
    for row in range(max(0, down), min(height, height + down)):
        for_columns = slice(max(0, right), max(0, min(width, width + right)))
        come_from = slice(max(0, -right), max(0, min(width, width - right)))
        found[row, for_columns] = plane[row - down, come_from]
    return found


def disc(radius_px: float) -> list[tuple[int, int]]:
    """The steps (down, right) that are at most a radius long."""
    reach = range(-int(radius_px) - 1, int(radius_px) + 2)
    return [(y, x) for y in reach for x in reach if x * x + y * y <= radius_px * radius_px]


def plain_grow(plane: Plane, radius_px: float) -> Plane:
    found = np.zeros(plane.shape, np.bool_)
    for down, right in disc(radius_px):
        found |= shifted(plane, down, right, outside=False)
    return found


def plain_shrink(plane: Plane, radius_px: float) -> Plane:
    found = np.ones(plane.shape, np.bool_)
    for down, right in disc(radius_px):
        found &= shifted(plane, down, right, outside=True)
    return found


def plain_open(plane: Plane, radius_px: float) -> Plane:
    return plain_grow(plain_shrink(plane, radius_px), radius_px)


def plain_close(plane: Plane, radius_px: float) -> Plane:
    return plain_shrink(plain_grow(plane, radius_px), radius_px)


def plain_fill_holes(plane: Plane, most_px: int | None = None) -> Plane:
    """Background that hangs together over sides, and that is nowhere at the image's border."""
    found = plane.copy()
    border = np.ones(plane.shape, np.bool_)
    border[1:-1, 1:-1] = False
    for part in plain_parts(~plane, 4):
        if not (part & border).any() and (most_px is None or part.sum() <= most_px):
            found |= part
    return found


def plain_remove_specks(plane: Plane, least_px: int) -> Plane:
    found = np.zeros(plane.shape, np.bool_)
    for region in plain_regions(plane):
        if region.sum() >= least_px:
            found |= region
    return found


def plain_hull(plane: Plane) -> Plane:
    """The pixels on the inner side of every line through two pixels that has all others there.

    Only the first and the last pixel of a row can be on such a line, or be all that matters to it.
    """
    points = np.array(
        [(row, end) for row, line in enumerate(plane) for end in _ends(line)], np.intp
    ).reshape(-1, 2)
    found = np.zeros(plane.shape, np.bool_)
    if not len(points):
        return found
    low, high = points.min(axis=0), points.max(axis=0)
    within = found[low[0] : high[0] + 1, low[1] : high[1] + 1]
    within[...] = True
    rows, columns = np.ogrid[low[0] : high[0] + 1, low[1] : high[1] + 1]
    for y0, x0 in points:
        for y1, x1 in points:
            sides = (y1 - y0) * (points[:, 1] - x0) - (x1 - x0) * (points[:, 0] - y0)
            if (sides >= 0).all():
                within &= (y1 - y0) * (columns - x0) - (x1 - x0) * (rows - y0) >= 0
    return found


def _ends(line: Plane) -> set[int]:
    columns = np.flatnonzero(line)
    return {int(columns[0]), int(columns[-1])} if columns.size else set()


def plain_hull_of_regions(plane: Plane) -> Plane:
    found = plane.copy()
    for region in plain_regions(plane):
        found |= plain_hull(region)
    return found


def plain_smooth(plane: Plane, sigma_px: float) -> Plane:
    """Region by region, the strongest of the blurred pixels: as many as there were."""
    regions, found = plain_regions(plane), np.zeros(plane.shape, np.bool_)
    side = 2 * int(np.ceil(3 * sigma_px)) + 1
    for region in regions:
        full = region.astype(np.uint16) * 65535
        strength = cv2.GaussianBlur(
            full, (side, side), sigma_px, borderType=cv2.BORDER_REPLICATE
        ).astype(int)
        # Where the blur does not reach there are pixels enough that it does reach, its own.
        free = (region | ~(plane | found)) & (strength > 0)
        ranked = sorted(
            (-strength[row, column], not region[row, column], row, column)
            for row, column in np.argwhere(free)
        )
        for _strength, _new, row, column in ranked[: int(region.sum())]:
            found[row, column] = True
    return found


def plain_snap(plane: Plane, changed: Plane, reach_px: float, least_pct: float) -> Plane:
    kept, followed = np.zeros(plane.shape, np.bool_), np.zeros(plane.shape, np.bool_)
    for region in plain_regions(plane):
        of_region = int((region & changed).sum())
        if of_region and of_region * 100 >= least_pct * int(region.sum()):
            followed |= region
        else:
            kept |= region
    return kept | (plain_grow(followed, reach_px) & changed)


class PlainMask:
    """A mask as a list of planes (H, W) bool."""

    def __init__(self, stack: NDArray[np.uint8]) -> None:
        self.shape = (stack.shape[1], stack.shape[2])
        self.instances = [plane == 1 for plane in stack]

    def stack(self) -> NDArray[np.uint8]:
        """(N, H, W) uint8 of 0 and 1."""
        return np.array(self.instances, np.uint8).reshape(-1, *self.shape)

    def protects(self, number: int, protected: Iterable[int]) -> Plane:
        """Where pixels of protected instances are not for instance `number`."""
        found = np.zeros(self.shape, np.bool_)
        for other in protected:
            if other != number:
                found |= self.instances[other]
        return found

    def set(self, number: int, after: Plane, protected: Iterable[int] = ()) -> None:
        """Make `after` of an instance, but for what it would take of protected ones."""
        before = self.instances[number]
        self.instances[number] = after & (before | ~self.protects(number, protected))

    def paint(self, number: int, covered: Plane, protected: Iterable[int] = ()) -> None:
        self.set(number, self.instances[number] | covered, protected)

    def erase(self, number: int, covered: Plane) -> None:
        self.set(number, self.instances[number] & ~covered)

    def operate(
        self, numbers: Sequence[int], operation: PlainOperation, protected: Iterable[int] = ()
    ) -> None:
        """Change some instances, one after the other."""
        for number in numbers:
            self.set(number, operation(self.instances[number]), protected)

    def merge(self, numbers: Iterable[int], into: int) -> None:
        """Give the pixels of some instances to one, and take the others out."""
        others = sorted(set(numbers) - {into})
        for other in others:
            self.instances[into] = self.instances[into] | self.instances[other]
        self.instances = [
            plane for number, plane in enumerate(self.instances) if number not in others
        ]

    def split_by_regions(self, number: int) -> None:
        """Make an instance of each region but the first."""
        regions = plain_regions(self.instances[number])
        if len(regions) > 1:
            self.instances[number] = regions[0]
            self.instances += regions[1:]

    def split_off(self, number: int, part: Plane) -> None:
        """Make an instance of some pixels of another."""
        taken = self.instances[number] & part
        if taken.any():
            self.instances[number] = self.instances[number] & ~taken
            self.instances.append(taken)

    def give(self, number: int, other: int, part: Plane) -> None:
        """Give some pixels of an instance to another."""
        taken = self.instances[number] & part
        self.instances[number] = self.instances[number] & ~taken
        self.instances[other] = self.instances[other] | taken

    def move(self, start: int, end: int) -> None:
        """Put an instance in another place."""
        self.instances.insert(end, self.instances.pop(start))
