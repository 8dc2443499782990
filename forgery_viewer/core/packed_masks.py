"""Whole masks kept small, and one mask in place of another as a step that can be undone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.edits import Box, Edit, pack_edit, united
from forgery_viewer.core.planes import BitPlanes

Stack = NDArray[np.uint8]
"""(N, H, W) of 0 and 1."""

NEW = -1
"""In place of the number of an instance that was not there before."""


@dataclass(frozen=True, slots=True)
class PackedMask:
    """A mask of `height` x `width` pixels: of each instance its packed pixels, None without any."""

    height: int
    width: int
    instances: tuple[Edit | None, ...]

    @classmethod
    def of(cls, stack: Stack) -> PackedMask:
        """Pack an (N, H, W) stack of 0 and 1."""
        _count, height, width = stack.shape
        packed = (pack_edit(number, channel != 0) for number, channel in enumerate(stack))
        return cls(height, width, tuple(packed))

    @classmethod
    def of_planes(cls, planes: BitPlanes) -> PackedMask:
        """Pack a mask as it is in memory."""
        packed = (pack_edit(number, planes.plane(number)) for number in range(planes.count))
        return cls(planes.height, planes.width, tuple(packed))

    @property
    def size_bytes(self) -> int:
        """Memory that the packed pixels take."""
        return sum(edit.size_bytes for edit in self.instances if edit is not None)

    def to_planes(self) -> BitPlanes:
        """The mask as it was, in an array of its own."""
        planes = BitPlanes(self.height, self.width, len(self.instances))
        for edit in self.instances:
            if edit is not None:
                edit.flip(planes)
        return planes

    def is_mask(self, planes: BitPlanes) -> bool:
        """Whether this is exactly the mask in `planes`."""
        size = (planes.count, planes.height, planes.width)
        if size != (len(self.instances), self.height, self.width):
            return False
        return bool(np.array_equal(self.to_planes().bits, planes.bits))


@dataclass(frozen=True, slots=True)
class MaskChange:
    """One mask in place of another of the same size.

    Attributes:
        before: The mask that was there.
        after: The mask that takes its place.
        origins: For each instance of `after` the number that it had in `before`, from 0, or `NEW`.
        touched: Numbers of the instances of `before` that are not there any more as they were.
        box: Where pixels differ; None where none does.
    """

    before: PackedMask
    after: PackedMask
    origins: tuple[int, ...]
    touched: frozenset[int]
    box: Box | None


def mask_digest(planes: BitPlanes) -> str:
    """What tells a mask from every other, whatever file it lies in: size, instances, pixels."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{planes.count} {planes.height} {planes.width};".encode())
    for number in range(planes.count):
        digest.update(np.packbits(planes.plane(number)).tobytes())
    return digest.hexdigest()


def mask_change(before: Stack, after: Stack) -> MaskChange:
    """What it takes to put the stack `after` (M, H, W) in the place of `before` (N, H, W).

    Instances that are left are known by their pixels; where as many are there as before, each is
    the one of its number. Raises ValueError for stacks of different height or width.
    """
    if before.shape[1:] != after.shape[1:]:
        raise ValueError(f"a mask of {before.shape[1:]} cannot become one of {after.shape[1:]}")
    packed = (PackedMask.of(before), PackedMask.of(after))
    origins = _origins(*packed)
    unchanged = {
        origin
        for number, origin in enumerate(origins)
        if origin != NEW and _same_pixels(packed[0].instances[origin], packed[1].instances[number])
    }
    touched = frozenset(range(len(before))) - unchanged
    changed = [packed[0].instances[number] for number in touched]
    changed += [
        packed[1].instances[number]
        for number, origin in enumerate(origins)
        if origin not in unchanged
    ]
    boxes = [edit.box for edit in changed if edit]
    return MaskChange(*packed, origins, touched, united(boxes) if boxes else None)


def _origins(before: PackedMask, after: PackedMask) -> tuple[int, ...]:
    if len(before.instances) == len(after.instances):
        return tuple(range(len(after.instances)))
    origins, first = [], 0
    for edit in after.instances:
        found = (
            number
            for number in range(first, len(before.instances))
            if _same_pixels(before.instances[number], edit)
        )
        origins.append(next(found, NEW))
        # Instances keep their order, so that the next one is looked for behind this one.
        first = origins[-1] + 1 if origins[-1] != NEW else first
    return tuple(origins)


def _same_pixels(one: Edit | None, other: Edit | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.box == other.box and one.packed == other.packed
