"""Western blots and gels by formula: lanes of bands on an uneven membrane with film grain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2


@dataclass(frozen=True, slots=True)
class Band:
    """Where one band lies, in pixels: its centre (column, row), half its width and thickness."""

    x: float
    y: float
    half_width_px: float
    half_height_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Blot:
    """A blot and its bands.

    Attributes:
        image: (H, W) uint8 grey, dark bands on a light membrane.
        bands: (row, lane) of bands, as many in each row as there are lanes.
    """

    image: NDArray[np.uint8]
    bands: tuple[tuple[Band, ...], ...]


def blot(
    shape: tuple[int, int],
    lanes: int,
    strengths: NDArray[np.float64],
    rng: np.random.Generator,
    thickness_px: float = 6.0,
) -> Blot:
    """A blot of `shape` (H, W) with one row of bands for each row of `strengths`.

    Args:
        shape: Height and width in pixels.
        lanes: How many lanes stand side by side.
        strengths: (rows, lanes) optical density of each band: 0 none, 0.3 faint, 1 strong, 2 black.
        rng: Where the unevenness comes from.
        thickness_px: Half the height of a band of strength 1.

    Raises:
        ValueError: `strengths` has another number of lanes.
    """
    if strengths.ndim != 2 or strengths.shape[1] != lanes:
        raise ValueError(f"strengths are (rows, {lanes}), not {strengths.shape}")
    height, width = shape
    density = np.zeros(shape, np.float64)
    pitch = width / (lanes + 0.25)
    rows = []
    for row, row_strengths in enumerate(strengths):
        middle = height * (row + 0.5) / len(strengths)
        bands = []
        for lane, strength in enumerate(row_strengths):
            band = Band(
                x=pitch * (lane + 0.625) + rng.normal(0.0, 0.015 * pitch),
                y=middle + rng.normal(0.0, 0.12 * thickness_px),
                half_width_px=pitch * rng.uniform(0.34, 0.39),
                half_height_px=thickness_px * (0.65 + 0.35 * min(strength, 1.6)),
            )
            _add_band(density, band, strength, rng)
            bands.append(band)
        rows.append(tuple(bands))
    light = _membrane(shape, rng) * np.exp(-density)
    light += rng.normal(0.0, 2.2, shape) + 2.0 * cv2.GaussianBlur(
        rng.normal(0.0, 1.0, shape), (0, 0), 1.1
    )
    return Blot(np.clip(np.rint(light), 0, 255).astype(np.uint8), tuple(rows))


def gel(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A blot (H, W) uint8 as a stained gel under ultraviolet light: glowing bands in the dark."""
    density = 1.0 - cv2.GaussianBlur(image.astype(np.float32), (0, 0), 0.8) / 235.0
    light = 26.0 + 225.0 * np.clip(density, 0.0, 1.0) ** 0.85
    light += rng.normal(0.0, 3.0, image.shape)
    return np.asarray(np.clip(np.rint(light), 0, 255), np.uint8)


def _membrane(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float64]:
    """The empty membrane: a light grey with soft clouds, and darker towards one side."""
    height, width = shape
    clouds = cv2.resize(
        rng.normal(0.0, 1.0, (4, 4 + 4 * width // height)),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    slope = np.linspace(-1.0, 1.0, width)[np.newaxis, :] * rng.uniform(-3.0, 3.0)
    return np.asarray(225.0 + 3.5 * clouds + slope)


def _add_band(
    density: NDArray[np.float64], band: Band, strength: float, rng: np.random.Generator
) -> None:
    """Lay a band on: flat on top with soft ends, curved like a smile, with a tail above it."""
    height, width = density.shape
    # Nothing of a band is to be seen farther away.
    top = max(int(band.y - 14 * band.half_height_px), 0)
    bottom = min(int(band.y + 8 * band.half_height_px) + 1, height)
    x = (np.arange(width) - band.x)[np.newaxis, :] / band.half_width_px
    y = np.arange(top, bottom)[:, np.newaxis] - band.y
    smile = rng.normal(0.10, 0.12) * band.half_height_px * 2.0 * x**2
    tilt = rng.normal(0.0, 0.15) * band.half_height_px * x
    away = (y + smile + tilt) / band.half_height_px
    # Proteins run downwards: the lower edge is sharp, the upper one trails off.
    across = np.exp(-(np.abs(away) ** np.where(away > 0, 2.6, 1.7)))
    along = np.exp(-(np.abs(x) ** rng.uniform(3.5, 6.0)))
    uneven = 1.0 + 0.18 * np.sin(x * rng.uniform(1.0, 2.5) + rng.uniform(0.0, 6.0))
    tail = 0.07 * np.exp(-np.abs(away + 1.5) / 2.5) * (away < 0)
    density[top:bottom] += strength * along * (across * uneven + tail)
