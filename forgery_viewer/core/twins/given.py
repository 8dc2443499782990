"""Transforms between regions that somebody else found, as a predictor does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.twins.cutouts import Cutout
from forgery_viewer.core.twins.matching import Match, correlate
from forgery_viewer.core.twins.transform import Transform


def best_given(
    image: NDArray[np.uint8], source: Cutout, copy: Cutout, given: Sequence[Transform]
) -> Match | None:
    """The transform, in either direction, that takes one region to another and fits best.

    Args:
        image: (H, W, 3) RGB uint8.
        source: The region to start from.
        copy: The other region.
        given: From points of one region to those of another, any of the image.

    Returns:
        None where none of them takes the middle of the source into the copy.
    """
    fitting = [way for way in _both_ways(given) if _leads_to(way, source, copy)]
    matches = (correlate(image, source, copy, way) for way in fitting)
    found = [match for match in matches if match is not None]
    return max(found, key=lambda match: match.correlation, default=None)


def _both_ways(given: Sequence[Transform]) -> Iterator[Transform]:
    for transform in given:
        yield transform
        try:
            yield transform.inverse()
        except ValueError:
            # It flattens the plane: nothing leads back.
            continue


def _leads_to(transform: Transform, source: Cutout, copy: Cutout) -> bool:
    ((x, y),) = transform.apply(np.array([source.centroid])).tolist()
    top, left, bottom, right = copy.box
    return bool(left <= x < right and top <= y < bottom)
