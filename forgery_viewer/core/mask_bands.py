"""Masks in the form that nearly all have, read band by band; the array itself is never held.

A stack of five instances of 4096 x 4096 px is 84 MB, of which little is ever marked.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.masks import MAX_INSTANCES, read_mask
from forgery_viewer.core.planes import BitPlanes

#: Bytes read at once: they stay in the processor's cache while they are looked at.
BAND_BYTES = 1 << 18
_HEADER_BYTES = 128
_USUAL_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00\x76\x00"
    rb"\{'descr': '\|u1', 'fortran_order': False, 'shape': \((\d+), (\d+), (\d+)\), \} *\n"
)


class OtherValuesError(ValueError):
    """A mask that looked usual has other values than 0 and 1, or was cut off while it was read."""


@dataclass(frozen=True, slots=True)
class MaskBands:
    """An open file with `instances` channels of `pixels` bytes each."""

    instances: int
    pixels: int
    file: io.FileIO

    def marked(self) -> Iterator[tuple[int, int, NDArray[np.uint8]]]:
        """(instance, first pixel, band) of the bands in which any pixel is marked, in their order.

        A band is good until the next one is asked for; every pixel of an instance is in one that is
        given, or 0. Raises OtherValuesError.
        """
        buffer = np.empty(min(BAND_BYTES, self.pixels), np.uint8)
        for number in range(self.instances):
            for begin in range(0, self.pixels, BAND_BYTES):
                band = buffer[: self.pixels - begin]
                read = self.file.readinto(band.data)
                highest = band.max() if read == len(band) else 2
                if highest > 1:
                    raise OtherValuesError
                if highest:
                    yield number, begin, band


@contextmanager
def open_bands(path: Path, height: int, width: int) -> Iterator[MaskBands | None]:
    """A file in the usual form, None of others, whatever is wrong with those.

    Only what is beyond doubt is read here: uint8 of the image's size, every byte in place.
    """
    try:
        file = io.FileIO(path)
    except OSError:
        yield None
        return
    with file:
        header = _USUAL_HEADER.fullmatch(file.read(_HEADER_BYTES))
        shape = tuple(map(int, header.groups())) if header is not None else (0, 0, 0)
        expected = _HEADER_BYTES + shape[0] * shape[1] * shape[2]
        is_usual = shape[1:] == (height, width) and os.fstat(file.fileno()).st_size == expected
        if is_usual and 0 < shape[0] <= MAX_INSTANCES:
            yield MaskBands(shape[0], height * width, file)
        else:
            yield None


def read_bit_planes(path: Path, height: int, width: int) -> BitPlanes:
    """The mask of an image of `height` x `width` pixels as bit planes.

    Raises MaskError as `read_mask`, whose array it spares where the file is in the usual form.
    """
    planes = _planes_of_bands(path, height, width)
    if planes is None:
        planes = BitPlanes.from_stack(read_mask(path, height, width).stack)
    return planes


def _planes_of_bands(path: Path, height: int, width: int) -> BitPlanes | None:
    try:
        with open_bands(path, height, width) as bands:
            if bands is None:
                return None
            planes = BitPlanes(height, width, bands.instances)
            flat = planes.bits.reshape(-1)
            for number, begin, band in bands.marked():
                bits: NDArray[np.unsignedinteger] = band.astype(planes.bits.dtype)
                flat[begin : begin + len(band)] |= np.left_shift(bits, planes.bit_shift(number))
    except (OSError, OtherValuesError):
        return None
    return planes
