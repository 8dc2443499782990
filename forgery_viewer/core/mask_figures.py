"""The figures of a mask's file: instances, area and regions, in one pass where that can be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.mask_bands import MaskBands, OtherValuesError, open_bands
from forgery_viewer.core.masks import MaskFigures, measure, read_mask
from forgery_viewer.core.regions import count_regions
from forgery_viewer.core.runs import WORD_PX, Runs


@dataclass(frozen=True, slots=True)
class FileFigures:
    """What there is to count in the file of a mask.

    Attributes:
        instances: Channels, empty ones included.
        area_px: Pixels that are in any instance.
        regions: 8-connected regions, summed over the instances.
        empty: Numbers of the instances without a pixel, from 1.
        dtype: Kind of number that the file holds.
        note: How the file differs from the usual form, "" where it does not.
    """

    instances: int
    area_px: int
    regions: int
    empty: tuple[int, ...]
    dtype: str
    note: str


def measure_file(path: Path, height: int, width: int, *, allow_none: bool = False) -> FileFigures:
    """The figures of the mask of an image of `height` x `width` pixels.

    Every file that `read_mask` reads is measured, one in the usual form without holding its array.

    Raises:
        MaskError: As `read_mask`.
        MemoryError: The mask is larger than the memory.
    """
    words = read_words(path, height, width)
    if words is not None:
        return _figures_of_words(words, height, width)
    mask = read_mask(path, height, width, allow_none=allow_none)
    figures: MaskFigures = measure(mask)
    return FileFigures(
        figures.instances,
        figures.area_px,
        count_regions(mask.stack),
        figures.empty,
        mask.dtype,
        mask.note,
    )


def _figures_of_words(words: NDArray[np.uint64], height: int, width: int) -> FileFigures:
    runs = Runs.of_words(words, height, width)
    area_px = runs.pixels
    empty: tuple[int, ...] = () if area_px else (1,)
    if len(words) > 1:
        area_px = int(np.bitwise_count(np.bitwise_or.reduce(words)).sum(dtype=np.int64))
        empty = tuple(int(number) + 1 for number in np.flatnonzero(~words.any(axis=1)))
    return FileFigures(len(words), area_px, runs.count_regions(), empty, "uint8", "")


def read_words(path: Path, height: int, width: int) -> NDArray[np.uint64] | None:
    """The instances of a file in the usual form, as `Runs.of_words` takes them; None of others.

    Only what is beyond doubt is read here: uint8 0 and 1 of the image's size, every byte in place.
    """
    try:
        with open_bands(path, height, width) as bands:
            return _pack(bands) if bands is not None else None
    except (OSError, OtherValuesError):
        return None


def _pack(bands: MaskBands) -> NDArray[np.uint64]:
    words = np.zeros((bands.instances, bands.pixels // WORD_PX + 1), "<u8")
    planes = words.view(np.uint8)
    # Much of a large mask is empty, and so are the words.
    for number, begin, band in bands.marked():
        packed = np.packbits(band, bitorder="little")
        planes[number, begin // 8 : begin // 8 + len(packed)] = packed
    return words.astype(np.uint64, copy=False)
