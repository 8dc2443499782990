"""A forensic view, and how it is computed for an image or for the part that is on the screen.

A part is exactly what the whole has there, to the last grey level: it is computed with as many
pixels around it as the view looks at, from a corner that the blocks of JPEG begin at, and in
arithmetic that does not depend on where a pixel lies. Nothing is stretched to the part's own
least and greatest value; what a view needs to know of the whole image is found once, by `prepare`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.edits import Box
from forgery_viewer.core.forensics.parameters import Parameter, Value, Values
from forgery_viewer.core.parallel import Cancelled

Pixels = NDArray[np.uint8]
"""An RGB image (H, W, 3), or a picture of it: grey (H, W) or RGB (H, W, 3)."""

ALIGN_PX = 16
"""Parts begin at multiples of this: a block of JPEG has 8 px, with halved colour 16."""

BAND_PX = 1 << 20
"""About as many pixels are computed in one go, which bounds both memory and the time to cancel."""

_MOST_SIDE_PX = 8192
"""Of a tile: JPEG takes no side over 65,535 px."""


@dataclass(frozen=True, slots=True)
class ForensicView:
    """A way to look at an image.

    Attributes:
        key: Its name in files and settings.
        title: Its name for the user.
        shows: What can be seen in it, in one sentence.
        misleads: When it should not be believed, in one sentence.
        parameters: What can be set.
        picture: Makes the picture of an RGB image (H, W, 3), given all values and the context;
            grey uint8 (H, W) or RGB (H, W, 3).
        reach_px: How far from a pixel its picture can depend on others, given all values.
        prepare: What the view must know of the whole image, given all values; None where that is
            nothing. It may be kept for as long as image and values are the same.
    """

    key: str
    title: str
    shows: str
    misleads: str
    parameters: tuple[Parameter, ...]
    picture: Callable[[Pixels, Values, Any], Pixels]
    reach_px: Callable[[Values], int]
    prepare: Callable[[Pixels, Values], Any]

    def settled(self, values: Values) -> dict[str, Value]:
        """A value for each parameter: the given one, brought within its limits, or the usual."""
        return {
            parameter.key: parameter.clamp(values.get(parameter.key, parameter.usual))
            for parameter in self.parameters
        }


def no_reach(_: Values) -> int:
    """For views that look at each pixel for itself."""
    return 0


def nothing(_image: Pixels, _values: Values) -> None:
    """For views that need to know nothing of the whole image."""


@overload
def compute(
    view: ForensicView,
    image: Pixels,
    values: Values,
    box: Box | None = None,
    context: object = None,
    cancelled: None = None,
) -> Pixels: ...


@overload
def compute(
    view: ForensicView,
    image: Pixels,
    values: Values,
    box: Box | None = None,
    context: object = None,
    cancelled: Cancelled | None = None,
) -> Pixels | None: ...


def compute(
    view: ForensicView,
    image: Pixels,
    values: Values,
    box: Box | None = None,
    context: object = None,
    cancelled: Cancelled | None = None,
) -> Pixels | None:
    """The picture of an image, or of a box of it, which is then exactly that part of the whole.

    Can be called from any thread; reads the image only.

    Args:
        view: Which picture.
        image: RGB uint8 (H, W, 3).
        values: What the user set; the rest is as usual, and all is brought within its limits.
        box: The part wanted, cut off where it leaves the image; None for all.
        context: What `view.prepare(image, view.settled(values))` gave; found here where None.
        cancelled: Asked before each band of rows, of about a megapixel, whether to stop.

    Returns:
        uint8, grey (h, w) or RGB (h, w, 3); None once cancelled.
    """
    settled = view.settled(values)
    height, width = image.shape[:2]
    top, left, bottom, right = box or (0, 0, height, width)
    top, left = max(top, 0), max(left, 0)
    bottom, right = min(bottom, height), min(right, width)
    if bottom <= top or right <= left:
        return np.zeros((max(bottom - top, 0), max(right - left, 0)), np.uint8)
    if context is None:
        context = view.prepare(image, settled)
    reach = view.reach_px(settled)
    picture = np.zeros((bottom - top, right - left), np.uint8)
    for tile in _tiles((top, left, bottom, right), reach):
        if cancelled is not None and cancelled():
            return None
        part = _part(view, image, settled, tile, context)
        if part.ndim != picture.ndim:
            picture = np.zeros((*picture.shape, 3), np.uint8)
        picture[tile[0] - top : tile[2] - top, tile[1] - left : tile[3] - left] = part
    return picture


def _part(view: ForensicView, image: Pixels, values: Values, box: Box, context: object) -> Pixels:
    """The picture of a box, from that and what lies within reach of it."""
    top, left, bottom, right = box
    reach = view.reach_px(values)
    first_row = max(top - reach, 0) // ALIGN_PX * ALIGN_PX
    first_column = max(left - reach, 0) // ALIGN_PX * ALIGN_PX
    around = image[first_row : bottom + reach, first_column : right + reach]
    picture = view.picture(np.ascontiguousarray(around), values, context)
    return picture[top - first_row : bottom - first_row, left - first_column : right - first_column]


def _tiles(box: Box, reach: int) -> Iterator[Box]:
    """Boxes of about `BAND_PX` that fill a box, from the top on; nearly always whole rows of it."""
    top, left, bottom, right = box
    columns = max(1, min(right - left, _MOST_SIDE_PX))
    # Bands of few rows would be computed mostly for what lies around them.
    rows = max(min(BAND_PX // columns, _MOST_SIDE_PX), 2 * reach, ALIGN_PX) // ALIGN_PX * ALIGN_PX
    for row in range(top // ALIGN_PX * ALIGN_PX, bottom, rows):
        for column in range(left // ALIGN_PX * ALIGN_PX, right, _MOST_SIDE_PX):
            yield (
                max(row, top),
                max(column, left),
                min(row + rows, bottom),
                min(column + _MOST_SIDE_PX, right),
            )
