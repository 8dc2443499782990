"""The surroundings of two regions in grey, at several sizes, as the matcher works on them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.cutouts import Cutout
from forgery_viewer.core.twins.transform import Transform

Grey = NDArray[np.float32]

_MARGIN_PX = 4
# How far slow shades reach, as a share of a region's size.
_SLOW = 0.15
_COLOUR_SAMPLES = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A region and a margin around it, `step` times smaller than in the image.

    Attributes:
        grey: (h, w) float32; beyond the image its border goes on.
        inside: (h, w) uint8 0/1, the region.
        to_image: From window points (pixel centres) to image points.
    """

    grey: Grey
    inside: NDArray[np.uint8]
    to_image: Transform


@dataclass(frozen=True, eq=False)
class Level:
    """Both regions in windows of one size; a similarity of the image is one of the windows too.

    Attributes:
        step: How many pixels of the image, a side, are one of the windows.
        source: The source's window.
        copy: The copy's window.
        core: (h, w) uint8 0/1, the source without its rim, where pasted pieces are blended in.
        copy_core: The same of the copy.
    """

    step: int
    source: Window
    copy: Window
    core: NDArray[np.uint8]
    copy_core: NDArray[np.uint8]

    @cached_property
    def areas_px(self) -> tuple[int, int, int, int]:
        """Pixels of the source's and the copy's core, of the source and of the copy."""
        areas = (self.core, self.copy_core, self.source.inside, self.copy.inside)
        core, copy_core, source, copy = (int(np.count_nonzero(area)) for area in areas)
        return core, copy_core, source, copy

    def to_windows(self, transform: Transform) -> Transform:
        """A transform of image points as one from the source's window to the copy's."""
        return self.source.to_image.then(transform).then(self.copy.to_image.inverse())

    def to_image(self, transform: Transform) -> Transform:
        """A transform from window to window as one of image points."""
        return self.source.to_image.inverse().then(transform).then(self.copy.to_image)


def flattened(window: Window) -> Grey:
    """A window's values in its region without slow shades, with even contrast; 0 outside."""
    inside = window.inside.astype(np.float32)
    sigma = max(2.0, _SLOW * math.sqrt(float(inside.sum())))

    def mean(values: Grey) -> Grey:
        blurred = np.asarray(cv2.GaussianBlur(values * inside, (0, 0), sigma), np.float32)
        return np.asarray(blurred / share, np.float32)

    share = np.maximum(cv2.GaussianBlur(inside, (0, 0), sigma), 1e-3)
    away = (window.grey - mean(window.grey)) * inside
    spread = np.sqrt(mean(away * away))
    even = away / (spread + np.float32(max(0.5, 0.25 * float(spread[inside > 0].mean()))))
    return np.asarray((even - even[inside > 0].mean()) * inside, np.float32)


class Scene:
    """Two regions of an image, and its levels, made when they are asked for."""

    def __init__(self, image: NDArray[np.uint8], source: Cutout, copy: Cutout) -> None:
        self.source = source
        self.copy = copy
        self._image = image
        self._axis = _contrast_axis(image, source, copy)
        self._levels: dict[int, Level] = {}

    def level(self, side_px: float, most_px: float) -> Level:
        """The finest level at which regions are about `side_px` and at most `most_px` long."""
        sides = [side for cutout in (self.source, self.copy) for side in cutout.inside.shape]
        mean = max(math.sqrt(sides[0] * sides[1]), math.sqrt(sides[2] * sides[3]))
        step = max(1, math.ceil(mean / side_px), math.ceil(max(sides) / most_px))
        if step not in self._levels:
            self._levels[step] = self._made(step)
        return self._levels[step]

    def _made(self, step: int) -> Level:
        source, copy = self._window(self.source, step), self._window(self.copy, step)
        return Level(step, source, copy, _core(source, step), _core(copy, step))

    def _window(self, cutout: Cutout, step: int) -> Window:
        top, left, bottom, right = cutout.box
        margin = _MARGIN_PX * step
        rows, columns = (-(-side // step) * step for side in cutout.inside.shape)
        size = (rows + 2 * margin, columns + 2 * margin)
        inside = np.zeros(size, np.float32)
        inside[margin : margin + bottom - top, margin : margin + right - left] = cutout.inside
        grey = self._grey(top - margin, left - margin, *size)
        if step > 1:
            smaller = (size[1] // step, size[0] // step)
            grey = np.asarray(cv2.resize(grey, smaller, interpolation=cv2.INTER_AREA), np.float32)
            inside = np.asarray(
                cv2.resize(inside, smaller, interpolation=cv2.INTER_AREA), np.float32
            )
        middle = (step - 1) / 2
        to_image = Transform(
            ((step, 0.0, left - margin + middle), (0.0, step, top - margin + middle))
        )
        # Half of a pixel, but of a thin line what there is.
        half = 0.5 * float(inside.max())
        return Window(grey, (inside > half).astype(np.uint8), to_image)

    def _grey(self, top: int, left: int, height: int, width: int) -> Grey:
        rows = slice(max(top, 0), max(top + height, 0))
        columns = slice(max(left, 0), max(left + width, 0))
        part = self._image[rows, columns]
        # Channel by channel: three of them as floats would take twelve times the image's memory.
        grey = np.zeros((part.shape[0], part.shape[1]), np.float32)
        for channel, weight in enumerate(self._axis):
            grey += part[..., channel] * weight
        above, before = max(-top, 0), max(-left, 0)
        below, behind = height - above - grey.shape[0], width - before - grey.shape[1]
        padded = cv2.copyMakeBorder(grey, above, below, before, behind, cv2.BORDER_REPLICATE)
        return np.asarray(padded, np.float32)


def _contrast_axis(image: NDArray[np.uint8], source: Cutout, copy: Cutout) -> Grey:
    """The weights of red, green and blue by which the regions show most contrast, sum about 1.

    In a blue fluorescence image luminance is a ninth of what can be seen. The axis is the first
    principal component within the regions, so that a change of tone between them plays no part.
    """
    spread = np.zeros((3, 3))
    for cutout in (source, copy):
        top, left, bottom, right = cutout.box
        values = image[top:bottom, left:right][cutout.inside]
        values = values[:: max(1, len(values) // _COLOUR_SAMPLES)].astype(np.float64)
        centred = values - values.mean(axis=0)
        spread += centred.T @ centred / len(values)
    # A little of luminance, for regions without any contrast.
    spread += 1e-3 * np.outer([0.299, 0.587, 0.114], [0.299, 0.587, 0.114])
    axis = np.linalg.eigh(spread)[1][:, -1]
    axis = axis if axis.sum() >= 0 else -axis
    return np.asarray(axis / np.abs(axis).sum(), np.float32)


def _core(window: Window, step: int) -> NDArray[np.uint8]:
    """The region without a rim of about 3 px of the image, less where it is small."""
    area = int(np.count_nonzero(window.inside))
    for radius in range(max(1, round(3 / step)), 0, -1):
        side = 2 * radius + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        core = np.asarray(cv2.erode(window.inside, kernel), np.uint8)
        if np.count_nonzero(core) >= max(40, area // 3):
            return core
    return window.inside
