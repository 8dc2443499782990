"""Masks on disk: `.npy` stacks of instances, and what else is accepted in their place.

A mask is an array (N, H, W) of 0 and 1, one channel an instance. Other ways to write the same down
are read as well, but nothing that would need a guess about its geometry.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import MaskError, system_reason

#: As many instances as one mask can have: each is a bit of one unsigned integer while it is edited.
MAX_INSTANCES = 64

#: The note of a mask whose marked pixels are 255.
ZERO_AND_255 = "0/255, read as 0/1"

_BAND_PX = 1 << 16
_NPY_START = b"\x93NUM"
_ZIP_START = b"PK\x03\x04"
_PICKLE_START, _PICKLE_PROTOCOLS = b"\x80", (b"\x02", b"\x03", b"\x04", b"\x05")
_NO_ARRAY = "is not a NumPy array (.npy)"


@dataclass(frozen=True, slots=True)
class MaskFile:
    """A mask as it was read.

    Attributes:
        stack: (N, H, W) uint8 of 0 and 1, C-contiguous.
        note: How the file differs from that form, "" where it does not.
        dtype: Kind of number that the file holds.
    """

    stack: NDArray[np.uint8]
    note: str
    dtype: str = "uint8"


@dataclass(frozen=True, slots=True)
class MaskFigures:
    """What there is to count in a mask.

    Attributes:
        instances: Channels of the stack, empty ones included.
        area_px: Pixels that are in any instance.
        empty: Numbers of the instances without a pixel, from 1.
        note: As in `MaskFile`.
    """

    instances: int
    area_px: int
    empty: tuple[int, ...]
    note: str


def read_mask(path: Path, height: int, width: int, *, allow_none: bool = False) -> MaskFile:
    """The mask of an image of `height` x `width` pixels.

    Read are (N, H, W) and (H, W) arrays of integers, floats or booleans with the values 0 and 1, or
    of integers with 0 and 255, and (H, W, N) where only that fits the image. `allow_none` lets an
    array of zero channels pass, which a reviewer leaves who deleted every instance.

    Raises:
        MaskError: The file is missing, empty, cut off or no array; holds Python objects, other
            values or another size; or has no channels, or more than `MAX_INSTANCES`.
    """
    try:
        with path.open("rb") as file:
            array, note = _read_array(path, file, (height, width), allow_none=allow_none)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "is missing" if missing else f"cannot be read: {system_reason(error)}"
        raise MaskError(path, reason) from error
    stack, kind = _zeros_and_ones(path, array)
    notes = ", ".join(filter(None, (note, kind)))
    return MaskFile(np.ascontiguousarray(stack), notes, array.dtype.name)


def write_mask(path: Path, stack: NDArray[np.uint8]) -> None:
    """Write a stack (N, H, W) of 0 and 1 as it is meant to be: uint8, C-contiguous, atomically.

    Raises:
        ValueError: The stack is no such array.
        OSError: The file cannot be written.
    """
    if stack.ndim != 3 or stack.dtype != np.uint8 or (stack.size and stack.max() > 1):
        raise ValueError("a mask is a uint8 array (N, H, W) of 0 and 1")
    with atomic.replacing(path) as file:
        npy.write_array(file, np.ascontiguousarray(stack), version=(1, 0), allow_pickle=False)


def drop_empty(stack: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The instances of a stack (N, H, W) that have a pixel, in their order."""
    kept = filled(stack)
    return stack if kept.all() else stack[kept]


def filled(stack: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which instances of a stack (N, H, W) of 0 and 1 have a pixel, as (N,) booleans."""
    # Zeros and ones are booleans as they lie, and those are searched and counted many times faster.
    return np.array([bool(channel.any()) for channel in stack.view(np.bool_)], np.bool_)


def measure(mask: MaskFile) -> MaskFigures:
    """Count the instances of a mask and the pixels of their union."""
    stack = mask.stack
    area_px = _union_area_px(stack)
    # The union of a single instance tells whether that is empty.
    has_pixels = filled(stack) if len(stack) > 1 else np.full(len(stack), area_px > 0)
    empty = tuple(int(number) + 1 for number in np.flatnonzero(~has_pixels))
    return MaskFigures(len(stack), area_px, empty, mask.note)


def _union_area_px(stack: NDArray[np.uint8]) -> int:
    channels, height, width = stack.shape
    if channels == 1:
        return int(np.count_nonzero(stack.view(np.bool_)))
    # A band of rows at a time: its union stays in the processor's cache.
    rows = max(1, _BAND_PX // width)
    bands = (stack[:, start : start + rows] for start in range(0, height, rows))
    unions = (np.bitwise_or.reduce(band, axis=0).view(np.bool_) for band in bands)
    return sum(int(np.count_nonzero(union)) for union in unions)


def _read_array(
    path: Path, file: BinaryIO, size: tuple[int, int], *, allow_none: bool
) -> tuple[NDArray[Any], str]:
    """The array of a file as (N, H, W), refused by its header before any data is read."""
    shape, fortran, dtype = _read_header(path, file)
    form, note = _layout(path, shape, size, allow_none=allow_none)
    begin = file.tell()
    there = file.seek(0, 2) - begin
    count = int(np.prod(shape, dtype=object))
    if there < count * dtype.itemsize:
        raise MaskError(
            path,
            f"is cut off: {there:,} of {count * dtype.itemsize:,} bytes are there",
            "truncated-file",
        )
    if there > count * dtype.itemsize:
        note = ", ".join(filter(None, (note, "more data behind the array, not read")))
    file.seek(begin)
    flat = np.fromfile(file, dtype, count)
    if flat.size < count:
        raise MaskError(path, "was cut off while it was read", "truncated-file")
    array = flat.reshape(shape[::-1]).T if fortran else flat.reshape(shape)
    if form == "H W":
        array = array[np.newaxis]
    elif form == "H W N":
        array = np.moveaxis(array, -1, 0)
    return array, note


def _read_header(path: Path, file: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    start = file.read(4)
    file.seek(0)
    _refuse_other_formats(path, start)
    try:
        version = npy.read_magic(file)
        if version == (1, 0):
            header = npy.read_array_header_1_0(file)
        else:
            # Version 3 differs from 2 in the text encoding of field names, which no mask has.
            header = npy.read_array_header_2_0(file)
    except Exception as error:  # text that is parsed: errors of many kinds
        if start != _NPY_START:
            raise MaskError(path, _NO_ARRAY) from error
        if _is_cut_off_in_header(file):
            raise MaskError(path, "is cut off in its header", "truncated-file") from error
        raise MaskError(path, "has a damaged header") from error
    shape, fortran, dtype = header
    if dtype.hasobject:
        reason = "holds Python objects (a pickle), which are not read for safety"
        raise MaskError(path, reason, "pickle-refused")
    if dtype.kind not in "buif":
        raise MaskError(path, f"holds {dtype}, not numbers", "not-binary")
    if any(length < 0 for length in shape):
        raise MaskError(path, "is damaged: its header has a negative size")
    return shape, fortran, dtype


def _refuse_other_formats(path: Path, start: bytes) -> None:
    """Raise MaskError for a file that by its first bytes is no array."""
    if not start:
        raise MaskError(path, "is an empty file")
    if start[:1] == _PICKLE_START and start[1:2] in _PICKLE_PROTOCOLS:
        raise MaskError(path, "is a pickle, which is not read for safety", "pickle-refused")
    if start == _ZIP_START:
        raise MaskError(path, "is an archive (.npz), not an array")


def _is_cut_off_in_header(file: BinaryIO) -> bool:
    """Whether a file ends before the header does whose length it tells."""
    file.seek(0)
    start = file.read(12)
    # The length follows the magic bytes and the version, which decides how many bytes it has.
    length = start[8:10] if start[6:7] == b"\x01" else start[8:12]
    header = 8 + len(length) + int.from_bytes(length, "little")
    return len(start) < 10 or file.seek(0, 2) < header


def _layout(
    path: Path, shape: tuple[int, ...], size: tuple[int, int], *, allow_none: bool
) -> tuple[str, str]:
    """Which axes a shape has, and the note about it. Raises MaskError where they do not fit."""
    if len(shape) not in (2, 3):
        reason = f"has the shape {shape}; a mask has three dimensions, (N, H, W)"
        raise MaskError(path, reason, "wrong-shape")
    if len(shape) == 2 and shape == size:
        return "H W", "2-D, read as one instance"
    if len(shape) == 3 and shape[1:] == size:
        form, note, channels = "N H W", "", shape[0]
    elif len(shape) == 3 and shape[:2] == size:
        form, note, channels = "H W N", "channels last", shape[2]
    else:
        raise _misfit(path, shape, size)
    if channels == 0 and not allow_none:
        raise MaskError(path, "has no channels, so no instance", "empty-mask")
    if channels > MAX_INSTANCES:
        reason = f"has {channels} channels; at most {MAX_INSTANCES} are read"
        raise MaskError(path, reason, "wrong-shape")
    return form, note


def _misfit(path: Path, shape: tuple[int, ...], size: tuple[int, int]) -> MaskError:
    # The channels are the axis that is not one of the image's; failing that, the first.
    turned = size[::-1]
    channels_last = len(shape) == 3 and shape[1:] != turned and shape[:2] == turned
    rows, columns = shape[:2] if channels_last else shape[-2:]
    reason = f"mask is {columns} x {rows}, image is {size[1]} x {size[0]}"
    if (rows, columns) == turned:
        return MaskError(path, f"{reason}: transposed", "transposed")
    return MaskError(path, reason, "wrong-size")


def _zeros_and_ones(path: Path, array: NDArray[Any]) -> tuple[NDArray[np.uint8], str]:
    """The same array as uint8 0/1, and the note about what its values were."""
    if array.dtype == np.bool_:
        # A byte other than 0 and 1 may stand where a boolean should.
        return _from_integers(path, array.view(np.uint8))[0], "bool"
    if array.dtype.kind == "f":
        return _from_floats(path, array), str(array.dtype)
    stack, scale = _from_integers(path, array)
    kind = "" if array.dtype == np.uint8 else str(array.dtype)
    return stack, ", ".join(filter(None, (kind, scale)))


def _from_integers(path: Path, array: NDArray[Any]) -> tuple[NDArray[np.uint8], str]:
    if array.size == 0:
        return array.astype(np.uint8), ""
    highest = array.max()
    lowest = 0 if array.dtype.kind == "u" else array.min()
    if lowest >= 0 and highest <= 1:
        return array.astype(np.uint8, copy=False), ""
    if highest == 255 and np.count_nonzero(array) == np.count_nonzero(array == 255):
        return (array == 255).view(np.uint8), ZERO_AND_255
    raise _other_values(path, array)


def _from_floats(path: Path, array: NDArray[Any]) -> NDArray[np.uint8]:
    ones = array == 1
    if np.count_nonzero(ones) + np.count_nonzero(array == 0) == array.size:
        return np.asarray(ones.view(np.uint8))
    not_numbers = int(np.count_nonzero(np.isnan(array)))
    if not_numbers:
        reason = f"has NaN in {not_numbers:,} pixel{'s' if not_numbers > 1 else ''}"
        raise MaskError(path, reason, "nan")
    raise _other_values(path, array)


def _other_values(path: Path, array: NDArray[Any]) -> MaskError:
    values = np.unique(array)
    named = ", ".join(f"{value:g}" for value in values[:5]) + (", ..." if len(values) > 5 else "")
    return MaskError(path, f"has values other than 0 and 1: {named}", "not-binary")
