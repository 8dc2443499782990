"""The operations on an instance, each made with its parameters.

What is out of range raises ValueError with a sentence that can be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from forgery_viewer.core.edits import Box
from forgery_viewer.core.operations import blobs, hulls, rounding, smoothing
from forgery_viewer.core.operations.extents import Plane, slices
from forgery_viewer.core.parallel import Cancelled

MOST_RADIUS_PX, MOST_SIGMA_PX = 256, 64


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """What makes other pixels of the pixels of one instance.

    Attributes:
        words: As in a history: "Grow, 3 px".
        result: The instance afterwards, (h, w) in an array of its own. It is given the instance in
            the box that holds it and the margin, as far as the image goes; where that box is; and
            whom to ask whether to stop, which raises StoppedError.
        margin_px: How far around the instance it looks or reaches; None for the whole image.
    """

    words: str
    result: Callable[[Plane, Box, Cancelled | None], Plane]
    margin_px: int | None = 0


def grow(radius_px: float) -> Operation:
    """All pixels that are at most `radius_px` from the instance belong to it."""
    _check_radius(radius_px)
    return Operation(
        f"Grow, {radius_px:g} px",
        lambda plane, _box, cancelled: rounding.grow(plane, radius_px, cancelled),
        rounding.reach_px(radius_px),
    )


def shrink(radius_px: float) -> Operation:
    """Pixels that are at most `radius_px` from the background are taken away."""
    _check_radius(radius_px)
    return Operation(
        f"Shrink, {radius_px:g} px",
        lambda plane, _box, cancelled: rounding.shrink(plane, radius_px, cancelled),
        1,
    )


def open_up(radius_px: float) -> Operation:
    """Shrink, then grow: what is thinner than the disc goes."""
    _check_radius(radius_px)
    return Operation(
        f"Open, {radius_px:g} px",
        lambda plane, _box, cancelled: rounding.open_up(plane, radius_px, cancelled),
        1,
    )


def close_up(radius_px: float) -> Operation:
    """Grow, then shrink: gaps that are narrower than the disc are filled."""
    _check_radius(radius_px)
    return Operation(
        f"Close, {radius_px:g} px",
        lambda plane, _box, cancelled: rounding.close_up(plane, radius_px, cancelled),
        rounding.reach_px(radius_px) + 1,
    )


def fill_holes(most_px: int | None = None) -> Operation:
    """Holes are filled: all of them, or those of at most `most_px`."""
    if most_px is None:
        words = "Fill holes"
    else:
        _check_pixels(most_px)
        words = f"Fill holes up to {most_px:,} px"
    return Operation(words, lambda plane, _box, _cancelled: blobs.fill_holes(plane, most_px))


def remove_specks(least_px: int) -> Operation:
    """Regions of fewer than `least_px` pixels are taken away."""
    _check_pixels(least_px)
    return Operation(
        f"Remove specks under {least_px:,} px",
        lambda plane, _box, _cancelled: blobs.remove_specks(plane, least_px),
    )


def smooth(sigma_px: float) -> Operation:
    """Outlines are smoothed by a Gaussian; each region keeps its area."""
    if not 0 < sigma_px <= MOST_SIGMA_PX:
        msg = f"the width must be above 0 and at most {MOST_SIGMA_PX} px, not {sigma_px:g}"
        raise ValueError(msg)
    return Operation(
        f"Smooth, {sigma_px:g} px",
        lambda plane, _box, cancelled: smoothing.smooth(plane, sigma_px, cancelled),
        smoothing.blur_reach_px(sigma_px),
    )


def convex_hull(*, each_region: bool) -> Operation:
    """The convex hull of the instance, or of each of its regions."""
    if each_region:
        return Operation(
            "Convex hull of each region",
            lambda plane, _box, cancelled: hulls.hull_of_each_region(plane, cancelled),
        )
    return Operation("Convex hull", lambda plane, _box, _cancelled: hulls.hull(plane))


def snap_to_difference(changed: Plane, reach_px: float = 8, least_pct: float = 10) -> Operation:
    """Regions become what changed near them; regions that did not change stay as they are.

    An instance holds the source, which did not change, as well as its copies, which did. A region
    counts as changed when at least `least_pct` of its pixels did. All changed regions together are
    replaced by the changed pixels that are in them or at most `reach_px` away.

    Args:
        changed: (H, W) what changed, of the whole image, as `changed_regions.changed_plane` has it.
        reach_px: How far the changed pixels may lie from the region.
        least_pct: More than 0, at most 100.
    """
    _check_radius(reach_px)
    if not 0 < least_pct <= 100:
        msg = f"the least share must be above 0 and at most 100 %, not {least_pct:g}"
        raise ValueError(msg)

    def result(plane: Plane, box: Box, cancelled: Cancelled | None) -> Plane:
        inside = changed[slices(box)]
        regions = blobs.find_regions_in(plane)
        of_region = np.bincount(regions.labels[inside], minlength=regions.count + 1)[1:]
        follows = (of_region * 100 >= regions.areas_px * least_pct) & (of_region > 0)
        near = rounding.grow(regions.chosen(follows), reach_px, cancelled)
        return regions.chosen(~follows) | (near & inside)

    words = f"Snap to the difference, {reach_px:g} px"
    return Operation(words, result, rounding.reach_px(reach_px))


def invert() -> Operation:
    """What belongs to the instance and what does not change places, on the whole image."""
    return Operation("Invert", lambda plane, _box, _cancelled: ~plane, None)


def clear() -> Operation:
    """No pixel belongs to the instance any more."""
    return Operation("Clear", lambda plane, _box, _cancelled: np.zeros_like(plane))


def _check_radius(radius_px: float) -> None:
    if not 0 <= radius_px <= MOST_RADIUS_PX:
        msg = f"the radius must be 0 to {MOST_RADIUS_PX} px, not {radius_px:g}"
        raise ValueError(msg)


def _check_pixels(count: int) -> None:
    if count < 0:
        msg = f"a number of pixels must be 0 or more, not {count}"
        raise ValueError(msg)
