"""The difference of two pictures of a case: of which two, how it is shown, and what computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.difference import DifferenceOptions, difference_levels
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.pane_content import AUTHENTIC, FORGED
from forgery_viewer.state.picture_work import common_part, difference_pyramid
from forgery_viewer.state.tasks import Task

USUAL_PAIR = (AUTHENTIC, FORGED)


@dataclass(frozen=True, slots=True)
class ChosenDifference:
    """Of which two pictures a difference is, and how it is shown.

    Attributes:
        pair: Any two sources but differences; which comes first makes no difference.
        options: Threshold, gain and channel.
    """

    pair: tuple[str, str] = USUAL_PAIR
    options: DifferenceOptions = field(default_factory=DifferenceOptions)

    @property
    def is_usual(self) -> bool:
        """Whether it is what the forger changed: forged against authentic."""
        return set(self.pair) == set(USUAL_PAIR)


def difference_work(
    one: Pyramid, other: Pyramid, options: DifferenceOptions
) -> Callable[[Task], Pyramid]:
    """What computes the difference of the part that two pictures have in common."""
    return partial(_difference, one, other, options)


def in_colours(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W, 3) RGB of what is that already, or (H, W) grey."""
    return image if image.ndim == 3 else np.repeat(image[..., np.newaxis], 3, axis=2)


def _difference(one: Pyramid, other: Pyramid, options: DifferenceOptions, _task: Task) -> Pyramid:
    before, after = common_part(one.image, other.image)
    levels = difference_levels(in_colours(before), in_colours(after), options.channel)
    return difference_pyramid(levels, options)
