"""Error levels and JPEG ghosts: what is left of an image once it has been saved as JPEG again."""

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forensics.blocks import (
    BLOCK_PX,
    SHIFTS,
    pixels_before,
    shift_of,
    to_pixels,
    window,
    window_reach,
    window_sums,
)
from forgery_viewer.core.forensics.levels import (
    SINGLE_CHANNELS,
    gain,
    raised_difference,
    to_uint8,
)
from forgery_viewer.core.forensics.parameters import (
    Parameter,
    Values,
    a_choice,
    number,
    whole,
)
from forgery_viewer.core.forensics.view import ALIGN_PX, ForensicView, Pixels, nothing
from forgery_viewer.core.opencv import cv2

FULL_COLOUR, HALF_COLOUR = "full (4:4:4)", "half (4:2:0)"

_SAMPLING = {
    FULL_COLOUR: cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    HALF_COLOUR: cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
}
_COLOUR = a_choice("colour", "Colour resolution", FULL_COLOUR, HALF_COLOUR)
_REACH_PX = 2 * ALIGN_PX
"""A pixel depends on its block and, with halved colour, on pixels next to that."""

_LEAST_QUALITY, _MOST_QUALITY = 20.0, 100.0
_ONE_QUALITY, _ALL_QUALITIES = "one quality", "all qualities in colour"
_NOT_ZERO = 0.5
"""Added to mean squared differences: rounding alone makes about a tenth of it."""


def resaved(
    image: Pixels, quality: int, colour: str = FULL_COLOUR, shift: tuple[int, int] = (0, 0)
) -> Pixels:
    """An RGB image (H, W, 3) as it comes back from JPEG, with blocks that begin at a shift."""
    down, right = (pixels_before(by, ALIGN_PX) for by in shift)
    grown = cv2.copyMakeBorder(image, down, 0, right, 0, cv2.BORDER_REPLICATE)
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, _SAMPLING[colour]]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(grown, cv2.COLOR_RGB2BGR), options)
    back = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.uint8)
    return np.ascontiguousarray(back[down:, right:])


def _error_levels(image: Pixels, values: Values, _: None) -> Pixels:
    again = resaved(image, whole(values, "quality"), str(values["colour"]))
    levels = raised_difference(image, again, number(values, "gain"))
    chosen = values["channels"]
    if chosen == "colour":
        return levels
    if chosen == "largest":
        return np.maximum(np.maximum(levels[..., 0], levels[..., 1]), levels[..., 2])
    return levels[..., SINGLE_CHANNELS.index(str(chosen))]


def _jpeg_reach(_: Values) -> int:
    return _REACH_PX


def mean_squares(image: Pixels, values: Values, quality: int) -> NDArray[np.float64]:
    """Mean squared difference to the image saved at a quality, of each block with its window.

    Over red, green and blue, as in Farid (IEEE TIFS 4, 2009), equations 2 and 3. The blocks begin
    at the shift that is set; the first of them may lie partly outside the image.
    """
    shift = shift_of(values)
    again = resaved(image, quality, str(values["colour"]), shift)
    apart = cv2.absdiff(image, again)
    squares = cv2.multiply(apart, apart, dtype=cv2.CV_32F)
    total = np.asarray(cv2.transform(squares, np.ones((1, 3), np.float32)), np.float32)
    blocks = _block_sums(total, shift)
    count = _block_sums(np.full(image.shape[:2], 3, np.float32), shift)
    wide = whole(values, "window")
    return window_sums(blocks, wide) / window_sums(count, wide)


def _block_sums(pixels: NDArray[np.float32], shift: tuple[int, int]) -> NDArray[np.float64]:
    """Sums of whole numbers (H, W) over the pixels of each block that are there."""
    height, width = pixels.shape
    down, right = pixels_before(shift[0]), pixels_before(shift[1])
    grown = cv2.copyMakeBorder(
        pixels,
        down,
        -(height + down) % BLOCK_PX,
        right,
        -(width + right) % BLOCK_PX,
        cv2.BORDER_CONSTANT,
    )
    rows = grown.reshape(-1, BLOCK_PX, grown.shape[1]).sum(axis=1, dtype=np.float64)
    return np.asarray(rows.reshape(len(rows), -1, BLOCK_PX).sum(axis=2), np.float64)


def _ghost(image: Pixels, values: Values, _: None) -> Pixels:
    if values["show"] == _ONE_QUALITY:
        found = mean_squares(image, values, whole(values, "quality"))
        blocks = to_uint8(np.sqrt(found) * number(values, "gain"))
    else:
        blocks = _ghosts_in_colour(image, values)
    return to_pixels(blocks, image.shape, shift_of(values))


def _ghosts_in_colour(image: Pixels, values: Values) -> Pixels:
    """RGB of each block: the deepest dip in its differences, in the colour of its quality.

    A dip at a quality is how much smaller the difference is than at both the next lower and the
    next higher quality. Colours go from blue at the least quality over green to red at the most.
    """
    qualities = _qualities(values)
    found = [mean_squares(image, values, quality) + _NOT_ZERO for quality in qualities]
    deepest = np.zeros_like(found[0])
    which = np.zeros(deepest.shape, np.intp)
    for place in range(1, len(found) - 1):
        dip = 1 - found[place] / np.minimum(found[place - 1], found[place + 1])
        better = dip > deepest
        deepest[better] = dip[better]
        which[better] = place
    return to_uint8(_ramp(len(qualities))[which] * (255 * deepest[..., np.newaxis]))


def _qualities(values: Values) -> list[int]:
    """The qualities of the range and one more at each end, where there is one."""
    ends = (whole(values, "least_quality"), whole(values, "most_quality"))
    step = whole(values, "quality_step")
    return [q for q in range(min(ends) - step, max(ends) + step + 1, step) if 1 <= q <= 100]


def _ramp(count: int) -> NDArray[np.float64]:
    """Colours from blue over green to red, RGB from 0 to 1, (count, 3)."""
    place = np.linspace(-1, 1, count)
    colours = np.stack([place, 1 - np.abs(place), -place], axis=1)
    return np.asarray(np.sqrt(np.clip(colours, 0, 1)), np.float64)


def _ghost_reach(values: Values) -> int:
    return _REACH_PX + window_reach(values)


ERROR_LEVELS = ForensicView(
    key="error-levels",
    title="Error levels",
    shows=(
        "How much each pixel changes when it is saved as JPEG again: parts that were saved so "
        "before, at a lower quality, change less."
    ),
    misleads=(
        "Edges, text and strong colours are bright in every image; on PNG figures it is no proof "
        "of copying (measured AUC 0.50 to 0.55)."
    ),
    parameters=(
        Parameter("quality", "JPEG quality", 90.0, _LEAST_QUALITY, _MOST_QUALITY, 1.0),
        gain(15.0, 100.0),
        a_choice("channels", "Channels", "colour", "largest", *SINGLE_CHANNELS),
        _COLOUR,
    ),
    picture=_error_levels,
    reach_px=_jpeg_reach,
    prepare=nothing,
)

GHOST = ForensicView(
    key="jpeg-ghost",
    title="JPEG ghost",
    shows=(
        "How far each block is from itself saved at some JPEG quality: a part that was saved at "
        "that one before stays dark."
    ),
    misleads=(
        "Smooth parts are dark at every quality, a ghost needs the grid shifted as it was then, "
        "and copies within one image leave none; on PNG figures it is no proof of copying "
        "(measured AUC 0.50 to 0.55)."
    ),
    parameters=(
        a_choice("show", "Show", _ONE_QUALITY, _ALL_QUALITIES),
        Parameter("quality", "JPEG quality", 75.0, _LEAST_QUALITY, _MOST_QUALITY, 1.0),
        gain(15.0, 100.0),
        Parameter("least_quality", "From quality", 50.0, _LEAST_QUALITY, _MOST_QUALITY, 1.0),
        Parameter("most_quality", "To quality", 95.0, _LEAST_QUALITY, _MOST_QUALITY, 1.0),
        Parameter("quality_step", "In steps of", 5.0, 2.0, 20.0, 1.0),
        window(3),
        *SHIFTS,
        _COLOUR,
    ),
    picture=_ghost,
    reach_px=_ghost_reach,
    prepare=nothing,
)
