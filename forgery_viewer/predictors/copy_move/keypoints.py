"""Keypoints of a whole image, with descriptors of it and of its mirror image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.prediction import Image
from forgery_viewer.predictors.copy_move.printed import find_printed

#: Text and graphs must not make it slow: the strongest are kept.
MOST_KEYPOINTS = 9_000

#: Images are made smaller to have at most so many pixels, or a side of at most so many.
_MOST_PX = 1_600_000
_LONGEST_PX = 2_200
#: Below this the image is looked at in twice its size: small copies have no keypoints otherwise.
_SHORT_PX = 900
_MOST_DOUBLED_PX = 4_000_000

_CONTRAST = 0.005
_COLOUR_SAMPLES = 50_000

Grey = NDArray[np.uint8]
Descriptors = NDArray[np.float32]
"""(n, 128), RootSIFT (Arandjelovic and Zisserman 2012), each of length 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image as it is looked at.

    Attributes:
        grey: (H, W) uint8, its contrast stretched.
        printed: (H, W) uint8 0/1, where nothing is looked for.
        printed_in_image: The same in the size of the image.
        factor: Size of this picture / size of the image.
    """

    grey: Grey
    printed: Grey
    printed_in_image: Grey
    factor: float


@dataclass(frozen=True, slots=True, eq=False)
class Keypoints:
    """Keypoints in pixels of the image, whatever size it was looked at in.

    Attributes:
        places: (n,) complex, x + iy, from the centre of the first pixel.
        frames: (n,) complex: length is the size, argument the direction.
        descriptors: Of the image.
    """

    places: NDArray[np.complex128]
    frames: NDArray[np.complex128]
    descriptors: Descriptors

    def __len__(self) -> int:
        return len(self.places)


def picture_of(image: Image) -> Picture:
    """The image (H, W, 3) as grey of a size at which it can be searched in a few seconds."""
    grey = stretched(image)
    height, width = grey.shape
    factor = min(1.0, (_MOST_PX / (height * width)) ** 0.5, _LONGEST_PX / max(height, width))
    printed = in_image = find_printed(image)
    if factor < 1.0:
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
        printed = np.asarray(cv2.resize(printed, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    return Picture(grey, printed, in_image, factor)


def stretched(image: Image) -> Grey:
    """(H, W) uint8: the colour axis with the most contrast, from black to white.

    In a fluorescence image of one colour luminance is a small part of what can be seen.
    """
    pixels = image.reshape(-1, 3)
    sample = pixels[:: max(1, len(pixels) // _COLOUR_SAMPLES)].astype(np.float64)
    spread = np.cov(sample, rowvar=False) if len(sample) > 1 else np.zeros((3, 3))
    # A little of luminance, for images without any contrast.
    spread = spread + 1e-3 * np.outer([0.299, 0.587, 0.114], [0.299, 0.587, 0.114])
    axis = np.linalg.eigh(spread)[1][:, -1]
    axis = axis if axis.sum() >= 0 else -axis
    values = sample @ axis
    low, high = np.percentile(values, [0.2, 99.8])
    gain = 255.0 / max(high - low, 12.0)
    # One pass of OpenCV for the axis, the stretch and the rounding.
    row = np.append(axis * gain, -low * gain).reshape(1, 4)
    grey = cv2.transform(image.astype(np.float32), row.astype(np.float32))
    return np.asarray(np.clip(np.rint(grey), 0, 255), np.uint8).reshape(image.shape[:2])


def find_keypoints(picture: Picture) -> Keypoints:
    """The strongest keypoints of a picture."""
    grey, factor = picture.grey, picture.factor
    height, width = grey.shape
    if min(height, width) < _SHORT_PX and 4 * height * width <= _MOST_DOUBLED_PX:
        grey = np.asarray(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
        factor *= 2.0
    sift = cv2.SIFT.create(nfeatures=MOST_KEYPOINTS, contrastThreshold=_CONTRAST)
    mask = (1 - picture.printed) * np.uint8(255)
    if grey.shape != mask.shape:
        mask = np.asarray(cv2.resize(mask, grey.shape[::-1], interpolation=cv2.INTER_NEAREST))
    points, values = sift.detectAndCompute(grey, mask)
    if not points:
        nothing = np.zeros(0, np.complex128)
        return Keypoints(nothing, nothing, np.zeros((0, 128), np.float32))
    # OpenCV gives back a few more than asked for where the last are equally strong.
    points, values = points[:MOST_KEYPOINTS], values[:MOST_KEYPOINTS]
    places = np.array([complex(*point.pt) for point in points])
    sizes = np.array([point.size for point in points])
    angles = np.deg2rad(np.array([point.angle for point in points]))
    # The centre of the first pixel stays where it is although pixels are smaller.
    middle = (1 + 1j) * 0.5
    return Keypoints(
        (places + middle) / factor - middle,
        sizes / factor * np.exp(1j * angles),
        _root(np.asarray(values, np.float32)),
    )


def mirrored(descriptors: Descriptors) -> Descriptors:
    """The descriptors that the same keypoints would have in the mirror image.

    A descriptor is a grid of 4 x 4 histograms of 8 directions in the keypoint's own frame;
    mirroring exchanges the two sides of its direction and turns directions round. That is exact,
    and saves a second search.
    """
    grid = descriptors.reshape(-1, 4, 4, 8)[:, ::-1]
    turned = grid[..., (-np.arange(8)) % 8]
    return np.ascontiguousarray(turned.reshape(-1, 128))


def _root(values: Descriptors) -> Descriptors:
    sums = np.maximum(values.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.sqrt(values / sums), np.float32)
