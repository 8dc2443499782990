"""Masks as the stretches of pixels that they mark: what scores and submissions are counted with.

A mask covers a few per cent of its image in a few hundred stretches. Comparing those costs what
they are, whatever the size of the image, and nothing is ever as large as the image.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.cells import Cells
from forgery_viewer.core.intervals import Places, expanded, one_without_other
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.runs import WORD_PX, changes

Stack = NDArray[np.uint8]
"""(N, H, W) of 0 and 1."""


@dataclass(frozen=True, slots=True)
class ColumnRuns:
    """The stretches of a mask down its columns, pixel (r, c) being number c x height + r, from 0.

    In order of instance and start; those of an instance do not overlap.

    Attributes:
        instance: Number of the instance of each, from 0.
        start: First pixel.
        end: Pixel after the last; a stretch may go on at the top of the next column.
    """

    instance: Places
    start: Places
    end: Places


@dataclass(frozen=True)
class SparseMask:
    """A stack of `count` instances over an image of `height` x `width` pixels.

    The stretches are in order of instance and start; those of an instance do not overlap.

    Attributes:
        height: Rows of the image.
        width: Columns of the image.
        count: The number of instances, empty ones included.
        instance: Number of the instance of each stretch, from 0.
        start: First pixel, row x width + column.
        end: Pixel after the last; a stretch may go on at the left of the next row.
    """

    height: int
    width: int
    count: int
    instance: Places
    start: Places
    end: Places

    @classmethod
    def empty(cls, height: int, width: int, count: int = 0) -> SparseMask:
        """A mask without a pixel."""
        nothing = np.zeros(0, np.int64)
        return cls(height, width, count, nothing, nothing, nothing)

    @classmethod
    def of_stack(cls, stack: Stack | NDArray[np.bool_]) -> SparseMask:
        """The same mask as an (N, H, W) stack of 0 and 1, of any number of instances."""
        count, height, width = stack.shape
        words = np.zeros((count, height * width // WORD_PX + 1), "<u8")
        for plane, packed in zip(stack, words.view(np.uint8), strict=True):
            flat = np.packbits(np.ascontiguousarray(plane).ravel(), bitorder="little")
            packed[: len(flat)] = flat
        return cls.of_words(words.astype(np.uint64, copy=False), height, width)

    @classmethod
    def of_words(cls, words: NDArray[np.uint64], height: int, width: int) -> SparseMask:
        """The mask in packed pixels, which are as `Runs.of_words` takes them."""
        places = changes(words.ravel())
        start, end = places[0::2], places[1::2]
        if len(words) == 1:
            return cls(height, width, 1, np.zeros(len(start), np.int64), start, end)
        length = words.shape[1] * WORD_PX
        instance = start // length
        offset = instance * length
        return cls(height, width, len(words), instance, start - offset, end - offset)

    @classmethod
    def of_planes(cls, planes: BitPlanes) -> SparseMask:
        """The same mask as bit planes, which are looked at once."""
        return cls.of_bits(planes.bits, planes.count)

    @classmethod
    def of_bits(cls, bits: NDArray[np.unsignedinteger], count: int) -> SparseMask:
        """The mask of which instance k is bit k of `bits` (H, W)."""
        height, width = bits.shape
        flat = np.ascontiguousarray(bits).ravel()
        place = np.flatnonzero(flat[1:] != flat[:-1]) + 1
        # The places from which on the value is another one, nothing behind the last pixel.
        place = np.concatenate(([0], place, [flat.size]))
        value = np.concatenate((flat[place[:-1]], np.zeros(1, flat.dtype)))
        parts = []
        for number in range(count):
            has = (value >> flat.dtype.type(number)) & flat.dtype.type(1) != 0
            edges = np.flatnonzero(np.diff(has, prepend=False))
            parts.append(place[edges].reshape(-1, 2))
        return cls._of_parts(height, width, parts)

    @classmethod
    def of_column_runs(cls, runs: ColumnRuns, height: int, width: int, count: int) -> SparseMask:
        """The mask that is marked by stretches down the columns."""
        return cls(width, height, count, runs.instance, runs.start, runs.end).turned()

    @classmethod
    def _of_parts(cls, height: int, width: int, parts: Sequence[Places]) -> SparseMask:
        """A mask of one (stretches, 2) array of starts and ends for each instance."""
        if not parts:
            return cls.empty(height, width)
        instance = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        start, end = np.concatenate(parts).T
        return cls(height, width, len(parts), instance, start, end)

    @cached_property
    def cells(self) -> Cells:
        """The image cut up by which instances the pixels are in."""
        size = self.height * self.width
        return Cells.of_stretches(self.instance, self.start, self.end, self.count, size)

    @cached_property
    def areas_px(self) -> Places:
        """(count,) pixels of each instance."""
        lengths = self.end - self.start
        # Floats hold every count of pixels exactly, up to 2 ** 53.
        return np.bincount(self.instance, lengths, self.count).astype(np.int64)

    def turned(self) -> SparseMask:
        """The same mask of the image with rows and columns exchanged."""
        turned = _turned(self.instance, self.start, self.end, self.height, self.width)
        return SparseMask(self.width, self.height, self.count, *turned)

    def column_runs(self) -> ColumnRuns:
        """The stretches down the columns, each as long as can be."""
        instance, start, end = _turned(self.instance, self.start, self.end, self.height, self.width)
        goes_on = (end[:-1] == start[1:]) & (instance[:-1] == instance[1:])
        first = np.concatenate(([True], ~goes_on)) if len(start) else goes_on
        last = np.concatenate((~goes_on, [True])) if len(start) else goes_on
        return ColumnRuns(instance[first], start[first], end[last])

    def chosen(self, numbers: Sequence[int]) -> SparseMask:
        """The mask of some of the instances, in the order given."""
        bounds = np.searchsorted(self.instance, np.arange(self.count + 1))
        stretches = np.stack((self.start, self.end), axis=1)
        parts = [stretches[bounds[number] : bounds[number + 1]] for number in numbers]
        return SparseMask._of_parts(self.height, self.width, parts)

    def without_empty(self) -> SparseMask:
        """The mask of the instances that have a pixel, in their order."""
        filled = np.flatnonzero(self.areas_px)
        return self if len(filled) == self.count else self.chosen(filled.tolist())

    def union(self) -> SparseMask:
        """The mask of one instance, of all pixels that are in any."""
        cells = self.cells
        inside = cells.cell != 0
        edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
        place = np.append(cells.place, cells.size)[edges]
        start, end = place[0::2], place[1::2]
        filled = start < end
        start, end = start[filled], end[filled]
        return SparseMask(self.height, self.width, 1, np.zeros(len(start), np.int64), start, end)

    def to_stack(self) -> Stack:
        """(N, H, W) uint8 of 0 and 1."""
        stack = np.zeros((self.count, self.height * self.width), np.uint8)
        stack[np.repeat(self.instance, self.end - self.start), expanded(self.start, self.end)] = 1
        return stack.reshape(self.count, self.height, self.width)

    def to_planes(self) -> BitPlanes:
        """The same mask as bit planes. Raises ValueError above 64 instances."""
        planes = BitPlanes(self.height, self.width, self.count)
        cells = self.cells
        number = np.arange(self.count, dtype=np.uint64)
        values = np.zeros(cells.cells, np.uint64)
        if cells.owners is None:
            values[1:] = np.uint64(1) << number
        else:
            np.bitwise_or.at(values, cells.owners[0], np.uint64(1) << number[cells.owners[1]])
        lengths = np.diff(cells.place, append=cells.size)
        flat = np.repeat(values.astype(planes.bits.dtype)[cells.cell], lengths)
        planes.bits = flat.reshape(self.height, self.width)
        return planes


def _turned(
    instance: Places, start: Places, end: Places, height: int, width: int
) -> tuple[Places, Places, Places]:
    """Stretches along the rows as stretches down the columns of the same pixels, and in order.

    A pixel begins a stretch down its column where the one above it is not marked, and the one after
    a stretch is not marked where the one above it is. Which pixels those are follows from the
    stretches and the same ones a row further down.
    """
    # Room for the row below the last between the instances.
    room = height * width + width
    marked = (instance * room + start, instance * room + end)
    tops, behind = one_without_other(marked, (marked[0] + width, marked[1] + width))
    # Sorted with the instance in front, the nth end is that of the nth start.
    starts = _down(expanded(*tops), room, height, width)
    ends = _down(expanded(*behind), room, height, width)
    room = height * width + 1
    instance, start = np.divmod(starts, room)
    return instance, start, ends - instance * room


def _down(place: Places, room: int, height: int, width: int) -> Places:
    """Numbers down the columns of pixels by number along the rows, instances apart, in order."""
    instance, place = np.divmod(place, room)
    row, column = np.divmod(place, width)
    return np.sort(instance * (height * width + 1) + column * height + row)
