"""Data sets with the sizes, numbers of instances and coverages of the competition's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.opencv import cv2
from tests.benchmarks.pictures import photograph, write_png

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST_PX, LONGEST_PX, LARGEST_PX2 = 64, 3888, 13_800_000
MEDIAN_WIDTH_PX, MEDIAN_HEIGHT_PX = 696, 512
MEDIAN_COVERAGE, LARGEST_COVERAGE = 0.027, 0.52
INSTANCES, SHARES = (1, 2, 3, 4, 5), (0.679, 0.255, 0.063, 0.002, 0.001)
_POINTS = 32
_SMALL_FILES = 200
PAIRED = 0.864
"""Share of the forged images that have an authentic partner."""


def write_realistic(root: Path, cases: int, seed: int = 1) -> None:
    """Write so many forged images of different sizes with their masks, most of them in pairs.

    The images are cut out of one photograph, and the two of a pair are the same file: they are as
    long to read as if they differed.
    """
    random = np.random.default_rng(seed)
    picture = photograph()
    for name in ("train_images/authentic", "train_images/forged", "train_masks"):
        (root / name).mkdir(parents=True)
    for case in range(1, cases + 1):
        height, width = random_size(random)
        top, left = (random.integers(side - used + 1) for side, used in
                     zip(picture.shape, (height, width), strict=False))  # fmt: skip
        forged = root / f"train_images/forged/{case}.png"
        write_png(forged, np.ascontiguousarray(picture[top : top + height, left : left + width]))
        write_mask(root / f"train_masks/{case}.npy", random_mask(random, height, width))
        if random.random() < PAIRED:
            os.link(forged, root / f"train_images/authentic/{case}.png")


def random_size(random: np.random.Generator) -> tuple[int, int]:
    """Height and width, px: half of the images under 0.36 MP, one in twenty over 4.9 MP."""
    while True:
        scale = np.exp(random.normal(0, 0.8))
        aspect = np.exp(random.normal(0, 0.25))
        height = round(MEDIAN_HEIGHT_PX * scale / aspect)
        width = round(MEDIAN_WIDTH_PX * scale * aspect)
        sides = (height, width)
        if min(sides) >= SHORTEST_PX and max(sides) <= LONGEST_PX and height * width <= LARGEST_PX2:
            return sides


def random_mask(random: np.random.Generator, height: int, width: int) -> NDArray[np.uint8]:
    """(N, H, W) 0/1: of each instance a source and one to four copies."""
    number = int(random.choice(INSTANCES, p=SHARES))
    coverage = min(LARGEST_COVERAGE, MEDIAN_COVERAGE * np.exp(random.normal(0, 1.17)))
    stack = np.zeros((number, height, width), np.uint8)
    for plane in stack:
        copies = int(random.integers(2, 6))
        radius_px = np.sqrt(coverage * height * width / number / copies / np.pi)
        outline = _outline(random, max(3.0, radius_px))
        for _ in range(copies):
            centre = random.uniform(0, (width, height))
            cv2.fillPoly(plane, [np.round(outline + centre).astype(np.int32)], 1)
    return stack


def _outline(random: np.random.Generator, radius_px: float) -> NDArray[np.float64]:
    """(points, 2) around the origin: a blob with bays, as drawn by hand."""
    turns = np.linspace(0, 2 * np.pi, _POINTS, endpoint=False)
    radii = radius_px * random.uniform(0.75, 1.25, _POINTS)
    return np.stack((1.3 * radii * np.cos(turns), radii / 1.3 * np.sin(turns)), axis=1)


def write_small(root: Path, rows: int) -> None:
    """Write a data set of so many small images, half of them forged, in pairs.

    A few files with many names: what counts is that there are so many to look at.
    """
    random = np.random.default_rng(1)
    for name in ("train_images/authentic", "train_images/forged", "train_masks"):
        (root / name).mkdir(parents=True)
    files = []
    for number in range(_SMALL_FILES):
        height, width = (int(side) for side in random.integers(64, 128, 2))
        image, mask = root / f"{number}.png", root / f"{number}.npy"
        write_png(image, photograph(128, seed=number)[:height, :width].copy())
        write_mask(mask, random_mask(random, height, width))
        files.append((image, mask))
    for case in range(rows // 2):
        image, mask = files[case % _SMALL_FILES]
        os.link(image, root / f"train_images/authentic/{case}.png")
        os.link(image, root / f"train_images/forged/{case}.png")
        os.link(mask, root / f"train_masks/{case}.npy")
    for image, mask in files:
        image.unlink()
        mask.unlink()
