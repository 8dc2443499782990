"""Small pictures of images and of their masks: how they are cut, shrunk, packed and laid over.

For the list the middle of an image is cut to one shape; for the grid the whole image is shrunk, and
its mask along with it, so that the mask is laid over only when a picture is wanted.
"""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from forgery_viewer.core.images import shrink
from forgery_viewer.core.opencv import cv2

LIST_WIDTH_PX, LIST_HEIGHT_PX = 40, 32
"""The size in which pictures are shown in the list."""
PIXEL_RATIO = 2
"""Pictures of the list have twice those pixels, for screens of high density."""
GRID_SIDE_PX = 256
"""The longer side of the pictures of the grid."""

Picture = NDArray[np.uint8]
"""(h, w, 3) uint8 RGB."""
Planes = NDArray[np.bool_]
"""(N, h, w): which pixels of a small picture an instance covers."""
Colours = NDArray[np.uint8]
"""(C, 3): one colour an instance, begun again after the last."""

_JPEG_QUALITY, _PREVIEW_QUALITY = 92, 80
_HEAD = struct.Struct("<HHH")
# At least an eighth of a small pixel must be covered, or shapes would grow all around.
_COVERED = 32
_FILL = 0.40
_OVERLAP_FILL = _FILL * 1.35
_CASING = (12, 12, 12)


def list_picture(image: Picture) -> Picture:
    """The middle of an image (H, W, 3) for the list, at most 80 x 64 pixels."""
    return shrink(crop_to_shape(image), LIST_WIDTH_PX * PIXEL_RATIO)


def grid_picture(image: Picture) -> Picture:
    """A whole image (H, W, 3) for the grid, at most 256 pixels a side."""
    return shrink(image, GRID_SIDE_PX)


def crop_to_shape(image: Picture) -> Picture:
    """The middle of an image (H, W, 3) in the shape of the list's pictures, as a view of it."""
    height, width = image.shape[:2]
    shape = LIST_WIDTH_PX / LIST_HEIGHT_PX
    cut_height = min(height, max(1, round(width / shape)))
    cut_width = min(width, max(1, round(height * shape)))
    top, left = (height - cut_height) // 2, (width - cut_width) // 2
    return image[top : top + cut_height, left : left + cut_width]


def small_planes(stack: NDArray[np.uint8], between: Callable[[], None] = lambda: None) -> Planes:
    """A mask (N, H, W) uint8 0/1 in the size of its image's grid picture.

    However small an instance is, it keeps a pixel. `between` is called before each.
    """
    if not len(stack):
        return np.zeros((0, 1, 1), np.bool_)
    found = []
    for plane in stack:
        between()
        found.append(_small_plane(plane))
    return np.stack(found)


def _small_plane(plane: NDArray[np.uint8]) -> NDArray[np.bool_]:
    small = shrink(plane * np.uint8(255), GRID_SIDE_PX)
    covered = small >= _COVERED
    if not covered.any() and plane.any():
        height, width = plane.shape
        row, column = np.argwhere(plane)[0]
        covered[row * small.shape[0] // height, column * small.shape[1] // width] = True
    return np.asarray(covered, np.bool_)


def lay_over(picture: Picture, planes: Planes, colours: Colours) -> Picture:
    """A grid picture with its mask: each instance filled weakly and outlined in its colour."""
    if not planes.any() or planes.shape[1:] != picture.shape[:2]:
        return picture
    tints = colours[np.arange(len(planes)) % len(colours)].astype(np.float32)
    count = planes.sum(axis=0, dtype=np.float32)
    inside = count > 0
    mean = np.tensordot(planes.astype(np.float32), tints, axes=(0, 0))[inside]
    mean /= count[inside, None]
    alpha = np.where(count[inside] > 1, _OVERLAP_FILL, _FILL).astype(np.float32)[:, None]
    laid = picture.copy()
    laid[inside] = np.rint(picture[inside] * (1 - alpha) + mean * alpha)
    # Thinner where the picture is not shrunk, thus shown larger than it is.
    width_px = 2 if max(picture.shape[:2]) > GRID_SIDE_PX // 2 else 1
    inner, outer = (cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
                    for side in (2 * width_px + 1, 3))  # fmt: skip
    grown = cv2.dilate(inside.astype(np.uint8), outer) > 0
    laid[grown & ~inside] = _CASING
    for plane, tint in zip(planes, tints, strict=True):
        core = cv2.erode(plane.astype(np.uint8), inner, borderValue=0) > 0
        laid[plane & ~core] = tint
    return laid


# --- On disk


def pack_picture(picture: Picture) -> bytes:
    """A picture as the bytes of a JPEG of high quality."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return file.getvalue()


def pack_preview(picture: Picture) -> bytes:
    """A larger picture that is soon replaced by the image, as the bytes of a small JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=_PREVIEW_QUALITY)
    return file.getvalue()


def unpack_picture(data: bytes) -> Picture | None:
    """The picture of some bytes, None if they are none."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            return np.array(image.convert("RGB"), np.uint8)
    except (OSError, ValueError, SyntaxError):
        return None


def pack_planes(planes: Planes) -> bytes:
    """Small planes as bytes: their shape, then their bits."""
    return _HEAD.pack(*planes.shape) + zlib.compress(np.packbits(planes).tobytes())


def unpack_planes(data: bytes) -> Planes | None:
    """The planes of some bytes, None if they are none."""
    try:
        shape = _HEAD.unpack_from(data)
        bits = np.frombuffer(zlib.decompress(data[_HEAD.size :]), np.uint8)
        return np.unpackbits(bits, count=int(np.prod(shape))).reshape(shape).astype(np.bool_)
    except (ValueError, struct.error, zlib.error):
        return None
