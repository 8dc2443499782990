"""Demo cases made by formula: blots, a gel and stained cells, and what was copied in them."""

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.blots import Band, Blot, blot, gel
from forgery_viewer.core.fluorescence import BLUE, GREEN, GREY, RED, Micrograph, nuclei
from forgery_viewer.core.forging import Duplication, Forgery, Image, Paste, forge, matched
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.shapes import Plane, blob, rectangle

Pair = tuple[Image, Forgery]

# How far the outline of a source may stray beyond its radius.
_UNEVEN = 1.18


def three_proteins(rng: np.random.Generator) -> Pair:
    """A blot of three proteins: the strongest band stands in three more lanes, one instance."""
    strengths = np.array(
        [
            [0.35, 1.05, 0.55, 0.45, 0.85, 0.12, 0.40],
            [0.45, 0.40, 0.80, 0.20, 0.95, 1.80, 0.35],
            [1.50, 0.20, 0.40, 0.95, 1.00, 1.20, 1.30],
        ]
    )
    made = blot((221, 765), 7, strengths, rng, 7.0)
    bands, image = made.bands, _rgb(made.image)
    places = [
        _on(bands[1][3]),
        _on(bands[1][1], scale=0.92, gain=1.02),
        _on(bands[2][1], mirrored=True),
    ]
    return image, forge(image, [_copied(image, _around(made, bands[1][5]), places)], 4.0)


def strip(rng: np.random.Generator) -> Pair:
    """A thin strip of ten lanes in which two bands were each used again: two instances."""
    strengths = rng.uniform(0.25, 0.8, (1, 10))
    strengths[0, [2, 6]] = 1.5, 1.1
    strengths[0, [4, 8]] = 0.1, 0.15
    made = blot((76, 681), 10, strengths, rng, 8.0)
    row, image = made.bands[0], _rgb(made.image)
    strong = _copied(image, _around(made, row[2]), [_on(row[4]), _on(row[9], mirrored=True)])
    second = _copied(image, _around(made, row[6]), [_on(row[8], gain=0.97)])
    return image, forge(image, [strong, second], feather_px=3.0)


def loading_control(rng: np.random.Generator) -> Pair:
    """A blot whose loading control is the same three lanes twice, as one rectangle."""
    strengths = np.vstack([[0.15, 0.5, 0.9, 1.3, 0.7, 0.25], rng.uniform(0.95, 1.25, 6)])
    made = blot((250, 573), 6, strengths, rng, 8.5)
    row = made.bands[1]
    left, right = row[0].x - 1.2 * row[0].half_width_px, row[2].x + 1.2 * row[2].half_width_px
    top = row[1].y - 34
    source = rectangle(made.image.shape, round(left), round(top), round(right - left), 68)
    image = _rgb(made.image)
    return image, forge(image, [_copied(image, source, [_on(row[4])])], feather_px=6.0)


def stained_gel(rng: np.random.Generator) -> Pair:
    """A glowing gel of four rows: three bands used again, three instances."""
    strengths = rng.uniform(0.2, 0.9, (4, 6)) * np.array([[1.0], [0.8], [1.2], [0.9]])
    strengths[0, 1], strengths[1, 4], strengths[2, 2] = 1.5, 1.4, 1.6
    made = blot((300, 420), 6, strengths, rng, 6.0)
    bands, image = made.bands, _rgb(gel(made.image, rng))
    duplications = [
        _copied(image, _around(made, bands[0][1]), [_on(bands[0][4])]),
        _copied(image, _around(made, bands[1][4]), [_on(bands[3][2], scale=0.9)]),
        _copied(image, _around(made, bands[2][2]), [_on(bands[2][0], mirrored=True, gain=0.9)]),
    ]
    return image, forge(image, duplications, feather_px=3.0)


def fibroblasts(rng: np.random.Generator) -> Pair:
    """Cells in blue and green: two of them were turned and put into the gaps, two instances."""
    made = nuclei((621, 699), 30, 19.0, rng, BLUE, GREEN)
    return made.image, _cells_copied(made, rng, reach=3.1, copies=(2, 1), feather_px=5.0)


def red_nuclei(rng: np.random.Generator) -> Pair:
    """Red nuclei: three of them stand two or three times, three instances."""
    made = nuclei((480, 640), 46, 14.0, rng, RED)
    return made.image, _cells_copied(made, rng, reach=1.9, copies=(2, 1, 1), feather_px=3.0)


def grey_nuclei(rng: np.random.Generator) -> Pair:
    """Small nuclei, grey, of which one was copied twice: a small share of the image."""
    made = nuclei((392, 560), 60, 9.0, rng, GREY)
    return made.image, _cells_copied(made, rng, reach=1.9, copies=(2,), feather_px=2.0)


def _rgb(grey: NDArray[np.uint8]) -> Image:
    return np.repeat(grey[..., np.newaxis], 3, axis=2)


def _around(made: Blot, band: Band) -> Plane:
    """A rectangle around one band, with a rim of membrane, inside the image."""
    left, right = band.x - 1.22 * band.half_width_px, band.x + 1.22 * band.half_width_px
    top, bottom = band.y - 3.0 * band.half_height_px, band.y + 2.6 * band.half_height_px
    return rectangle(
        made.image.shape, round(left), round(top), round(right - left), round(bottom - top)
    )


def _on(band: Band, *, scale: float = 1.0, mirrored: bool = False, gain: float = 1.0) -> Paste:
    """A copy laid over another band; whole pixels, as a forger's selection moves."""
    return Paste(round(band.x), round(band.y), scale=scale, mirrored=mirrored, gain=gain)


def _copied(image: Image, source: Plane, places: list[Paste]) -> Duplication:
    """A source and its copies, each in the tone of the membrane around it."""
    return Duplication(source, tuple(matched(image, source, paste) for paste in places))


def _cells_copied(
    made: Micrograph,
    rng: np.random.Generator,
    *,
    reach: float,
    copies: tuple[int, ...],
    feather_px: float,
) -> Forgery:
    """Lonely cells copied into the widest gaps; `reach` is how many radii a copy takes along."""
    height, width = made.image.shape[:2]
    cells = _lonely(made, reach * _UNEVEN, len(copies)).tolist()
    # Copies keep off the border and off sources, but may brush the dark rim of other cells.
    free = np.pad(np.ones((height, width), np.uint8), 1)
    for x, y, radius in made.cells.tolist():
        cv2.circle(free, (round(x) + 1, round(y) + 1), round(0.62 * reach * radius), 0, -1)
    for x, y, radius in cells:
        cv2.circle(free, (round(x) + 1, round(y) + 1), round(_UNEVEN * reach * radius), 0, -1)
    duplications = []
    for (x, y, radius), count in zip(cells, copies, strict=True):
        reach_px = reach * radius
        source = blob((height, width), (x, y), (reach_px, reach_px), rng, 0.05)
        pastes = tuple(_into_gap(free, reach_px, number, rng) for number in range(count))
        duplications.append(Duplication(source, pastes))
    return forge(made.image, duplications, feather_px)


def _into_gap(
    free: NDArray[np.uint8], reach_px: float, number: int, rng: np.random.Generator
) -> Paste:
    """A turned copy in the middle of the widest gap, which it takes; smaller where it must be."""
    gap_px = cv2.distanceTransform(free, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    row, column = np.unravel_index(int(np.argmax(gap_px)), free.shape)
    fitting = float(gap_px[row, column]) / (_UNEVEN * reach_px)
    scale = min(1.0 if number == 0 else float(rng.uniform(0.85, 1.1)), fitting)
    cv2.circle(free, (int(column), int(row)), round(_UNEVEN * scale * reach_px), 0, -1)
    return Paste(
        int(column) - 1,
        int(row) - 1,
        angle_deg=float(rng.uniform(30, 330)),
        scale=scale,
        mirrored=number % 2 == 1,
        gain=1.0 if number == 0 else 0.92,
    )


def _lonely(made: Micrograph, reach: float, count: int) -> NDArray[np.float64]:
    """The (count, 3) cells farthest from their neighbours, inside and apart from each other."""
    height, width = made.image.shape[:2]
    x, y, radius = made.cells.T
    away = np.hypot(x[:, None] - x, y[:, None] - y) + np.where(np.eye(len(x)) > 0, np.inf, 0.0)
    inside = np.minimum.reduce([x, y, width - x, height - y]) > reach * radius
    loneliness = np.where(inside, away.min(axis=1), -1.0)
    chosen: list[int] = []
    for cell in np.argsort(loneliness)[::-1].tolist():
        apart = all(away[cell, other] > reach * (radius[cell] + radius[other]) for other in chosen)
        if apart and len(chosen) < count:
            chosen.append(cell)
    return np.asarray(made.cells[chosen])
