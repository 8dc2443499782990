"""Scales of charts, and the round numbers that stand at them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.state.charts.choice import number

LABEL_GAP_PX = 10


@dataclass(frozen=True, slots=True)
class Tick:
    """One number at a scale: where it lies and how it is written."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns numbers into pixels and back, linearly or by their logarithms.

    Attributes:
        low: The number at `start_px`.
        high: The number at `end_px`, above `low`.
        start_px: Left or lower end.
        end_px: Right or upper end; above `start_px` on a horizontal scale, below it on the screen's
            vertical one.
        logarithmic: Whether equal ratios have equal distances.
    """

    low: float
    high: float
    start_px: float
    end_px: float
    logarithmic: bool = False

    def px(self, numbers: NDArray[Any]) -> NDArray[np.float64]:
        """Where numbers lie; what lies outside the scale is put to its nearer end."""
        inside = np.clip(np.asarray(numbers, np.float64), self.low, self.high)
        if self.logarithmic:
            part = np.log(inside / self.low) / math.log(self.high / self.low)
        else:
            part = (inside - self.low) / (self.high - self.low)
        return np.asarray(self.start_px + part * (self.end_px - self.start_px))

    def at(self, value: float) -> float:
        """Where one number lies."""
        inside = min(self.high, max(self.low, value))
        if self.logarithmic:
            part = math.log(inside / self.low) / math.log(self.high / self.low)
        else:
            part = (inside - self.low) / (self.high - self.low)
        return self.start_px + part * (self.end_px - self.start_px)

    def value(self, px: float) -> float:
        """The number at a pixel."""
        part = (px - self.start_px) / (self.end_px - self.start_px)
        part = min(1.0, max(0.0, part))
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** part)
        return self.low + part * (self.high - self.low)


def count_ticks(largest: float, room_px: float, least_px: float = 36.0) -> list[Tick]:
    """Round counts from 0 to the first at or above the largest, at least so far apart."""
    most = max(1, int(room_px // least_px))
    step = _round_step(max(1.0, largest) / most)
    last = max(1, math.ceil(largest / step - 1e-9))
    return [Tick(place * step, f"{place * step:,.0f}") for place in range(last + 1)]


def _round_step(least: float) -> float:
    """The least whole 1, 2 or 5 times a power of ten that is not below a number."""
    power = 10.0 ** math.floor(math.log10(max(1.0, least)))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least - 1e-9)


def decade_ticks(low: float, high: float, unit: str = "") -> list[Tick]:
    """1, 5 and 2 times the powers of ten within a logarithmic scale, the rounder ones first."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = [float(f"{times}e{decade}") for times in (1, 5, 2) for decade in decades]
    return [Tick(v, f"{number(v)} {unit}".strip()) for v in values if low <= v <= high]


def octave_ticks(low: float, high: float) -> list[Tick]:
    """The powers of two within a logarithmic scale, every other one first."""
    octaves = range(math.ceil(math.log2(low)), math.floor(math.log2(high)) + 1)
    values = [2.0**octave for odd in (False, True) for octave in octaves if octave % 2 == odd]
    return [Tick(value, f"{value:,.0f}") for value in values]


def without_overlap(
    ticks: Iterable[Tick],
    at: Callable[[float], float],
    width: Callable[[str], float],
    ends: tuple[float, float],
    gap_px: float = LABEL_GAP_PX,
) -> list[tuple[Tick, float]]:
    """Ticks whose labels, centred on them and moved inside the ends, keep clear of each other.

    The earlier a tick comes, the likelier it stays. Each comes with the middle of its label.
    """
    kept: list[tuple[Tick, float]] = []
    taken: list[tuple[float, float]] = []
    for tick in ticks:
        half = width(tick.text) / 2
        middle = min(ends[1] - half, max(ends[0] + half, at(tick.value)))
        start, end = middle - half - gap_px / 2, middle + half + gap_px / 2
        if all(end <= other[0] or start >= other[1] for other in taken):
            kept.append((tick, middle))
            taken.append((start, end))
    return kept


def slots(
    start: float, end: float, count: int, share: float, widest: float
) -> list[tuple[float, float]]:
    """Left and right ends of bars side by side, in whole px, each in the middle of its slot."""
    slot = (end - start) / max(1, count)
    width = max(1, round(min(slot * share, widest)))
    lefts = [round(start + slot * (place + 0.5) - width / 2) for place in range(count)]
    return [(left, left + width) for left in lefts]


def edges_px(scale: Scale, edges: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The edges of bins that touch, in whole px, each bin at least one px wide."""
    px = np.round(scale.px(np.asarray(edges)))
    least = px[0] + np.arange(len(px))
    return np.maximum.accumulate(np.maximum(px, least))
