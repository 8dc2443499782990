"""Three twins to show: a source and two copies, each picture a noise of its own."""

from __future__ import annotations

import numpy as np

from forgery_viewer.widgets.twins.strip import TwinStrip
from forgery_viewer.widgets.twins.twin_view import (
    Picture,
    TwinView,
)
from tests.core.building import noise

SIDE = 60
"""Of every picture, in px."""


def copy(title: str, seed: int) -> TwinView:
    square = np.array([[10, 10], [50, 10], [50, 50], [10, 50], [10, 10]], float)
    return TwinView(
        title,
        False,
        2,
        1,
        note="r = 0.987",
        words="shift \N{MINUS SIGN}17, \N{MINUS SIGN}414 px, mirrored",
        pictures=(
            Picture("aligned", "aligned", noise(SIDE, SIDE, seed=seed), (square,)),
            Picture("found", "as found", noise(SIDE, SIDE, seed=seed + 50)),
            Picture("difference", "difference", noise(SIDE, SIDE, seed=seed + 100)),
            Picture("correlation", "correlation", noise(SIDE, SIDE, 1, seed=seed + 150)),
        ),
    )


def twins() -> list[TwinView]:
    source = Picture("aligned", "", noise(SIDE, SIDE, seed=1))
    first = TwinView("Source", True, 2, 1, "unchanged", "858, 717", (source,))
    return [first, copy("Copy 1", 2), copy("Copy 2", 3)]


def keys(strip: TwinStrip, card: int) -> list[str]:
    return [box.picture.key for box in strip.cards[card].boxes if box.picture is not None]
