"""Run-length codes: masks as the text that a submission holds.

The code of an instance is a list [start, length, start, length, ...] of the stretches that it marks
down the columns: pixel (r, c) of an image of H rows is number c x H + r + 1. An annotation is
`authentic`, or one code an instance joined by `;`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.intervals import Places
from forgery_viewer.core.number_text import counted
from forgery_viewer.core.sparse_masks import SparseMask

AUTHENTIC_ANNOTATION = "authentic"
"""What stands in place of codes where nothing is forged."""

_SHOWN = 40


class RunLengthError(ValueError):
    """A code is none; the message is the end of a sentence that starts with the code."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """The annotation of one image, decoded.

    Attributes:
        both: The instances; none where the image is authentic.
        commaless: Whether numbers stood without commas between them, as `[123 4]`.
        empty: Numbers of the instances whose code is empty, from 0.
    """

    both: BothWays
    commaless: bool = False
    empty: tuple[int, ...] = ()

    @property
    def mask(self) -> SparseMask:
        """The instances along the rows, which takes turning them."""
        return self.both.rows


def decode(code: Sequence[int], height: int, width: int) -> SparseMask:
    """The mask of one instance from its code. Raises RunLengthError as `read_annotation`."""
    numbers = np.asarray(code, None if len(code) else np.int64)
    if numbers.dtype.kind != "i" or numbers.ndim != 1:
        raise _no_list(str(code))
    return _mask_of(
        [_checked(numbers.astype(np.int64, copy=False), height, width)], height, width
    ).rows


def encode(mask: SparseMask) -> list[list[int]]:
    """The code of every instance, with stretches as long as can be; an empty one has []."""
    runs = mask.column_runs()
    numbers = np.stack((runs.start + 1, runs.end - runs.start), axis=1)
    bounds = np.searchsorted(runs.instance, np.arange(mask.count + 1)).tolist()
    return [numbers[begin:end].ravel().tolist() for begin, end in pairwise(bounds)]


def write_annotation(mask: SparseMask) -> str:
    """The annotation of a mask: its codes, without those of empty instances, or `authentic`."""
    codes = encode(mask.without_empty())
    # As JSON, which puts a comma between the numbers.
    return ";".join(map(json.dumps, codes)) or AUTHENTIC_ANNOTATION


def read_annotation(text: str, height: int, width: int) -> Annotation:
    """The annotation of an image of `height` x `width` pixels.

    The competition's page writes `[123 4]`, without the comma; that is read as well.

    Raises:
        RunLengthError: A code is no list of whole numbers, or has an odd count of them; its starts
            do not ascend; its stretches are empty, overlap or leave the image.
    """
    text = text.strip()
    # Codes may be of many thousand letters, of which none need be looked at for this.
    if text[: len(AUTHENTIC_ANNOTATION) + 1].casefold() == AUTHENTIC_ANNOTATION:
        return Annotation(BothWays(columns=SparseMask.empty(width, height)))
    commaless, codes, empty = False, list[tuple[Places, Places]](), list[int]()
    for number, code in enumerate(text.split(";")):
        try:
            numbers, without = _numbers(code.strip())
            codes.append(_checked(numbers, height, width))
        except RunLengthError as error:
            raise RunLengthError(f"the code of instance {number + 1} {error}") from error
        commaless |= without
        if not len(numbers):
            empty.append(number)
    return Annotation(_mask_of(codes, height, width), commaless, tuple(empty))


def _numbers(code: str) -> tuple[Places, bool]:
    """The numbers of a code, and whether the commas were missing. Raises RunLengthError."""
    inside = code[1:-1].strip()
    if code[:1] != "[" or code[-1:] != "]":
        raise _no_list(code)
    if not inside:
        return np.zeros(0, np.int64), False
    separator = "," if "," in inside else " "
    try:
        # Five times as fast as JSON, and as strict; what is too large becomes the largest number.
        numbers = np.fromstring(inside, np.int64, sep=separator)
    except ValueError:
        raise _no_list(code) from None
    # Older versions of NumPy stop at what is no number, and only warn of it.
    expected = inside.count(",") + 1 if separator == "," else len(inside.split())
    if len(numbers) != expected:
        raise _no_list(code)
    return numbers, separator == " " and len(numbers) > 1


def _no_list(code: str) -> RunLengthError:
    shown = code if len(code) <= _SHOWN else f"{code[:_SHOWN]}..."
    reason = "is not a list [start, length, ...] of whole numbers"
    return RunLengthError(f"{reason}: {shown or 'nothing is there'}")


def _checked(numbers: Places, height: int, width: int) -> tuple[Places, Places]:
    """Starts and ends of the stretches, from 0 and in order. Raises RunLengthError."""
    if len(numbers) % 2:
        reason = f"has an odd count of numbers, {len(numbers):,}: every start needs a length"
        raise RunLengthError(reason)
    start, length = numbers[0::2], numbers[1::2]
    # Before anything is added: the sum of two large numbers would turn negative.
    if len(numbers) and (numbers.min() < 1 or numbers.max() > height * width):
        raise RunLengthError(_out_of_range(numbers.tolist(), height, width))
    end = start + length
    back = start[1:] <= start[:-1]
    if back.any():
        first, second = start[(at := int(back.argmax())) : at + 2]
        raise RunLengthError(f"has starts that do not ascend: {second:,} after {first:,}")
    over = start[1:] < end[:-1]
    if over.any():
        at = int(over.argmax())
        ranges = f"pixels {start[at]:,} to {end[at] - 1:,}, and another from {start[at + 1]:,}"
        raise RunLengthError(f"has overlapping runs: {ranges}")
    # The last run is the one that ends last.
    if len(end) and end[-1] - 1 > height * width:
        raise RunLengthError(_beyond(int(end[-1]) - 1, height, width))
    return start - 1, end - 1


def _out_of_range(numbers: list[int], height: int, width: int) -> str:
    """What is wrong with the first run of a number under 1 or over the pixels of the image."""
    for start, length in zip(numbers[0::2], numbers[1::2], strict=True):
        if start < 1:
            return f"has a run that starts at {start:,}: pixels are counted from 1"
        if length < 1:
            return f"has a run of length {length:,}, from pixel {start:,}"
        if start + length - 1 > height * width:
            break
    return _beyond(start + length - 1, height, width)


def _beyond(last: int, height: int, width: int) -> str:
    image = f"{width} x {height}, {counted(height * width, 'pixel')}"
    return f"has a run beyond the image: up to pixel {last:,}; the image has {image}"


def _mask_of(codes: Sequence[tuple[Places, Places]], height: int, width: int) -> BothWays:
    """The mask of which each instance has these starts and ends."""
    if len(codes) == 1:
        start, end = codes[0]
        instance = np.zeros(len(start), np.int64)
    else:
        start, end = (np.concatenate(part) for part in zip(*codes, strict=True))
        instance = np.repeat(np.arange(len(codes)), [len(one) for one, _ in codes])
    return BothWays(columns=SparseMask(width, height, len(codes), instance, start, end))
