"""What a picture of a canvas is to be."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PIXELS, MOST_SIDE_PX = 64_000_000, 32_767
"""Of a picture; Qt paints no further."""


class PictureError(ValueError):
    """There is nothing to make a picture of, or it would be too large; the text can be shown."""


@dataclass(frozen=True, slots=True)
class PictureChoice:
    """What a picture is to be.

    Attributes:
        full: One pixel for each pixel of the image, the whole of it; else as on the screen.
        overlay: With all that lies over the image: mask, outlines, numbers, lines and names.
        scale: With a bar that tells how long some pixels are, and the rulers that are on show.
        legend: With a strip below that says what it is, and how large each instance.
    """

    full: bool = False
    overlay: bool = True
    scale: bool = False
    legend: bool = False
