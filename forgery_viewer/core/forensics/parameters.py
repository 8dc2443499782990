"""What the user can set of a forensic view: a number within limits, or one of some choices."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

Value = float | str
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing to set.

    Attributes:
        key: Its name in the values that a view is computed with.
        title: Its name for the user.
        usual: What it is unless the user says otherwise.
        least: The least number; 0 where there are choices.
        most: The greatest number; 0 where there are choices.
        step: Numbers are the least and whole steps from it; 0 where there are choices.
        unit: What the number counts, empty where it is a plain number.
        choices: What it can be if it is no number.
    """

    key: str
    title: str
    usual: Value
    least: float = 0.0
    most: float = 0.0
    step: float = 0.0
    unit: str = ""
    choices: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all its values are whole numbers."""
        return not self.choices and self.least % 1 == 0 and self.step % 1 == 0

    def clamp(self, value: Value) -> Value:
        """The nearest value that is allowed; the usual one for what is no choice or no number."""
        if self.choices:
            return value if value in self.choices else self.usual
        try:
            number = float(value)
        except ValueError:
            return self.usual
        if math.isnan(number):
            return self.usual
        number = min(max(number, self.least), self.most)
        steps = round((number - self.least) / self.step)
        # Without the tail that 0.1 has in binary.
        return float(min(round(self.least + steps * self.step, 9), self.most))


def a_choice(key: str, title: str, *choices: str) -> Parameter:
    """A parameter that is one of some words, usually the first."""
    return Parameter(key, title, choices[0], choices=choices)


def number(values: Values, key: str) -> float:
    """The number that a parameter is set to."""
    return float(values[key])


def whole(values: Values, key: str) -> int:
    """The whole number that a parameter is set to."""
    return round(float(values[key]))
