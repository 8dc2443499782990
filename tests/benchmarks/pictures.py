"""Images like photographs, masks like those of forgeries, and data sets of both."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.opencv import cv2

if TYPE_CHECKING:
    from pathlib import Path

SIDE_PX = 4096
INSTANCES = 5
SMALL_PX, LARGE_PX = 512, 8192
"""Sides of the images between which a figure is to be flat."""

_CLOUDS = ((8, 90), (64, 50), (512, 30))
"""Cells along a side and strength of the layers of noise that make large and small shapes."""

_GRAIN = 9
"""Levels of the noise of single pixels: as hard to compress as a photograph."""


def photograph(side_px: int = SIDE_PX, seed: int = 1) -> NDArray[np.uint8]:
    """(side, side, 3) RGB: soft shapes of several sizes under fine grain."""
    random = np.random.default_rng(seed)
    picture = np.full((side_px, side_px, 3), 40, np.uint8)
    for cells, strength in _CLOUDS:
        cloud = random.integers(0, strength, (cells, cells, 3), np.uint8)
        cv2.add(picture, cv2.resize(cloud, (side_px, side_px)), dst=picture)
    grain = random.integers(0, _GRAIN, (side_px, side_px), np.uint8)
    for channel in range(3):
        picture[..., channel] -= grain
    return picture


def instances(side_px: int = SIDE_PX) -> NDArray[np.uint8]:
    """(5, side, side) 0/1: of each instance a source region and two copies, as turned ellipses."""
    stack = np.zeros((INSTANCES, side_px, side_px), np.uint8)
    unit = side_px / 4096
    for number, plane in enumerate(stack):
        for copy in range(3):
            centre = (round((450 + 800 * number) * unit), round((600 + 1300 * copy) * unit))
            axes = (round(300 * unit), round(180 * unit))
            cv2.ellipse(plane, centre, axes, 30 * number + 20 * copy, 0, 360, 1, -1)
    return stack


def write_png(path: Path, picture: NDArray[np.uint8]) -> None:
    """Write an RGB image as a PNG, compressed fast."""
    options = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    _, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), options)
    path.parent.mkdir(parents=True, exist_ok=True)
    data.tofile(path)


def write_dataset(root: Path, pairs: int, unpaired: int = 0) -> None:
    """A data set of so many pairs, cases 1, 2, 3 ..., and of forged images without a partner.

    All pairs have the same two images and the same mask: what is read is what counts.
    """
    authentic, forged = root / "train_images/authentic", root / "train_images/forged"
    if pairs:
        write_png(authentic / "1.png", photograph(seed=1))
    write_png(forged / "1.png", photograph(seed=2))
    (root / "train_masks").mkdir(parents=True)
    write_mask(root / "train_masks/1.npy", instances())
    for case in range(2, pairs + unpaired + 1):
        if case <= pairs:
            os.link(authentic / "1.png", authentic / f"{case}.png")
        os.link(forged / "1.png", forged / f"{case}.png")
        os.link(root / "train_masks/1.npy", root / f"train_masks/{case}.npy")
