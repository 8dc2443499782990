"""Panes share a room without a gap or an overlap, a line of one pixel between any two."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QRect

from forgery_viewer.widgets.arrangement import (
    AUTO,
    COLUMN,
    COLUMN_GAIN,
    FOCUS,
    FOCUS_GAIN,
    FOCUS_SHARE,
    GRID,
    LAYOUTS,
    ONE,
    ROW,
    SHOWN,
    TWO,
    best_arrangement,
    is_wide,
    pane_rooms,
)
from forgery_viewer.widgets.theme import CANVAS_HEADER_PX

arrangements = st.sampled_from([layout for layout in LAYOUTS if layout != AUTO])
lengths = st.integers(20, 900)
sizes = st.tuples(st.integers(1, 5000), st.integers(1, 5000))
rooms = st.tuples(st.integers(200, 3000), st.integers(200, 3000))


def counts(parts: list[QRect], width: int, height: int) -> NDArray[np.int_]:
    """How many panes each pixel of a room belongs to."""
    covered = np.zeros((height, width), int)
    for part in parts:
        assert QRect(0, 0, width, height).contains(part)
        covered[part.y() : part.y() + part.height(), part.x() : part.x() + part.width()] += 1
    return covered


@given(arrangements, lengths, lengths, st.booleans())
def test_panes_fill_the_room_but_for_lines_of_one_pixel(
    arrangement: str, width: int, height: int, wide: bool
) -> None:
    parts = pane_rooms(arrangement, width, height, wide=wide)
    assert len(parts) == len(SHOWN[arrangement])
    covered = counts(parts, width, height)
    assert covered.max() == 1
    line = covered == 0
    # Each pixel of a line has a pane on both sides of it, one pixel away, or is a crossing.
    rows, columns = np.nonzero(line)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        across = 0 < column < width - 1 and covered[row, [column - 1, column + 1]].all()
        down = 0 < row < height - 1 and covered[[row - 1, row + 1], column].all()
        crossing = line[row].sum() > 1 and line[:, column].sum() > 1
        assert across or down or crossing
    expected = {
        ROW: 2 * height,
        COLUMN: 2 * width,
        ONE: 0,
        GRID: width + height - 1,
        TWO: width if wide else height,
        FOCUS: height + parts[0].width(),
    }
    assert line.sum() == expected[arrangement]


@given(arrangements, lengths, lengths, st.booleans())
def test_equal_panes_differ_by_a_pixel_at_most(
    arrangement: str, width: int, height: int, wide: bool
) -> None:
    parts = pane_rooms(arrangement, width, height, wide=wide)
    if arrangement == FOCUS:
        small, large = parts[:2], parts[2]
        assert abs(small[0].height() - small[1].height()) <= 1
        assert large.height() == height
        assert large.width() == pytest.approx(FOCUS_SHARE * width, abs=1.5)
        return
    for lengths_px in ([p.width() for p in parts], [p.height() for p in parts]):
        assert max(lengths_px) - min(lengths_px) <= 1


@given(arrangements, lengths, lengths, st.booleans())
def test_panes_follow_each_other_as_one_reads(
    arrangement: str, width: int, height: int, wide: bool
) -> None:
    parts = pane_rooms(arrangement, width, height, wide=wide)
    if arrangement == FOCUS:
        assert parts[2].x() > parts[0].x() == parts[1].x() == 0
        parts = parts[:2]
    places = [(part.y(), part.x()) for part in parts]
    assert places == sorted(places)
    if arrangement == TWO:
        assert (parts[0].width() == width) == wide


def test_the_pane_to_work_on_is_always_seen_and_the_fourth_only_in_a_grid() -> None:
    assert set(SHOWN) == set(LAYOUTS) - {AUTO}
    assert all(2 in places for places in SHOWN.values())
    assert [layout for layout, places in SHOWN.items() if 3 in places] == [GRID]
    assert {len(places) for places in SHOWN.values()} == {1, 2, 3, 4}


def shown_scale(image: tuple[int, int], parts: list[QRect]) -> float:
    """How large the whole image is seen in the smallest of some panes, but for rounding."""
    width = min(part.width() for part in parts)
    height = min(part.height() for part in parts) - CANVAS_HEADER_PX
    return min(width / image[0], height / image[1])


@given(sizes, rooms)
def test_what_shows_most_image_is_taken_equal_panes_first(
    image: tuple[int, int], room: tuple[int, int]
) -> None:
    in_row = shown_scale(image, pane_rooms(ROW, *room))
    in_column = shown_scale(image, pane_rooms(COLUMN, *room))
    areas = [shown_scale(image, [part]) ** 2 for part in pane_rooms(FOCUS, *room)]
    gain = in_column / in_row
    equal, best = (COLUMN, in_column) if gain > COLUMN_GAIN else (ROW, in_row)
    more = sum(areas) / (3 * best**2)
    # A pixel more or less of a pane decides nothing that is seen.
    if abs(gain - COLUMN_GAIN) > 0.06 and abs(more - FOCUS_GAIN) > 0.2:
        assert best_arrangement(image, room) == (FOCUS if more > FOCUS_GAIN else equal)


@given(sizes, rooms)
def test_two_panes_lie_above_each_other_where_that_shows_more(
    image: tuple[int, int], room: tuple[int, int]
) -> None:
    beside = shown_scale(image, pane_rooms(TWO, *room))
    above = shown_scale(image, pane_rooms(TWO, *room, wide=True))
    if abs(above / beside - COLUMN_GAIN) > 0.06:
        assert is_wide(image, room) == (above / beside > COLUMN_GAIN)
