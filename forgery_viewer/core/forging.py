"""Copy-move forgeries with their exact masks.

`forge` copies regions of an image to other places of it, turned, scaled, mirrored, with another
tone and with soft edges, and returns the forged image with the mask of every pixel it copied from
and to. Points are (x, y) in column and row numbers: (0, 0) is the centre of the first pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.shapes import Plane

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Paste:
    """Where one copy goes, and what is done to it on the way.

    Attributes:
        centre_x: The column on which the centre of the source comes to lie.
        centre_y: The row on which the centre of the source comes to lie.
        angle_deg: How far the copy is turned, counter-clockwise, after mirroring.
        scale: How much larger the copy is than the source.
        mirrored: Whether left and right of the source are exchanged.
        gain: What the copied values are multiplied by.
        offset: What is then added to them, in steps of 255.
    """

    centre_x: float
    centre_y: float
    angle_deg: float = 0.0
    scale: float = 1.0
    mirrored: bool = False
    gain: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Duplication:
    """One instance to be: a source region, (H, W) bool, and its copies."""

    source: Plane
    pastes: tuple[Paste, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Forgery:
    """A forged image and the truth about it.

    Attributes:
        image: (H, W, 3) RGB uint8.
        mask: (N, H, W) uint8 0/1; channel k is the source of duplication k and all its copies.
        duplications: What was copied where, in the order of the channels.
    """

    image: Image
    mask: NDArray[np.uint8]
    duplications: tuple[Duplication, ...]


def forge(image: Image, duplications: Sequence[Duplication], feather_px: float = 0.0) -> Forgery:
    """Copy regions of an image to other places of it.

    Every copy is taken from `image` as it is given, so that none holds parts of another; where two
    copies meet, the later one lies on top. Soft edges run inwards: in the outermost `feather_px`
    pixels of a copy its share falls towards the edge, but is never 0, and outside of it nothing
    changes. The mask is therefore exact: a pixel is in channel k if and only if it was copied from
    or (with whatever share) to by duplication k. A copy may hang over the border of the image.

    Args:
        image: (H, W, 3) RGB uint8; it is not changed.
        duplications: One for each instance.
        feather_px: Width of the soft edge of the copies in pixels, 0 for hard ones.

    Raises:
        ValueError: No duplications, one without source or copies, a source of another size than
            the image, a copy that lies outside of the image, or a scale or width below 0.
    """
    _check(image, duplications, feather_px)
    forged = image.copy()
    mask = np.zeros((len(duplications), *image.shape[:2]), np.uint8)
    for channel, duplication in zip(mask, duplications, strict=True):
        channel[duplication.source] = 1
        for paste in duplication.pastes:
            copy = _Copy.of(duplication.source, paste)
            copy.blend_into(forged, image, paste, feather_px)
            channel[copy.box][copy.region] = 1
    return Forgery(forged, mask, tuple(duplications))


def copy_region(source: Plane, paste: Paste) -> Plane:
    """The pixels, (H, W) bool, that a copy of `source` covers.

    Raises ValueError if there are none in the image.
    """
    copy = _Copy.of(source, paste)
    region = np.zeros_like(source)
    region[copy.box] = copy.region
    return region


def matched(image: Image, source: Plane, paste: Paste, rim_px: int = 3) -> Paste:
    """The same copy in the tone of its new place, as a careful forger corrects it.

    Its offset is set so that the rim of the copy, `rim_px` wide, is as bright in the median as what
    it is laid on. `image` is (H, W, 3) RGB uint8. Raises ValueError as `copy_region` does.
    """
    copy = copy_region(source, paste)
    taken, covered = image[_rim(source, rim_px)], image[_rim(copy, rim_px)]
    offset = np.median(covered.mean(axis=1)) - paste.gain * np.median(taken.mean(axis=1))
    return replace(paste, offset=round(float(offset), 2))


def centre_of(region: Plane) -> tuple[int, int]:
    """The column and row in the middle of a region's bounding box, whole so that copies stay exact.

    This is the point of a source that comes to lie on the centre of a `Paste`.
    Raises ValueError for an empty region.
    """
    left, top, right, bottom = bounds(region)
    return (left + right - 1) // 2, (top + bottom - 1) // 2


def bounds(region: Plane) -> tuple[int, int, int, int]:
    """The bounding box (left, top, right, bottom) of a region, the last two exclusive.

    Raises ValueError for an empty region.
    """
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    if rows.size == 0:
        raise ValueError("a region is empty")
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def transform_of(source: Plane, paste: Paste) -> NDArray[np.float64]:
    """The 2 x 3 matrix that takes the points (x, y, 1) of the source to those of the copy."""
    turn = np.deg2rad(paste.angle_deg)
    # y points down, so this turns counter-clockwise for whoever looks at it.
    matrix = paste.scale * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    if paste.mirrored:
        matrix[:, 0] *= -1.0
    shift = np.array([paste.centre_x, paste.centre_y]) - matrix @ np.array(centre_of(source))
    return np.column_stack([matrix, shift])


@dataclass(frozen=True, slots=True)
class _Copy:
    """One copy: its rows and columns in the image, the pixels of that box it covers, its matrix."""

    box: tuple[slice, slice]
    region: Plane
    matrix: NDArray[np.float64]

    @classmethod
    def of(cls, source: Plane, paste: Paste) -> "_Copy":
        matrix = transform_of(source, paste)
        left, top, right, bottom = _landing_box(source, matrix)
        if left >= right or top >= bottom:
            raise ValueError(f"a copy at ({paste.centre_x:g}, {paste.centre_y:g}) is outside")
        matrix[:, 2] -= left, top
        # Half of the pixel's neighbourhood inside: the same rule as that of the sampled values.
        share = _warped(source.astype(np.uint8) * 255, matrix, (right - left, bottom - top), True)
        region = share > 127
        if not region.any():
            raise ValueError(f"a copy at ({paste.centre_x:g}, {paste.centre_y:g}) has no pixels")
        return cls((slice(top, bottom), slice(left, right)), region, matrix)

    def blend_into(self, forged: Image, image: Image, paste: Paste, feather_px: float) -> None:
        height, width = self.region.shape
        values = _warped(image, self.matrix, (width, height), False).astype(np.float32)
        values = np.clip(values * paste.gain + paste.offset, 0.0, 255.0)
        share = _share(self.region, feather_px)[..., np.newaxis]
        under = forged[self.box]
        blended = np.rint(under + share * (values - under)).astype(np.uint8)
        np.copyto(under, blended, where=self.region[..., np.newaxis])


def _check(image: Image, duplications: Sequence[Duplication], feather_px: float) -> None:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"an image is (H, W, 3) uint8, not {image.shape} {image.dtype}")
    if not duplications:
        raise ValueError("a forgery needs at least one duplication")
    if feather_px < 0:
        raise ValueError(f"the soft edge cannot be {feather_px:g} px wide")
    for duplication in duplications:
        if duplication.source.shape != image.shape[:2]:
            raise ValueError(f"source is {duplication.source.shape}, image {image.shape[:2]}")
        if not duplication.pastes:
            raise ValueError("a duplication needs at least one copy")
        if any(paste.scale <= 0 for paste in duplication.pastes):
            raise ValueError("a copy needs a scale above 0")


def _landing_box(source: Plane, matrix: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Where the source's bounding box lands: left, top, right, bottom, cut to the image."""
    left, top, right, bottom = bounds(source)
    # A pixel more on every side, as values in between are made of neighbours.
    x, y = (
        np.array([left - 1, right, left - 1, right]),
        np.array([top - 1, top - 1, bottom, bottom]),
    )
    landed = matrix @ np.stack([x, y, np.ones(4)])
    low, high = np.floor(landed.min(axis=1)), np.ceil(landed.max(axis=1)) + 1
    height, width = source.shape
    return (
        max(int(low[0]), 0),
        max(int(low[1]), 0),
        min(int(high[0]), width),
        min(int(high[1]), height),
    )


def _warped(
    values: Image, matrix: NDArray[np.float64], size: tuple[int, int], is_region: bool
) -> Image:
    """Values (H, W[, 3]) taken through `matrix` to an image of `size` (width, height)."""
    border = cv2.BORDER_CONSTANT if is_region else cv2.BORDER_REFLECT_101
    warped = cv2.warpAffine(values, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(warped, np.uint8)


def _rim(region: Plane, width_px: int) -> Plane:
    side = 2 * width_px + 1
    inner = cv2.erode(region.astype(np.uint8), np.ones((side, side), np.uint8))
    return np.asarray(region & (inner == 0))


def _share(region: Plane, feather_px: float) -> NDArray[np.float32]:
    """How much of every pixel (h, w) is the copy's: 1 inside, falling to above 0 at its edge."""
    # A copy that hangs over the border of the image has its edge outside: no softening there.
    padded = cv2.copyMakeBorder(region.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    away_px = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    share = np.asarray(away_px, np.float32) / np.float32(feather_px + 1.0)
    return np.asarray(np.minimum(share, np.float32(1.0)))
