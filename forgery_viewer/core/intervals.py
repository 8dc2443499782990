"""Arithmetic with ranges of whole numbers, given as arrays of starts and ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]

Ranges = tuple[Places, Places]
"""Starts, and ends that are not in the range, as arrays of equal length."""


def expanded(start: Places, end: Places) -> Places:
    """All the numbers in some ranges, range after range."""
    length = end - start
    before = np.cumsum(length) - length
    return np.repeat(start - before, length) + np.arange(int(length.sum()))


def one_without_other(one: Ranges, other: Ranges) -> tuple[Ranges, Ranges]:
    """What is in the one and not in the other, and what is in the other and not in the one.

    Both are in order, and of each none overlaps another; some of the ranges given back may meet.
    """
    place = np.concatenate((*one, *other))
    step = np.repeat(np.array([1, -1, 2, -2], np.int8), [len(part) for part in (*one, *other)])
    # Both are sorted already, and merging what is sorted is what this kind does well.
    order = np.argsort(place, kind="stable")
    place = place[order]
    inside = np.cumsum(step[order], dtype=np.int8)[:-1]
    filled = place[1:] > place[:-1]
    found = (np.flatnonzero((inside == which) & filled) for which in (1, 2))
    only_one, only_other = ((place[at], place[at + 1]) for at in found)
    return only_one, only_other
