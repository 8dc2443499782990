"""Computing whole pictures of a case on a worker's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.difference import DifferenceOptions, difference_picture, max_levels
from forgery_viewer.core.edits import Box
from forgery_viewer.core.forensics.view import ForensicView, compute
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.tasks import Task

BAND_PX = 1 << 20
"""So many pixels are computed between two looks at whether to go on."""


@dataclass(frozen=True, slots=True)
class ChosenView:
    """A forensic view with the values of its parameters."""

    view: ForensicView
    values: tuple[tuple[str, float | str], ...]

    @property
    def settings(self) -> Mapping[str, float | str]:
        """The values by parameter."""
        return dict(self.values)


def common_part(
    one: NDArray[np.uint8], other: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The parts of two images that both have, from the upper left corner on."""
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    return one[:height, :width], other[:height, :width]


def difference_pyramid(levels: NDArray[np.uint8], options: DifferenceOptions) -> Pyramid:
    """The picture of a difference, in which one changed pixel is seen at every zoom."""
    return Pyramid.of_levels(max_levels(difference_picture(levels, options)), keeps_peaks=True)


def truth_pyramid(planes: BitPlanes, colours: Sequence[tuple[int, int, int]]) -> Pyramid:
    """The instances in their colours on black; where they overlap, in the mean of these."""
    total = np.zeros((planes.height, planes.width, 3), np.uint16)
    count = np.zeros((planes.height, planes.width, 1), np.uint16)
    for number, colour in enumerate(colours):
        plane = planes.plane(number)
        total[plane] += np.array(colour, np.uint16)
        count[plane] += 1
    return Pyramid((total // np.maximum(count, 1)).astype(np.uint8))


def filtered_pyramid(
    image: NDArray[np.uint8],
    view: ForensicView,
    values: Mapping[str, float | str],
    visible: Box | None,
    tell_part: Callable[[Pyramid], None],
    tell_step: Callable[[int, int], None],
    task: Task,
) -> Pyramid:
    """A forensic view of an image, of which the visible part is computed and told of first."""
    context = view.prepare(image, view.settled(values))
    height, width = image.shape[:2]
    picture: NDArray[np.uint8] | None = None
    boxes = _bands(height, width)
    if visible is not None:
        boxes.insert(0, visible)
    for number, box in enumerate(boxes):
        if task.is_cancelled():
            break
        part = compute(view, image, values, box, context, task.is_cancelled)
        if part is None:
            break
        if picture is None:
            picture = np.zeros((height, width, *part.shape[2:]), np.uint8)
        top, left, bottom, right = box
        picture[top:bottom, left:right] = part
        if visible is not None and number == 0:
            tell_part(Pyramid(picture.copy()))
        tell_step(number + 1, len(boxes))
    return Pyramid(picture if picture is not None else np.zeros((height, width), np.uint8))


def _bands(height: int, width: int) -> list[Box]:
    rows = max(1, BAND_PX // max(1, width))
    return [(top, 0, min(height, top + rows), width) for top in range(0, height, rows)]
