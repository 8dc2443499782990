"""A small data set with one defect a case, made from arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.dataset import RecordKey
from tests.core.building import noise, stack_of, write_array, write_image

Stack = NDArray[np.uint8]

HEIGHT, WIDTH = 60, 90
SIZE = (HEIGHT, WIDTH)

SOURCE, COPY = (slice(8, 20), slice(10, 26)), (slice(36, 48), slice(60, 76))
SECOND_SOURCE, SECOND_COPY = (slice(30, 44), slice(6, 20)), (slice(6, 20), slice(60, 74))
SPECK = (slice(54, 56), slice(40, 42))


def forged(case_id: str) -> RecordKey:
    return RecordKey("train", "forged", case_id)


EMPTY = forged("10")
"""One of its instances has no pixel."""
TWICE = forged("11")
"""Two of its instances are the same."""
SPECKLED = forged("12")
"""A speck of 4 px at rows 54-56, columns 40-42, where the pair does not differ."""
TURNED = forged("13")
"""Rows and columns are swapped, as the difference of the pair shows."""
BRIGHT = forged("14")
"""0 and 255 in place of 0 and 1."""
CROSSED = forged("15")
"""Instances 1 and 2 overlap at rows 36-40, columns 60-64."""
SOUND = forged("16")
ORPHAN_ID = "99"


def one_group() -> Stack:
    """(1, H, W): a source and its copy."""
    stack = stack_of(*SIZE, SOURCE)
    stack[0][COPY] = 1
    return stack


def two_groups() -> Stack:
    """(2, H, W): two sources with their copies."""
    stack = np.concatenate([one_group(), stack_of(*SIZE, SECOND_SOURCE)])
    stack[1][SECOND_COPY] = 1
    return stack


def speckled() -> Stack:
    """(1, H, W): a source, its copy and a speck."""
    stack = one_group()
    stack[0][SPECK] = 1
    return stack


def crossed() -> Stack:
    """(2, H, W): two groups that share 16 px."""
    stack = two_groups()
    stack[1, 32:40, 56:64] = 1
    return stack


def write_faulty(root: Path) -> Path:
    """Write the data set to a folder that does not exist yet."""
    one, two = one_group(), two_groups()
    _write_pair(root, EMPTY, np.insert(two, 1, 0, axis=0), two)
    _write_pair(root, TWICE, two[[0, 1, 0]], two)
    _write_pair(root, SPECKLED, speckled(), one)
    _write_pair(root, TURNED, np.ascontiguousarray(one.swapaxes(1, 2)), one)
    _write_pair(root, BRIGHT, one * 255, one)
    _write_pair(root, CROSSED, crossed(), crossed())
    _write_pair(root, SOUND, one, one)
    write_array(root / f"train_masks/{ORPHAN_ID}.npy", one)
    return root


def _write_pair(root: Path, key: RecordKey, mask: Stack, changed: Stack) -> None:
    """A pair that differs wherever `changed` (N, H, W) is set, and the forged image's mask."""
    authentic = noise(*SIZE, seed=int(key.case_id))
    image = authentic.copy()
    image[changed.any(axis=0)] ^= 0x80
    write_image(root / f"train_images/authentic/{key.case_id}.png", authentic)
    write_image(root / f"train_images/forged/{key.case_id}.png", image)
    write_array(root / f"train_masks/{key.case_id}.npy", mask)
