"""The pictures that show an instance's regions beside each other: each copy laid on its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.edits import Box
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.regions import Region
from forgery_viewer.core.twins.patches import (
    Patch,
    absolute_difference,
    cut,
    local_correlation,
    padded_box,
    warp_onto,
)
from forgery_viewer.core.twins.sides import Side

if TYPE_CHECKING:
    from forgery_viewer.core.twins.twins import Twin, Twins

MARGIN = 0.3
"""Part of a region's longer side that is shown around it."""

LEAST_MARGIN_PX = 8

Outline = tuple[NDArray[np.float32], ...]
"""Closed lines of (N, 2) points (x, y) in px of the patch."""


@dataclass(frozen=True, slots=True, eq=False)
class TwinPatches:
    """What there is to see of one region.

    Attributes:
        twin: What was found out about it.
        is_reference: Whether it is the one that the others are laid on.
        box: Of the image, what `found` shows.
        found: The region as it is in the image.
        outline: Of the region in `found`.
        aligned: The region laid on the reference, in its box; None without a match.
        difference: (h, w) uint8, the largest difference of a channel between the two.
        correlation: (h, w) float32, how alike they are around each pixel, -1 to 1.
    """

    twin: Twin
    is_reference: bool
    box: Box
    found: Patch
    outline: Outline
    aligned: Patch | None = None
    difference: NDArray[np.uint8] | None = None
    correlation: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ShownTwins:
    """The twins of an instance with their patches, the reference first, then from the top."""

    twins: Twins
    patches: tuple[TwinPatches, ...]
    outline: Outline
    """Of the reference, in its own patch and in every one that is laid on it."""

    @property
    def is_known(self) -> bool:
        """Whether it is known which region is the source."""
        return self.patches[0].twin.side is Side.SOURCE


def show_twins(image: NDArray[np.uint8], plane: NDArray[np.bool_], twins: Twins) -> ShownTwins:
    """Cut out every region, and lay those that match on the reference."""
    reference = twins.regions[twins.reference]
    box = shown_box(reference)
    source = cut(image, box)
    outline = outline_in(plane, reference, box)
    order = sorted(twins.twins, key=lambda twin: twin.region_index != twins.reference)
    patches = tuple(_patches_of(image, plane, twins, twin, box, source) for twin in order)
    return ShownTwins(twins, patches, outline)


def shown_box(region: Region) -> Box:
    """The box of a region with some room around it."""
    margin = max(LEAST_MARGIN_PX, round(MARGIN * max(region.width, region.height)))
    box = (region.top, region.left, region.top + region.height, region.left + region.width)
    return padded_box(box, margin)


def outline_in(plane: NDArray[np.bool_], region: Region, box: Box) -> Outline:
    """The outline of a region in px of the patch that shows a box."""
    part = plane[
        region.top : region.top + region.height, region.left : region.left + region.width
    ].astype(np.uint8)
    _count, labels = cv2.connectedComponents(part, connectivity=8)
    row, column = region.inside[0] - region.top, region.inside[1] - region.left
    blob = (labels == labels[row, column]).astype(np.uint8)
    contours, _levels = cv2.findContours(blob, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    # From the centre of the first pixel of the region to the corner of the patch.
    offset = np.array([region.left - box[1] + 0.5, region.top - box[0] + 0.5], np.float32)
    lines = (contour.reshape(-1, 2).astype(np.float32) + offset for contour in contours)
    return tuple(np.concatenate([line, line[:1]]) for line in lines)


def _patches_of(
    image: NDArray[np.uint8],
    plane: NDArray[np.bool_],
    twins: Twins,
    twin: Twin,
    reference_box: Box,
    source: Patch,
) -> TwinPatches:
    region = twins.regions[twin.region_index]
    box = shown_box(region)
    found, outline = cut(image, box), outline_in(plane, region, box)
    is_reference = twin.region_index == twins.reference
    if twin.match is None:
        return TwinPatches(twin, is_reference, box, found, outline)
    aligned = warp_onto(image, twin.match.transform, reference_box)
    difference = absolute_difference(source, aligned).max(axis=2)
    return TwinPatches(
        twin,
        is_reference,
        box,
        found,
        outline,
        aligned,
        difference,
        local_correlation(source, aligned),
    )
