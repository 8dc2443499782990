"""Changes of one instance's pixels, kept as packed bits so that undo is exact and small."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.planes import BitPlanes

Box = tuple[int, int, int, int]
"""(top, left, bottom, right) in pixels, ends excluded."""

_BAND_PX = 1 << 17
"""So many pixels at a time stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The pixels of instance `number` that one step flipped, inside `box`.

    Flipping is its own opposite, so the same edit does and undoes.

    Attributes:
        number: The instance, from 0.
        box: The smallest one around what was flipped.
        flipped_px: How many pixels that are.
        packed: Which ones: a bit for each pixel of the box by rows, compressed; empty where they
            are kept elsewhere.
        added_px: How many of them came to the instance, None where nobody knows.
    """

    number: int
    box: Box
    flipped_px: int
    packed: bytes
    added_px: int | None = field(default=None, compare=False)

    @property
    def size_bytes(self) -> int:
        """Memory that the packed pixels take."""
        return len(self.packed)

    def flipped(self) -> NDArray[np.bool_]:
        """(box height, box width) bool: which pixels were flipped.

        Raises ValueError where the packed pixels are not those of the box.
        """
        top, left, bottom, right = self.box
        flat = np.unpackbits(self._bits(), count=self._area_px)
        return flat.reshape(bottom - top, right - left).view(np.bool_)

    def check(self) -> None:
        """Raise ValueError where the packed pixels are not those of the box."""
        self._bits()

    @property
    def _area_px(self) -> int:
        top, left, bottom, right = self.box
        return (bottom - top) * (right - left)

    def _bits(self) -> NDArray[np.uint8]:
        return _unpacked(self.packed, (self._area_px + 7) // 8)

    def flip(self, planes: BitPlanes) -> Box:
        """Flip the pixels in `planes`; returns the box that changed."""
        top, left, bottom, right = self.box
        # As numbers, not booleans: a product of the two types takes a quarter longer.
        flipped, bit = self.flipped().view(np.uint8), planes.bit(self.number)
        step = max(1, _BAND_PX // (right - left))
        for row in range(top, bottom, step):
            band = slice(row, min(row + step, bottom))
            planes.bits[band, left:right] ^= flipped[band.start - top : band.stop - top] * bit
        return self.box


def _unpacked(packed: bytes, size_bytes: int) -> NDArray[np.uint8]:
    # Never more than is wanted: a few bytes can be made to unpack to gigabytes.
    engine = zlib.decompressobj()
    try:
        data = engine.decompress(packed, size_bytes + 1)
    except zlib.error as error:
        raise ValueError(f"packed pixels are damaged: {error}") from error
    if len(data) != size_bytes or not engine.eof:
        raise ValueError(f"packed pixels are not the {size_bytes} bytes of their box")
    return np.frombuffer(data, np.uint8)


def pack_edit(number: int, flipped: NDArray[np.bool_], top: int = 0, left: int = 0) -> Edit | None:
    """An edit from a bool array that stands at (top, left); None where nothing is true."""
    box = _box_of(flipped)
    if box is None:
        return None
    first, start, last, stop = box
    inside = flipped[first:last, start:stop]
    return Edit(
        number=number,
        box=(top + first, left + start, top + last, left + stop),
        flipped_px=int(np.count_nonzero(inside)),
        packed=zlib.compress(np.packbits(inside).tobytes(), 1),
    )


def flipped_between(before: Edit | None, after: Edit | None, number: int) -> Edit | None:
    """The edit of instance `number` that makes the pixels of `before` those of `after`.

    Both hold all pixels of an instance, None for none. None where they are the same.
    """
    held = [edit for edit in (before, after) if edit is not None]
    if not held:
        return None
    top, left, bottom, right = united([edit.box for edit in held])
    flipped = np.zeros((bottom - top, right - left), np.bool_)
    for edit in held:
        first, start, last, stop = edit.box
        flipped[first - top : last - top, start - left : stop - left] ^= edit.flipped()
    return pack_edit(number, flipped, top, left)


class StrokeRecorder:
    """Applies the marks of one stroke to a plane and remembers which pixels they flipped.

    A stroke that `spares_others` paints no pixel that another instance has.
    """

    def __init__(
        self, planes: BitPlanes, number: int, *, erase: bool, spares_others: bool = False
    ) -> None:
        self._planes = planes
        self._bit = planes.bit(number)
        self._number = number
        self._erase = erase
        self._spares_others = spares_others and not erase
        # Untouched pages of a zeroed array cost nothing, so this is cheap at any image size.
        self._flipped = np.zeros(planes.bits.shape, np.bool_)
        self._box: Box | None = None

    @property
    def number(self) -> int:
        """The instance that is changed."""
        return self._number

    def apply(self, mark: Mark) -> Box | None:
        """Paint or erase under `mark`; returns the box that changed, None where nothing did."""
        if mark.is_empty:
            return None
        rows, columns = mark.box
        bits = self._planes.bits[rows, columns]
        has_bit = (bits & self._bit) != 0
        change = mark.inside & (has_bit if self._erase else ~has_bit)
        if self._spares_others:
            # Where the instance is not, any bit is one of another.
            change &= bits == 0
        inside = _box_of(change)
        if inside is None:
            return None
        bits ^= change * self._bit
        self._flipped[rows, columns] |= change
        first, start, last, stop = inside
        top, left = rows.start, columns.start
        box = (top + first, left + start, top + last, left + stop)
        self._box = box if self._box is None else united((self._box, box))
        return box

    def finish(self) -> Edit | None:
        """The whole stroke as one edit; None when it changed nothing."""
        if self._box is None:
            return None
        top, left, bottom, right = self._box
        edit = pack_edit(self._number, self._flipped[top:bottom, left:right], top, left)
        if edit is None:
            return None
        return replace(edit, added_px=0 if self._erase else edit.flipped_px)

    def take_back(self) -> Box | None:
        """Undo the stroke so far; returns the box to show again."""
        if self._box is None:
            return None
        top, left, bottom, right = self._box
        change = self._flipped[top:bottom, left:right] * self._bit
        self._planes.bits[top:bottom, left:right] ^= change
        return self._box


def _box_of(plane: NDArray[np.bool_]) -> Box | None:
    """The smallest box around what is true, None where nothing is."""
    rows = np.flatnonzero(plane.any(axis=1))
    if rows.size == 0:
        return None
    first, last = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(plane[first:last].any(axis=0))
    return first, int(columns[0]), last, int(columns[-1]) + 1


def united(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of `boxes`, of which there must be one at least."""
    tops, lefts, bottoms, rights = zip(*boxes, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)
