"""Where a copy may come from: guesses from the outlines and values of two small windows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.core.twins.windows import Grey, Level, Window, flattened

ANGLE_STEP_DEG = 5.0
#: How far the middles of two regions may lie apart, as a share of their size.
REACH = 0.35

_Scored = tuple[float, Transform]


def turned(level: Level, most: int, cancelled: Callable[[], bool]) -> list[Transform]:
    """The likeliest similarities of all angles, mirrored or not, from window to window.

    The source is turned in steps of `ANGLE_STEP_DEG` and correlated with the copy in all places.
    Its scale follows from the areas of the regions; 1 is tried as well, for regions that were cut.
    """
    areas = [np.count_nonzero(w.inside) for w in (level.source, level.copy)]
    by_area = math.sqrt(areas[1] / areas[0])
    scales = [1.0] if abs(by_area - 1.0) < 0.04 else [by_area, 1.0]
    found: list[_Scored] = []
    for scale in scales:
        if not 0.3 < scale < 3.0:
            continue
        for mirrored in (False, True):
            if cancelled():
                return []
            found += _peaks(_all_angles(level, scale, mirrored=mirrored))
    return [transform for _, transform in sorted(found, key=lambda f: -f[0])[:most]]


def straight(level: Level, cancelled: Callable[[], bool]) -> Iterator[Transform]:
    """The best shift for each of the eight ways to lay a square on itself, from window to window.

    Most copies are only moved, or mirrored. Every shift is tried, so that the outlines need not
    agree: masked normalised correlation (Padfield 2012).
    """
    for mirrored in (False, True):
        for angle_deg in (0.0, 90.0, 180.0, 270.0):
            if cancelled():
                return
            turn = Transform.of_similarity(angle_deg, mirrored=mirrored)
            source, back = _laid_out(level.source, turn)
            if shift := _best_shift(source, level.copy):
                moved = Transform(((1.0, 0.0, shift[0]), (0.0, 1.0, shift[1])))
                yield back.then(moved)


def _peaks(scored: list[_Scored]) -> list[_Scored]:
    """Those of a round of angles that are better than both of their neighbours."""
    count = len(scored)
    return [
        scored[k]
        for k in range(count)
        if scored[k][0] >= scored[k - 1][0] and scored[k][0] >= scored[(k + 1) % count][0]
    ]


def _all_angles(level: Level, scale: float, *, mirrored: bool) -> list[_Scored]:
    """The best place for each angle with its score, in the order of the angles."""
    source, copy = level.source, level.copy
    reach = max(2, round(REACH * math.sqrt(np.count_nonzero(copy.inside))))
    side = fft.next_fast_len(round(max(_extent(source) * scale, _extent(copy))) + 2 * reach + 2)
    middle = side // 2
    centre_a, centre_b = _centroid(source.inside), _centroid(copy.inside)
    to_middle = (middle - centre_a[0], middle - centre_a[1])
    turns = [
        Transform.of_similarity(angle, scale, mirrored=mirrored, centre=centre_a, shift=to_middle)
        for angle in np.arange(0.0, 360.0, ANGLE_STEP_DEG).tolist()
    ]
    place = Transform.of_similarity(shift=(middle - centre_b[0], middle - centre_b[1]))
    values_b, inside_b = _drawn(flattened(copy), place, side), _drawn(_area(copy), place, side)
    picture, area = flattened(source), _area(source)
    values = np.stack([_drawn(picture, turn, side) for turn in turns])
    inside = np.stack([_drawn(area, turn, side) for turn in turns])
    both = _correlated(inside, inside_b, reach)
    alike = _correlated(values, values_b, reach)
    norm = np.sqrt(np.square(values).sum(axis=(1, 2)) * np.square(values_b).sum())
    total = inside.sum(axis=(1, 2)) + inside_b.sum()
    overlap = both / (total[:, None, None] - both)
    score = alike / np.maximum(norm, 1e-6)[:, None, None] + 0.5 * overlap
    flat = score.reshape(len(turns), -1)
    best = flat.argmax(axis=1)
    found = []
    for number, turn in enumerate(turns):
        row, column = divmod(int(best[number]), 2 * reach + 1)
        back = Transform.of_similarity(
            shift=(centre_b[0] - middle + column - reach, centre_b[1] - middle + row - reach)
        )
        found.append((float(flat[number, best[number]]), turn.then(back)))
    return found


def _drawn(picture: Grey, transform: Transform, side: int) -> Grey:
    warped = cv2.warpAffine(picture, transform.array(), (side, side), flags=cv2.INTER_LINEAR)
    return np.asarray(warped, np.float32)


def _correlated(many: Grey, one: Grey, reach: int) -> Grey:
    """Sums of products of each of `many` (n, s, s), moved by up to `reach`, with `one` (s, s).

    Row r, column c of the answer (n, 2 reach + 1, 2 reach + 1) is a move by r - reach, c - reach.
    """
    spectrum = fft.rfft2(many)
    np.conjugate(spectrum, out=spectrum)
    spectrum *= fft.rfft2(one)
    shape = (one.shape[0], one.shape[1])
    full = fft.irfft2(spectrum, shape, overwrite_x=True)
    around = np.arange(-reach, reach + 1)
    return np.asarray(full[:, around[:, None], around], np.float32)


def _extent(window: Window) -> float:
    """The diameter of the circle around a region's centroid that holds it."""
    x, y = _centroid(window.inside)
    rows, columns = np.nonzero(window.inside)
    return 2.0 * math.sqrt(float(((columns - x) ** 2 + (rows - y) ** 2).max())) + 2.0


def _centroid(inside: NDArray[np.uint8]) -> tuple[float, float]:
    rows, columns = np.nonzero(inside)
    return float(columns.mean()), float(rows.mean())


def _laid_out(window: Window, turn: Transform) -> tuple[Window, Transform]:
    """A window turned by quarters or mirrored, and the transform to it."""
    height, width = window.inside.shape
    corners = turn.apply(
        np.array([[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1]])
    )
    low = np.rint(corners.min(axis=0))
    columns, rows = (np.rint(corners.max(axis=0)) - low + 1).astype(int).tolist()
    to_new = turn.then(Transform.of_similarity(shift=(-float(low[0]), -float(low[1]))))
    grey, inside = (
        cv2.warpAffine(values, to_new.array(), (columns, rows), flags=cv2.INTER_NEAREST)
        for values in (window.grey, window.inside)
    )
    new = Window(np.asarray(grey, np.float32), np.asarray(inside, np.uint8), window.to_image)
    return new, to_new


def _best_shift(source: Window, copy: Window) -> tuple[int, int] | None:
    """The (dx, dy) from window to window with the best masked correlation times overlap."""
    shape = tuple(
        fft.next_fast_len(a + b - 1, real=True)
        for a, b in zip(source.inside.shape, copy.inside.shape, strict=True)
    )
    values_a, inside_a = flattened(source), _area(source)
    values_b, inside_b = flattened(copy), _area(copy)
    spectra_a = np.conjugate(fft.rfft2(np.stack([inside_a, values_a, values_a**2]), shape))
    spectra_b = fft.rfft2(np.stack([inside_b, values_b, values_b**2]), shape)
    products = np.stack(
        [
            spectra_a[0] * spectra_b[0],
            spectra_a[1] * spectra_b[0],
            spectra_a[0] * spectra_b[1],
            spectra_a[1] * spectra_b[1],
            spectra_a[2] * spectra_b[0],
            spectra_a[0] * spectra_b[2],
        ]
    )
    count, sum_a, sum_b, cross, square_a, square_b = fft.irfft2(products, shape)
    area_a, area_b = float(inside_a.sum()), float(inside_b.sum())
    enough = count > max(0.4 * min(area_a, area_b), 9.0)
    if not enough.any():
        return None
    count = np.maximum(count, 1.0)
    spread_a = np.maximum(square_a - sum_a**2 / count, 0.0)
    spread_b = np.maximum(square_b - sum_b**2 / count, 0.0)
    # Parts with next to no spread correlate with anything.
    floor = 1e-3 * math.sqrt(float(square_a.max()) * float(square_b.max())) + 1e-6
    alike = (cross - sum_a * sum_b / count) / np.maximum(np.sqrt(spread_a * spread_b), floor)
    score = np.where(enough, alike * np.sqrt(count / min(area_a, area_b)), -2.0)
    row, column = divmod(int(score.argmax()), score.shape[1])
    dy = row if row < copy.inside.shape[0] else row - shape[0]
    dx = column if column < copy.inside.shape[1] else column - shape[1]
    return dx, dy


def _area(window: Window) -> Grey:
    return window.inside.astype(np.float32)
