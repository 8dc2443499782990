"""Colour maps: complete tables that keep the order of the grey levels."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from numpy.typing import NDArray

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.opencv import cv2


def lightness(table: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(256,) L* of each colour, 0 to 100."""
    colours = np.ascontiguousarray(table[:, np.newaxis], np.float32) / 255
    return np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2Lab)[:, 0, 0], np.float32)


@pytest.mark.parametrize("key", COLOUR_MAPS)
def test_a_table_has_a_colour_for_each_level_and_is_made_once(key: str) -> None:
    colour_map = COLOUR_MAPS[key]
    assert colour_map.key == key
    assert colour_map.title[0].isupper()
    assert colour_map.table.shape == (256, 3)
    assert colour_map.table.dtype == np.uint8
    assert colour_map.table is colour_map.table
    with pytest.raises(ValueError, match="read-only"):
        colour_map.table[0] = 1


@pytest.mark.parametrize("key", ["inferno", "viridis", "turbo"])
def test_the_known_ones_are_those_of_matplotlib(key: str) -> None:
    known = mpl.colormaps[key](np.arange(256), bytes=True)[:, :3].astype(int)
    assert np.abs(COLOUR_MAPS[key].table - known).max() <= 1


@pytest.mark.parametrize("key", ["grey", "inferno", "viridis", "red", "green", "blue"])
def test_a_higher_level_is_no_darker(key: str) -> None:
    assert np.diff(lightness(COLOUR_MAPS[key].table)).min() > -0.2


def test_single_hues() -> None:
    levels = np.arange(256)
    assert (COLOUR_MAPS["grey"].table == levels[:, np.newaxis]).all()
    for number, key in enumerate(["red", "green", "blue"]):
        table = COLOUR_MAPS[key].table
        assert (table[:, number] == levels).all()
        assert not np.delete(table, number, axis=1).any()


def test_ice_and_fire_are_told_apart_and_equally_bright() -> None:
    table = COLOUR_MAPS["ice-fire"].table
    found = lightness(table)
    assert found[[127, 128]].max() < 1
    assert np.diff(found[:128]).max() <= 0
    assert np.diff(found[128:]).min() >= 0
    assert np.abs(found - found[::-1]).max() < 4
    red, blue = table[:, 0].astype(int), table[:, 2].astype(int)
    assert (blue[:120] > red[:120]).all()
    assert (red[136:] > blue[136:]).all()
