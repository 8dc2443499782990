"""Repairs of masks: pure functions from one stack of instances to another.

Each looks for itself for what is to be repaired, so that it is right for a mask that was edited
since the audit, and changes nothing where nothing is left to repair.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.masks import filled, read_mask
from forgery_viewer.core.opencv import cv2

Stack = NDArray[np.uint8]

DROP_EMPTY = "drop-empty-instances"
DROP_DUPLICATES = "drop-duplicate-instances"
REMOVE_SPECKS = "remove-specks"
TRANSPOSE = "transpose"
REWRITE = "rewrite"


@dataclass(frozen=True, slots=True)
class RepairContext:
    """What a repair needs to know besides the mask.

    Attributes:
        height: Rows of the image.
        width: Columns of the image.
        speck_px: Regions smaller than this are specks, as in `AuditOptions`.
    """

    height: int
    width: int
    speck_px: int = 16


def drop_empty_instances(stack: Stack, _context: RepairContext) -> Stack:
    """Without the instances that have no pixel, unless none has one."""
    kept = filled(stack)
    return stack[kept] if kept.any() else stack


def drop_duplicate_instances(stack: Stack, _context: RepairContext) -> Stack:
    """Without the instances that mark exactly what one before them does."""
    twice = {later for group in duplicates(stack) for later in group[1:]}
    return stack[[number for number in range(len(stack)) if number not in twice]]


def remove_specks(stack: Stack, context: RepairContext) -> Stack:
    """Without the regions under `speck_px` of instances that have larger ones, too."""
    repaired = stack.copy()
    for channel in repaired:
        channel[:] = _without_specks(channel, context.speck_px)
    return repaired


def transpose(stack: Stack, context: RepairContext) -> Stack:
    """Rows and columns swapped, unless the mask fits an image that is not square as it is."""
    fits = stack.shape[1:] == (context.height, context.width)
    if fits and context.height != context.width:
        return stack
    return np.ascontiguousarray(stack.swapaxes(1, 2))


def rewrite(stack: Stack, _context: RepairContext) -> Stack:
    """The same mask; reading it has made it an array (N, H, W) of uint8 0 and 1."""
    return np.ascontiguousarray(stack)


class Repair(NamedTuple):
    """What one repair does, for a person and for a program."""

    sentence: str
    apply: Callable[[Stack, RepairContext], Stack]


#: The repairs by their keys. `{speck_px}` stands in a sentence for the option.
REPAIRS: dict[str, Repair] = {
    DROP_EMPTY: Repair("Drop the instances without a pixel.", drop_empty_instances),
    DROP_DUPLICATES: Repair(
        "Keep the first of the identical instances, drop the others.", drop_duplicate_instances
    ),
    REMOVE_SPECKS: Repair("Remove the regions smaller than {speck_px} px.", remove_specks),
    TRANSPOSE: Repair("Swap the rows and columns of the mask.", transpose),
    REWRITE: Repair("Write the mask as an array (N, H, W) of uint8 0 and 1.", rewrite),
}


def repair(key: str, stack: Stack, context: RepairContext) -> Stack:
    """A mask (N, H, W) uint8 0/1 repaired; `stack` itself is never changed.

    For `TRANSPOSE` the stack may be (N, W, H), as `read_for_repair` gives it. Raises KeyError for a
    key that is not in `REPAIRS`.
    """
    return REPAIRS[key].apply(stack, context)


def read_for_repair(key: str, path: Path, context: RepairContext) -> Stack:
    """The mask of a file as a repair takes it: also one that is refused for being transposed.

    Raises MaskError as `read_mask`.
    """
    height, width = context.height, context.width
    if key == TRANSPOSE:
        height, width = width, height
    return read_mask(path, height, width).stack


def duplicates(stack: Stack) -> list[tuple[int, ...]]:
    """Groups of instances, by number from 0, that have the same pixels and any at all."""
    groups: dict[bytes, list[int]] = {}
    areas = [int(np.count_nonzero(channel.view(np.bool_))) for channel in stack]
    for number, area in enumerate(areas):
        if area and areas.count(area) > 1:
            pixels = np.packbits(stack[number].view(np.bool_)).tobytes()
            groups.setdefault(pixels, []).append(number)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _without_specks(channel: NDArray[np.uint8], speck_px: int) -> NDArray[np.uint8]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(channel, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    kept = areas >= speck_px
    kept[0] = False
    if not kept.any() or kept[1:].all():
        return channel
    return np.asarray(kept.astype(np.uint8)[labels], np.uint8)
