"""What is true of forged images, and whether a match says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.forging import Forgery, Paste, centre_of, transform_of
from forgery_viewer.core.images import read_image
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.twins.matching import Match
from forgery_viewer.core.twins.transform import Transform

SHIFT_PX = 2.0
ANGLE_DEG = 3.0


def is_right(match: Match | None, truth: Transform, centre: tuple[float, float]) -> bool:
    """Whether a match takes the source's centre to the right place, turned and mirrored rightly."""
    if match is None:
        return False
    point = np.array([centre])
    away = np.hypot(*(match.transform.apply(point) - truth.apply(point))[0])
    turned = (match.transform.angle_deg - truth.angle_deg + 180.0) % 360.0 - 180.0
    mirrored = match.transform.is_mirrored == truth.is_mirrored
    return bool(mirrored and away < SHIFT_PX and abs(turned) < ANGLE_DEG)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """An instance of a forged image.

    Attributes:
        name: To know it by in a failure.
        image: (H, W, 3) RGB, forged.
        authentic: Its partner; None without one.
        plane: (H, W), source and copies.
        centres: (x, y) of the source, then of each copy.
        transforms: From the source to itself and to each copy.
    """

    name: str
    image: NDArray[np.uint8]
    authentic: NDArray[np.uint8] | None
    plane: NDArray[np.bool_]
    centres: tuple[tuple[float, float], ...]
    transforms: tuple[Transform, ...]


def groups_of(root: Path) -> Iterator[Group]:
    """Every instance of the made data set, by its `groups.json`."""
    for name, channels in json.loads((root / "groups.json").read_text()).items():
        split, case_id = name.split("/")
        folder = "train_images/forged" if split == "train" else f"{split}_images"
        image = read_image(root / folder / f"{case_id}.png")
        partner = root / "train_images" / "authentic" / f"{case_id}.png"
        paired = split == "train" and partner.is_file()
        authentic = read_image(partner) if paired else None
        mask = read_mask(root / f"{split}_masks" / f"{case_id}.npy", *image.shape[:2])
        for number, channel in enumerate(channels):
            x, y = channel["source"]
            pastes = [(x, y, 0.0, 1.0, False)] + [
                (c["x"], c["y"], c["angle_deg"], c["scale"], c["mirrored"])
                for c in channel["copies"]
            ]
            transforms = tuple(
                Transform.of_similarity(
                    angle, scale, mirrored=mirrored, centre=(x, y), shift=(to_x - x, to_y - y)
                )
                for to_x, to_y, angle, scale, mirrored in pastes
            )
            centres = tuple((float(p[0]), float(p[1])) for p in pastes)
            plane = mask.stack[number] > 0
            yield Group(f"{name} {number}", image, authentic, plane, centres, transforms)


def first_paste(forgery: Forgery) -> tuple[NDArray[np.bool_], Paste, Transform]:
    """The source of a forgery, its first copy, and the transform between them."""
    duplication = forgery.duplications[0]
    paste = duplication.pastes[0]
    truth = Transform.of_matrix(transform_of(duplication.source, paste))
    return duplication.source, paste, truth


def middle_of(source: NDArray[np.bool_]) -> tuple[float, float]:
    """The centre around which `forge` turns."""
    x, y = centre_of(source)
    return float(x), float(y)
