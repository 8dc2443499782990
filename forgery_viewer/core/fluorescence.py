"""Fluorescence micrographs by formula: stained nuclei, in cells or alone, on a dark ground."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2

Picture = NDArray[np.float32]

# What a camera shows of each dye at full strength, RGB shares.
BLUE = (0.22, 0.36, 1.0)
GREEN = (0.16, 1.0, 0.28)
RED = (1.0, 0.20, 0.16)
GREY = (1.0, 1.0, 1.0)
Dye = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Micrograph:
    """A micrograph and its cells.

    Attributes:
        image: (H, W, 3) RGB uint8.
        cells: (cells, 3): column and row of each nucleus' centre and its mean radius, in pixels.
    """

    image: NDArray[np.uint8]
    cells: NDArray[np.float64]


def nuclei(
    shape: tuple[int, int],
    count: int,
    radius_px: float,
    rng: np.random.Generator,
    nucleus_dye: Dye = BLUE,
    cell_dye: Dye | None = None,
) -> Micrograph:
    """About `count` nuclei of about `radius_px`, in cells where `cell_dye` is given.

    Nuclei keep apart from each other; where there is no room for all of them there are fewer.
    """
    cells = _scatter(shape, count, radius_px, rng)
    nucleus_light = np.zeros(shape, np.float32)
    cell_light = np.zeros(shape, np.float32)
    for x, y, radius in cells.tolist():
        angle_deg, stretch = rng.uniform(0.0, 180.0), rng.uniform(1.05, 1.45)
        _add_nucleus(nucleus_light, (x, y, radius), (angle_deg, stretch), rng)
        if cell_dye is not None:
            _add_cell(cell_light, (x, y, radius), (angle_deg, stretch), rng)
    # Light from above and below the focus.
    nucleus_light += 0.12 * cv2.GaussianBlur(nucleus_light, (0, 0), radius_px * 0.9)
    colour = nucleus_light[..., np.newaxis] * np.array(nucleus_dye, np.float32)
    if cell_dye is not None:
        cell_light += 0.10 * cv2.GaussianBlur(cell_light, (0, 0), radius_px)
        colour += cell_light[..., np.newaxis] * np.array(cell_dye, np.float32)
    return Micrograph(_exposed(colour, nucleus_dye, cell_dye, rng), cells)


def _scatter(
    shape: tuple[int, int], count: int, radius_px: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Centres and radii with a distance, by throwing darts."""
    placed = np.zeros((0, 3))
    for _ in range(30 * count):
        radius = radius_px * rng.uniform(0.8, 1.25)
        dart = np.array([rng.uniform(0, shape[1]), rng.uniform(0, shape[0]), radius])
        away = np.hypot(placed[:, 0] - dart[0], placed[:, 1] - dart[1])
        if np.all(away > 1.25 * (placed[:, 2] + radius)):
            placed = np.vstack([placed, dart])
        if len(placed) == count:
            break
    return placed


def _patch(
    shape: tuple[int, int], cell: tuple[float, float, float], reach: float
) -> tuple[tuple[slice, slice], Picture, Picture]:
    """The box of an image within `reach` radii of a cell, and x and y from its centre, in radii."""
    x, y, radius = cell
    rows = slice(max(int(y - reach * radius), 0), min(int(y + reach * radius) + 2, shape[0]))
    columns = slice(max(int(x - reach * radius), 0), min(int(x + reach * radius) + 2, shape[1]))
    grid_y, grid_x = np.mgrid[rows, columns].astype(np.float32)
    return (rows, columns), (grid_x - np.float32(x)) / radius, (grid_y - np.float32(y)) / radius


def _turned(x: Picture, y: Picture, pose: tuple[float, float]) -> Picture:
    """Distance from the centre, in radii, of an ellipse with an angle and a stretch."""
    cosine, sine = np.cos(np.deg2rad(pose[0])), np.sin(np.deg2rad(pose[0]))
    along = (x * cosine - y * sine) / np.sqrt(pose[1])
    across = (x * sine + y * cosine) * np.sqrt(pose[1])
    return np.asarray(np.hypot(along, across), np.float32)


def _mottle(shape: tuple[int, ...], grain_px: float, rng: np.random.Generator) -> Picture:
    """Soft noise with a standard deviation of about 1."""
    coarse = [max(2, int(np.ceil(side / grain_px)) + 1) for side in shape]
    noise = rng.normal(0.0, 1.3, coarse).astype(np.float32)
    return np.asarray(cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def _add_nucleus(
    light: Picture,
    cell: tuple[float, float, float],
    pose: tuple[float, float],
    rng: np.random.Generator,
) -> None:
    box, x, y = _patch(light.shape, cell, 1.9)
    radius = cell[2]
    turn = np.arctan2(y, x)
    dent = 0.05 * np.cos(2 * turn + rng.uniform(0, 6)) + 0.04 * np.cos(3 * turn + rng.uniform(0, 6))
    away = _turned(x, y, pose) * (1.0 + dent)
    edge_px = 1.1
    inside = 1.0 / (1.0 + np.exp(np.clip((away - 1.0) * radius / edge_px, -30, 30)))
    chromatin = 1.0 + 0.16 * _mottle(x.shape, radius / 3.2, rng) - 0.22 * away**2
    brightness = rng.uniform(0.45, 0.95)
    shine = brightness * inside * np.clip(chromatin, 0.3, 1.5)
    for _ in range(rng.integers(1, 4)):  # Nucleoli stay dark.
        spot_x, spot_y = rng.uniform(-0.45, 0.45, 2)
        shine *= 1.0 - 0.45 * np.exp(-((x - spot_x) ** 2 + (y - spot_y) ** 2) / 0.025)
    light[box] = np.maximum(light[box], shine)


def _add_cell(
    light: Picture,
    cell: tuple[float, float, float],
    pose: tuple[float, float],
    rng: np.random.Generator,
) -> None:
    box, x, y = _patch(light.shape, cell, 4.5)
    turn = np.arctan2(y, x)
    outline = 1.0 + sum(
        rng.uniform(0.05, 0.22) / wave * np.cos(wave * turn + rng.uniform(0.0, 2 * np.pi))
        for wave in range(1, 6)
    )
    away = _turned(x, y, (pose[0], pose[1] * 1.3)) / outline
    body = 1.0 / (1.0 + np.exp(np.clip((away - 2.1) * cell[2] / 2.0, -30, 30)))
    fibres = _fibres(x, y, pose[0], rng)
    rim = np.exp(-(((away - 2.0) / 0.22) ** 2))
    shade = 0.30 + 0.22 * fibres + 0.10 * _mottle(x.shape, cell[2] / 2.0, rng) + 0.18 * rim
    hollow = 1.0 - 0.55 * np.exp(-((away / 1.0) ** 4))
    light[box] = np.maximum(
        light[box], rng.uniform(0.7, 1.1) * body * hollow * np.clip(shade, 0.05, 1.2)
    )


def _fibres(x: Picture, y: Picture, angle_deg: float, rng: np.random.Generator) -> Picture:
    """Stress fibres: bright lines along the cell, 0 to 1."""
    cosine, sine = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
    along, across = x * cosine - y * sine, x * sine + y * cosine
    waves = np.sin(across * rng.uniform(11, 15) + 0.7 * np.sin(along * 1.3 + rng.uniform(0, 6)))
    gaps = 0.5 + 0.5 * np.sin(along * rng.uniform(0.8, 1.6) + across * 2.0 + rng.uniform(0, 6))
    return np.asarray(np.clip(waves, 0.0, 1.0) ** 2 * gaps, np.float32)


def _exposed(
    colour: Picture, nucleus_dye: Dye, cell_dye: Dye | None, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Light as a camera counts it: with photon and read-out noise, in each dye's own exposure."""
    counts = 235.0 * colour / (1.0 + 0.18 * colour)
    for dye in (nucleus_dye, cell_dye):
        if dye is not None:
            noise = rng.normal(0.0, 1.0, colour.shape[:2]).astype(np.float32)
            spread = 1.6 + 0.35 * np.sqrt(np.maximum(counts.max(axis=2), 0.0))
            counts += (4.0 + noise * spread)[..., np.newaxis] * np.array(dye, np.float32)
    return np.asarray(np.clip(np.rint(counts), 0, 255), np.uint8)
