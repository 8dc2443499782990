"""Pieces of a mask to be taken up: a region, or all of an instance."""

from __future__ import annotations

from forgery_viewer.core.drawing import NOTHING, Mark
from forgery_viewer.core.operations.extents import extent, pixels
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.placing import region_at
from forgery_viewer.state.mask_document import MaskDocument


def whole(planes: BitPlanes, number: int) -> Mark:
    """All of an instance; nothing where it has no pixel."""
    box = extent(planes, number)
    return Mark(box[0], box[1], pixels(planes, number, box)) if box is not None else NOTHING


def instance_at(document: MaskDocument, pixel: tuple[int, int]) -> int | None:
    """The instance that is seen at a pixel (row, column); of several the selected one, if it is."""
    planes, (row, column) = document.planes, pixel
    if not (0 <= row < planes.height and 0 <= column < planes.width):
        return None
    bits = int(planes.bits[row, column])
    seen = [k for k, state in enumerate(document.instances) if not state.hidden and bits >> k & 1]
    return document.current if document.current in seen else next(iter(seen), None)


def piece_at(document: MaskDocument, pixel: tuple[int, int] | None) -> Mark:
    """The selected instance's region at a pixel; where it has none there, all of it."""
    if not document.instances:
        return NOTHING
    number = document.current
    region = region_at(document.planes, number, pixel) if pixel is not None else NOTHING
    return whole(document.planes, number) if region.is_empty else region
