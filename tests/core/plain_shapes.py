"""What tools cover, pixel by pixel and without any cleverness: slow models to compare with.

Points are (x, y), pixel (r, c) is the square [c, c + 1) x [r, r + 1). Fractions keep all of it
exact. `Plane` is (H, W) bool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core.drawing import Mark, Point

_FOR_LOOPS_PX = 10_000

Plane = NDArray[np.bool_]
Exact = tuple[Fraction, Fraction]


def laid_on(marks: Iterable[Mark], shape: tuple[int, int]) -> Plane:
    """The marks on an image of their own; they must lie within it."""
    plane = np.zeros(shape, np.bool_)
    for mark in marks:
        rows, columns = mark.box
        assert rows.start >= 0
        assert columns.start >= 0
        assert plane[mark.box].shape == mark.inside.shape
        plane[mark.box] |= mark.inside
    return plane


def exact(point: Point) -> Exact:
    """A point in 256ths of a pixel."""
    return Fraction(round(point[0] * 256), 256), Fraction(round(point[1] * 256), 256)


def plain_plane(shape: tuple[int, int], covers: Callable[[Fraction, Fraction], bool]) -> Plane:
    """The pixels whose centre is covered, asked one by one."""
    plane = np.zeros(shape, np.bool_)
    half = Fraction(1, 2)
    for row, column in np.ndindex(shape):
        plane[row, column] = covers(column + half, row + half)
    return plane


def plain_outline(points: Sequence[Point], shape: tuple[int, int]) -> Plane:
    """The pixels whose centre an outline goes around: its winding number there is not 0.

    A ray goes to the left, a hair below the centre, and counts what it crosses.
    """
    corners = [exact(point) for point in points]
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))

    def covers(x: Fraction, y: Fraction) -> bool:
        winding = 0
        for (x0, y0), (x1, y1) in sides:
            if (y0 <= y) == (y1 <= y):
                continue
            if x0 + (y - y0) / (y1 - y0) * (x1 - x0) <= x:
                winding += 1 if y1 > y0 else -1
        return winding != 0

    return plain_plane(shape, covers)


def plain_rectangle(start: Point, end: Point, shape: tuple[int, int]) -> Plane:
    """The pixels whose centre lies between two corners."""
    (x0, y0), (x1, y1) = exact(start), exact(end)
    return plain_plane(
        shape, lambda x, y: min(x0, x1) <= x < max(x0, x1) and min(y0, y1) <= y < max(y0, y1)
    )


def plain_ellipse(start: Point, end: Point, shape: tuple[int, int]) -> Plane:
    """The pixels whose centre lies in the ellipse between two corners."""
    (x0, y0), (x1, y1) = exact(start), exact(end)
    radius_x, radius_y = abs(x1 - x0) / 2, abs(y1 - y0) / 2
    if not radius_x or not radius_y:
        return np.zeros(shape, np.bool_)
    centre = (x0 + x1) / 2, (y0 + y1) / 2
    return plain_plane(
        shape,
        lambda x, y: ((x - centre[0]) / radius_x) ** 2 + ((y - centre[1]) / radius_y) ** 2 <= 1,
    )


def plain_brush(start: Point, end: Point, diameter_px: float, shape: tuple[int, int]) -> Plane:
    """The pixels whose centre is within half a diameter of the line."""
    plane = np.zeros(shape, np.bool_)
    along = end[0] - start[0], end[1] - start[1]
    length2 = along[0] ** 2 + along[1] ** 2
    for row, column in np.ndindex(shape):
        x, y = column + 0.5 - start[0], row + 0.5 - start[1]
        t = min(1.0, max(0.0, (x * along[0] + y * along[1]) / length2)) if length2 else 0.0
        away2 = (x - t * along[0]) ** 2 + (y - t * along[1]) ** 2
        plane[row, column] = away2 <= diameter_px**2 / 4
    return plane


def plain_reach(alike: Plane, seed: tuple[int, int], neighbours: int) -> Plane:
    """The pixels that hang together with `seed` over 4 or 8 neighbours."""
    if not all(0 <= place < side for place, side in zip(seed, alike.shape, strict=True)):
        return np.zeros(alike.shape, np.bool_)
    if alike.size > _FOR_LOOPS_PX:
        labels = _labels(alike, neighbours)
        return np.asarray(alike & (labels == labels[seed]) & alike[seed])
    return step_by_step(alike, seed, neighbours)


def step_by_step(alike: Plane, seed: tuple[int, int], neighbours: int) -> Plane:
    """The same, one step at a time."""
    found = np.zeros(alike.shape, np.bool_)
    waiting = [seed]
    while waiting:
        row, column = waiting.pop()
        if not (0 <= row < alike.shape[0] and 0 <= column < alike.shape[1]):
            continue
        if found[row, column] or not alike[row, column]:
            continue
        found[row, column] = True
        waiting.extend(
            (row + down, column + right)
            for down in (-1, 0, 1)
            for right in (-1, 0, 1)
            if neighbours == 8 or down == 0 or right == 0
        )
    return found


def plain_parts(plane: Plane, neighbours: int) -> list[Plane]:
    """The connected parts of a plane, by their first pixel in reading order."""
    if plane.size > _FOR_LOOPS_PX:
        labels = _labels(plane, neighbours)
        _values, first = np.unique(labels[plane], return_index=True)
        return [labels == labels[plane][place] for place in sorted(first)]
    seen, parts = np.zeros(plane.shape, np.bool_), []
    for row, column in np.argwhere(plane):
        if not seen[row, column]:
            parts.append(step_by_step(plane, (int(row), int(column)), neighbours))
            seen |= parts[-1]
    return parts


def plain_regions(plane: Plane) -> list[Plane]:
    """The 8-connected regions of a plane, by their first pixel in reading order."""
    return plain_parts(plane, 8)


def _labels(plane: Plane, neighbours: int) -> NDArray[np.int32]:
    """SciPy's labels, for planes on which single steps would take minutes."""
    return np.asarray(ndimage.label(plane, np.ones((3, 3)) if neighbours == 8 else None)[0])
