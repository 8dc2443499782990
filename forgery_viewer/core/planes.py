"""A mask in memory: instance k is bit k of one (H, W) unsigned array.

Bit planes keep overlaps, cost one array however many instances there are, and make an instance's
colour, visibility and lock a matter of a table. Only loading and saving know (N, H, W).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.opencv import cv2

Bits: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32] | NDArray[np.uint64]
"""(H, W), bit k set where instance k is."""

_BAND_PX = 1 << 15
"""So many pixels at a time stay in the processor's cache."""

_WIDTHS: tuple[tuple[int, type[np.unsignedinteger]], ...] = (
    (8, np.uint8),
    (16, np.uint16),
    (32, np.uint32),
    (64, np.uint64),
)


def bits_dtype(count: int) -> np.dtype[np.unsignedinteger]:
    """The narrowest unsigned type with room for `count` instances.

    Raises ValueError above 64.
    """
    for width, dtype in _WIDTHS:
        if count <= width:
            return np.dtype(dtype)
    msg = f"{count} instances, at most {MAX_INSTANCES} fit into one mask"
    raise ValueError(msg)


class BitPlanes:
    """A stack of `count` instances over an image of `height` x `width` pixels."""

    def __init__(self, height: int, width: int, count: int = 0) -> None:
        self.bits: Bits = np.zeros((height, width), bits_dtype(count))
        self._count = count

    @classmethod
    def from_stack(cls, stack: NDArray[np.uint8]) -> BitPlanes:
        """Bit planes of an (N, H, W) stack of 0 and 1. Raises ValueError above 64 instances."""
        count, height, width = stack.shape
        planes = cls(height, width, count)
        for number in range(count):
            planes.bits |= stack[number].astype(planes.bits.dtype) << planes.bit_shift(number)
        return planes

    @property
    def count(self) -> int:
        """The number of instances, empty ones included."""
        return self._count

    @property
    def height(self) -> int:
        """Rows of the image."""
        return int(self.bits.shape[0])

    @property
    def width(self) -> int:
        """Columns of the image."""
        return int(self.bits.shape[1])

    def bit_shift(self, number: int) -> np.unsignedinteger:
        """`number` in the array's own type, so that numpy does not widen a shift by it."""
        return self.bits.dtype.type(number)

    def bit(self, number: int) -> np.unsignedinteger:
        """The value with only bit `number` set, in the array's own type."""
        return self.bits.dtype.type(1 << number)

    def plane(self, number: int) -> NDArray[np.bool_]:
        """(H, W) bool: where instance `number` is."""
        self._check(number)
        return np.asarray((self.bits & self.bit(number)) != 0, np.bool_)

    def union(self) -> NDArray[np.bool_]:
        """(H, W) bool: where any instance is."""
        return np.asarray(self.bits != 0, np.bool_)

    def to_stack(self) -> NDArray[np.uint8]:
        """(N, H, W) uint8 of 0 and 1, C-order."""
        stack = np.empty((self._count, self.height, self.width), np.uint8)
        for number in range(self._count):
            stack[number] = (self.bits >> self.bit_shift(number)) & self.bit(0)
        return stack

    def insert(self, number: int, plane: NDArray[np.bool_] | None = None) -> None:
        """Put a new instance (empty, or where `plane` (H, W) is true) at place `number`.

        The instances from there on move up by one. Raises ValueError when 64 are there already.
        """
        if not 0 <= number <= self._count:
            msg = f"place {number} is outside 0..{self._count}"
            raise ValueError(msg)
        wider = bits_dtype(self._count + 1)
        if wider != self.bits.dtype:
            self.bits = self.bits.astype(wider)
        if number < self._count:
            below, one = self._below(number), self.bit_shift(1)
            self._rearrange(lambda bits: (bits & below) | ((bits & ~below) << one))
        self._count += 1
        if plane is not None:
            self.bits[plane] |= self.bit(number)

    def remove(self, number: int) -> None:
        """Take instance `number` out; the instances above it move down by one.

        The array becomes narrower again where that is enough for those that are left.
        """
        self._check(number)
        below, above, one = self._below(number), ~self._below(number + 1), self.bit_shift(1)
        if number + 1 < self._count:
            self._rearrange(lambda bits: (bits & below) | ((bits & above) >> one))
        else:
            self.bits = self.bits & below
        self._count -= 1
        self.bits = self.bits.astype(bits_dtype(self._count), copy=False)

    def move(self, start: int, end: int) -> None:
        """Take the instance at place `start` out and put it in at place `end`."""
        self._check(start)
        self._check(end)
        low, high = min(start, end), max(start, end)
        between = self._below(high + 1) & ~self._below(low)
        others, first, one = between & ~self.bit(start), self.bit(0), self.bit_shift(1)
        taken, put = self.bit_shift(start), self.bit_shift(end)

        def moved(bits: Bits) -> Bits:
            kept = bits & others
            shifted = (kept >> one) if start < end else (kept << one)
            found: Bits = (bits & ~between) | shifted | (((bits >> taken) & first) << put)
            return found

        self._rearrange(moved)

    def _rearrange(self, formula: Callable[[Bits], Bits]) -> None:
        """Put the bits of each pixel in another order.

        Of 8 bits a table says how; of more, parts are computed that stay in the processor's cache.
        """
        if self.bits.dtype == np.uint8 and self.bits.size:
            table = np.asarray(formula(np.arange(256, dtype=np.uint8)), np.uint8)
            self.bits = np.asarray(cv2.LUT(self.bits, table), np.uint8).reshape(self.bits.shape)
            return
        after, rows = np.empty_like(self.bits), max(1, _BAND_PX // max(1, self.width))
        for top in range(0, self.height, rows):
            after[top : top + rows] = formula(self.bits[top : top + rows])
        self.bits = after

    def copy(self) -> BitPlanes:
        """The same mask in an array of its own."""
        other = BitPlanes(0, 0)
        other.bits = self.bits.copy()
        other._count = self._count
        return other

    def shared(self) -> BitPlanes:
        """The same mask in the same array, for another thread to read.

        It sees pixels that are flipped, but not that instances come, go or change places.
        """
        other = BitPlanes(0, 0)
        other.bits, other._count = self.bits, self._count
        return other

    def equals_stack(self, stack: NDArray[np.uint8]) -> bool:
        """Whether this mask is exactly the (N, H, W) `stack`."""
        if stack.shape != (self._count, self.height, self.width):
            return False
        return all(np.array_equal(self.plane(k), stack[k] != 0) for k in range(self._count))

    def _below(self, number: int) -> np.unsignedinteger:
        return self.bits.dtype.type((1 << number) - 1)

    def _check(self, number: int) -> None:
        if not 0 <= number < self._count:
            msg = f"no instance {number}: the mask has {self._count}"
            raise IndexError(msg)
