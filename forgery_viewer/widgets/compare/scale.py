"""The numbers a slider goes through."""

from __future__ import annotations

import math
from dataclasses import dataclass

_LOGARITHMIC_STEPS = 240


@dataclass(frozen=True, slots=True)
class Scale:
    """From the least to the most, in equal steps or in equal ratios, with the unit behind them."""

    least: float
    most: float
    step: float = 1.0
    unit: str = ""
    logarithmic: bool = False
    origin: float | None = None
    """Where the coloured part of the groove begins; at the least number where it is None."""

    @property
    def digits(self) -> int:
        """Digits after the point that tell two neighbours apart."""
        digits = 0
        while digits < 4 and not math.isclose(
            self.step * 10**digits, round(self.step * 10**digits), abs_tol=1e-6
        ):
            digits += 1
        return digits

    @property
    def positions(self) -> int:
        """The last position of a slider that begins at 0."""
        if self.logarithmic:
            return _LOGARITHMIC_STEPS
        return max(1, math.ceil((self.most - self.least) / self.step - 1e-9))

    def position(self, value: float) -> int:
        """Where the slider stands for a number."""
        value = self.held(value)
        if self.logarithmic:
            share = math.log(value / self.least) / math.log(self.most / self.least)
            return round(share * _LOGARITHMIC_STEPS)
        return round((value - self.least) / self.step)

    def value(self, position: int) -> float:
        """The number at a position of the slider."""
        if self.logarithmic:
            ratio = self.most / self.least
            return self.held(self.least * math.pow(ratio, position / _LOGARITHMIC_STEPS))
        return self.held(self.least + position * self.step)

    def held(self, value: float) -> float:
        """The nearest number of the scale: whole steps from the least unless logarithmic."""
        value = min(self.most, max(self.least, value))
        if not self.logarithmic:
            value = self.least + round((value - self.least) / self.step) * self.step
        return round(min(self.most, value), self.digits)
