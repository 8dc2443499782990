"""An image cut up by a mask: stretches of pixels that are all in the same instances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.intervals import Places, expanded

_BITS = 64


@dataclass(frozen=True)
class Cells:
    """Which instances of a mask each pixel is in, pixels being counted row by row from 0.

    Pixels in the same instances make up one cell, wherever they lie; cell 0 are those in none.

    Attributes:
        size: Pixels of the image.
        count: Instances of the mask, empty ones included.
        cells: The number of cells; some may have no pixel.
        place: (n,) where stretches begin, in order; the first is 0. Some may have no pixel.
        cell: (n,) the cell of each stretch.
        owners: (m,) cells and (m,) instances, each of which is the instance's; None where cell
            k + 1 is simply instance k.
    """

    size: int
    count: int
    cells: int
    place: Places
    cell: NDArray[np.intp]
    owners: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None

    @classmethod
    def of_stretches(
        cls, instance: Places, start: Places, end: Places, count: int, size: int
    ) -> Cells:
        """The cells of a mask's stretches, which are as those of `SparseMask`."""
        if count > 1:
            order = np.argsort(start, kind="stable")
            instance, start, end = instance[order], start[order], end[order]
        if (start[1:] < end[:-1]).any():
            return _overlapping(instance, start, end, count, size)
        place, cell = (np.zeros(2 * len(start) + 1, np.int64) for _ in range(2))
        place[1::2], place[2::2] = start, end
        cell[1::2] = instance + 1
        return cls(size, count, count + 1, place, cell)

    @classmethod
    def of_bits(cls, bits: NDArray[np.unsignedinteger], count: int) -> Cells:
        """The cells of the mask of which instance k is bit k of `bits` (H, W); at most 64."""
        flat = np.ascontiguousarray(bits).ravel()
        place = np.concatenate(([0], np.flatnonzero(flat[1:] != flat[:-1]) + 1))
        return _of_values(place, flat[place].astype(np.uint64)[:, np.newaxis], count, flat.size)

    def by_instance(self, table: NDArray[Any]) -> NDArray[Any]:
        """Of numbers of each cell (cells, ...) the sums of each instance (count, ...)."""
        if self.owners is None:
            return np.asarray(table[1:])
        cells, instances = self.owners
        sums = np.zeros((self.count, *table.shape[1:]), table.dtype)
        np.add.at(sums, instances, table[cells])
        return sums

    def cells_of(self, instances: Sequence[int]) -> NDArray[np.intp]:
        """The cells of pixels in any of some instances."""
        if self.owners is None:
            return np.asarray(instances, np.intp) + 1
        cells, owners = self.owners
        return np.unique(cells[np.isin(owners, instances)])

    def at(self, place: Places) -> NDArray[np.intp]:
        """The cells of some pixels."""
        return np.asarray(self.cell[np.searchsorted(self.place, place, side="right") - 1])

    def inside(self, box: tuple[int, int, int, int], width: int) -> Cells:
        """The cells of a part (top, left, bottom, right) of an image of this width, same numbers.

        The part has at least one pixel, and the pixels in it are counted row by row from 0.
        """
        top, left, bottom, right = box
        across = right - left
        begin = np.arange(top, bottom, dtype=np.int64) * width + left
        first = np.searchsorted(self.place, begin, side="right") - 1
        behind = np.searchsorted(self.place, begin + across, side="left")
        which = expanded(first, behind)
        row = np.repeat(np.arange(bottom - top), behind - first)
        place = np.maximum(self.place[which] - begin[row], 0) + row * across
        return Cells((bottom - top) * across, self.count, self.cells, place, self.cell[which],
                     self.owners)  # fmt: skip


def _overlapping(instance: Places, start: Places, end: Places, count: int, size: int) -> Cells:
    """Cells of stretches of which some overlap: bits are turned at every start and end."""
    words = -(-count // _BITS)
    place = np.concatenate((start, end))
    turned = np.zeros((len(place), words), np.uint64)
    number = np.concatenate((instance, instance))
    turned[np.arange(len(place)), number // _BITS] = np.uint64(1) << (number % _BITS).astype("u8")
    order = np.argsort(place, kind="stable")
    values = np.bitwise_xor.accumulate(turned[order], axis=0)
    nothing = np.zeros((1, words), np.uint64)
    place = np.concatenate((np.zeros(1, np.int64), place[order]))
    return _of_values(place, np.concatenate((nothing, values)), count, size)


def _of_values(place: Places, values: NDArray[np.uint64], count: int, size: int) -> Cells:
    """Cells of stretches of which the instances are known as bits: (stretches, words)."""
    # Nothing sorts first, and is made to be among them.
    values = np.concatenate((np.zeros((1, values.shape[1]), np.uint64), values))
    if values.shape[1] == 1:
        different, cell = np.unique(values[:, 0], return_inverse=True)
        different = different[:, np.newaxis]
    else:
        different, cell = np.unique(values, axis=0, return_inverse=True)
    as_bytes = np.ascontiguousarray(different).astype("<u8").view(np.uint8)
    bits = np.unpackbits(as_bytes, axis=1, count=count, bitorder="little")
    cells, instances = np.nonzero(bits)
    return Cells(size, count, len(different), place, cell.reshape(-1)[1:], (cells, instances))
