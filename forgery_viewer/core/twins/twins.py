"""The twins of an instance: its regions, which of them is the source, and how each was copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.regions import Region, find_regions
from forgery_viewer.core.twins.cutouts import Cutout
from forgery_viewer.core.twins.given import best_given
from forgery_viewer.core.twins.matching import Match, correlate, find_transform
from forgery_viewer.core.twins.sides import Side, tell_sides
from forgery_viewer.core.twins.transform import Transform

#: Smaller regions are slips of the brush; nothing can be found out about them.
SMALLEST_PX = 20

#: So much better a transform that was given has to fit than the one that is found here.
BETTER = 0.005

# How many copies are asked for another way, and how many regions there may be for that.
_MOST_WAYS = 3
_MOST_REGIONS = 16


@dataclass(frozen=True, slots=True)
class Twin:
    """What was found out about one region.

    Attributes:
        region_index: Its number in `Twins.regions`.
        side: Source or copy, as far as the authentic partner tells.
        match: How it came out of the reference region; None for the reference itself and where
            nothing convinces.
        via: The number of the region over which the match was found; None where directly.
        is_given: Whether the match was not found here, but given by whoever asked.
    """

    region_index: int
    side: Side
    match: Match | None
    via: int | None = None
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class Twins:
    """The regions of an instance and what they have to do with each other.

    Attributes:
        regions: From top to bottom, as `find_regions` gives them.
        reference: The number of the region all matches start from: the source where it is known,
            else the largest one that is not known to be a copy.
        centre: The mean (x, y) of the reference's pixels, for `Transform.words`.
        twins: One for each region, in the order of the regions.
    """

    regions: tuple[Region, ...]
    reference: int
    centre: tuple[float, float]
    twins: tuple[Twin, ...]


def find_twins(
    image: NDArray[np.uint8],
    plane: NDArray[np.bool_],
    changed: NDArray[np.bool_] | None = None,
    cancelled: Callable[[], bool] | None = None,
    given: Sequence[Transform] = (),
) -> Twins | None:
    """What the regions of one instance have to do with each other.

    Where a region does not match the reference, it is tried by way of copies that do. A source and
    a copy that touch each other are one region: alone it has no match, with others beside it the
    best part of it may have one.

    Args:
        image: (H, W, 3) RGB uint8, the forged image.
        plane: (H, W), the pixels of the instance.
        changed: (H, W), which pixels differ from the authentic partner; None without one.
        cancelled: Asked now and then; once it says so, the answer is None.
        given: Transforms between regions of the image that somebody else found: each is taken
            where it fits better than what is found here, as in smooth regions that nothing is
            found in.

    Returns:
        None for an empty instance, or where cancelled.

    Raises:
        ValueError: The arrays are of different sizes.
    """
    if plane.shape != image.shape[:2] or (changed is not None and changed.shape != plane.shape):
        raise ValueError(f"the image is {image.shape[:2]}, the instance {plane.shape}")
    regions = find_regions(plane)
    if not regions:
        return None
    sides = tell_sides(regions, plane, changed)
    reference = _reference(regions, sides)
    cutouts = [Cutout.of(plane, region) for region in regions]
    found = _matches(image, cutouts, reference, cancelled, given)
    if cancelled is not None and cancelled():
        return None
    twins = tuple(
        Twin(number, side, *found.get(number, (None, None, False)))
        for number, side in enumerate(sides)
    )
    return Twins(regions, reference, cutouts[reference].centroid, twins)


def _reference(regions: tuple[Region, ...], sides: tuple[Side, ...]) -> int:
    if Side.SOURCE in sides:
        return sides.index(Side.SOURCE)
    numbers = [number for number, side in enumerate(sides) if side is not Side.COPY]
    return max(numbers, key=lambda number: regions[number].area_px)


_Found = dict[int, tuple[Match, int | None, bool]]


def _matches(
    image: NDArray[np.uint8],
    cutouts: list[Cutout],
    reference: int,
    cancelled: Callable[[], bool] | None,
    given: Sequence[Transform],
) -> _Found:
    """The matches of the regions that have one, by their numbers."""
    found: _Found = {}
    usable = [n for n, cutout in enumerate(cutouts) if cutout.area_px >= SMALLEST_PX]
    if reference not in usable:
        return found
    others = [number for number in usable if number != reference]
    for number in others:
        match = find_transform(image, cutouts[reference], cutouts[number], cancelled)
        told = best_given(image, cutouts[reference], cutouts[number], given)
        if told is not None and (match is None or told.correlation > match.correlation + BETTER):
            found[number] = (told, None, True)
        elif match is not None:
            found[number] = (match, None, False)
    ways = sorted(found, key=lambda number: -found[number][0].correlation)[:_MOST_WAYS]
    for number in others if len(others) < _MOST_REGIONS else []:
        for way in ways if number not in found else []:
            second = find_transform(image, cutouts[way], cutouts[number], cancelled)
            if second is None:
                continue
            transform = found[way][0].transform.then(second.transform)
            match = correlate(image, cutouts[reference], cutouts[number], transform)
            if match is not None:
                found[number] = (match, way, False)
                break
    return found
