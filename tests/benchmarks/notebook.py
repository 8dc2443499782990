"""What the exploratory notebook does to learn the same of a data set, image after image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forgery_viewer.core.opencv import cv2

if TYPE_CHECKING:
    from pathlib import Path


def mask_stats(root: Path) -> list[float]:
    """Coverage of each forged image, as the notebook computes it: its mistake included."""
    coverages = []
    for path in sorted((root / "train_images/forged").glob("*.png")):
        image = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR))
        height, width = image.shape[:2]
        mask = np.load(root / f"train_masks/{path.stem}.npy")
        mask = (mask > 0).astype(np.uint8)
        if mask.ndim == 3:
            mask = mask[..., 0]
        if mask.shape != (height, width):
            mask = (
                mask.T
                if mask.shape[::-1] == (height, width)
                else cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST)
            )
        coverages.append(int(mask.sum()) / (height * width))
    return coverages


def channel_stats(root: Path) -> tuple[list[float], list[float]]:
    """Mean of the means and of the standard deviations of all images, blue first."""
    means, deviations = [], []
    for path in sorted((root / "train_images").rglob("*.png")):
        image = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR)) / 255.0
        means.append(image.mean(axis=(0, 1)))
        deviations.append(image.std(axis=(0, 1)))
    return np.mean(means, axis=0).tolist(), np.mean(deviations, axis=0).tolist()
