"""Red, green and blue: mean and standard deviation by label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.channels import ChannelFigures
from forgery_viewer.state.charts.choice import Chart, Choice, Table
from forgery_viewer.state.charts.frame import Frame

Order = Literal["rgb", "bgr"]
NAMES = ("red", "green", "blue")


@dataclass(frozen=True, eq=False)
class ChannelDots(Chart):
    """A dot with a bar for each channel and label; nothing in it can be chosen.

    Attributes:
        figures: Of each label of which images were read.
        order: Order of the channels; OpenCV reads blue, green, red.
    """

    figures: Mapping[str, ChannelFigures]
    order: Order
    key: str = "channels"

    @classmethod
    def of(cls, figures: Mapping[str, ChannelFigures], frame: Frame, order: Order) -> ChannelDots:
        """Of the labels for which there are figures."""
        return cls({name: figures[name] for name in frame.labels if name in figures}, order)

    def __len__(self) -> int:
        return 3 * len(self.figures)

    @property
    def total(self) -> int:
        return sum(figures.images for figures in self.figures.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The channels in their order."""
        return NAMES if self.order == "rgb" else NAMES[::-1]

    def dot(self, place: int) -> tuple[str, str, float, float]:
        """Label, channel, mean and standard deviation of a mark; channel by channel."""
        channel, label = divmod(place, len(self.figures))
        name = list(self.figures)[label]
        figures = self.figures[name]
        rgb = self.order == "rgb"
        means = figures.mean_rgb if rgb else figures.mean_bgr
        deviations = figures.std_rgb if rgb else figures.std_bgr
        return name, self.names[channel], means[channel], deviations[channel]

    def choice(self, first: int, last: int) -> Choice | None:
        return None

    def told(self, place: int) -> str:
        label, channel, mean, deviation = self.dot(place)
        return f"{channel.capitalize()}, {label}:  {mean:.1f} \N{PLUS-MINUS SIGN} {deviation:.1f}"

    def chosen(self, choice: Choice | None) -> NDArray[np.bool_]:
        return np.zeros(len(self), np.bool_)

    def table(self) -> Table:
        dots = map(self.dot, range(len(self)))
        head = ("channel", "label", "mean", "standard_deviation", "images", "pixels")
        return [
            head,
            *(
                (channel, label, mean, deviation,
                 self.figures[label].images, self.figures[label].pixels)
                for label, channel, mean, deviation in dots
            ),
        ]  # fmt: skip
