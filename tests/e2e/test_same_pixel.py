"""The pixel under the pointer is the same one on every canvas, at every zoom, down to one pixel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from forgery_viewer.widgets.canvas import Canvas
from tests.core.building import noise, stack_of, write_case
from tests.e2e.forged_samples import FORGED, images, wait_for_pictures, write_forged_samples
from tests.e2e.test_canvases import settle
from tests.e2e.test_seeing import picture
from tests.e2e.user import User

Key = Qt.Key

ODD_ZOOMS = (0.371, 0.83, 1.13, 2.27, 3.71, 7.9, 17.37, 41.3)
ARM_PX, GAP_PX = 14, 5
"""Of the cross that marks the pointer: so far it reaches, and so much of the middle is free."""


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.focus_canvas()
    user.type("v")
    user.window.view_options.set_aid("minimap", False)
    return user


def ghost(canvas: Canvas) -> tuple[float, float]:
    """Where on a canvas the cross is seen, in screen px: the middle of what is white of it."""
    canvas.cursor_layer.show()
    with_cross = picture(canvas, pointer=True)
    place = canvas.cursor_layer.pos()
    without = picture(canvas)
    canvas.cursor_layer.show()
    rows, columns = np.nonzero((with_cross != without).any(axis=2))
    assert rows.size, "there is no cross"
    found = (columns.min() + columns.max() + 1) / 2, (rows.min() + rows.max() + 1) / 2
    assert found == pytest.approx((place.x(), place.y()), abs=1)
    return found


@pytest.mark.parametrize("zoom", ODD_ZOOMS)
def test_the_cross_is_on_the_pixel_under_the_pointer(at_case: User, zoom: float) -> None:
    triptych = at_case.window.page.triptych
    at_case.window.view_options.set_layout("grid")
    # Where there is no picture yet, nothing is marked on it.
    wait_for_pictures(at_case)
    settle()
    view = at_case.overlay.view
    triptych.set_view(type(view)(zoom, 151.3, 118.7))
    settle()
    canvas = at_case.overlay
    for dx, dy in ((-31, -17), (0, 0), (23, 29)):
        place = QPoint(canvas.width() // 2 + dx, canvas.height() // 2 + dy)
        pixel = canvas.viewport().mapTo(canvas.window(), place)
        QTest.mouseMove(at_case.handle(canvas), pixel)
        x, y = at_case.image_point(canvas, pixel)
        reading = at_case.window.status_bar.pixel_text
        assert reading.startswith(f"x {int(x)}  y {int(y)} |")
        authentic, forged = images(at_case)
        assert f"Authentic {' '.join(map(str, authentic[int(y), int(x)]))} |" in reading
        assert f"Forged {' '.join(map(str, forged[int(y), int(x)]))} |" in reading
        for pane in list(triptych.shown_panes()):
            if pane.canvas is canvas:
                continue
            at = ghost(pane.canvas)
            there = pane.canvas.to_image(QPointF(*at))
            away = max(abs(there.x() - x), abs(there.y() - y)) * zoom
            assert away < 1.01, "less than a pixel of the screen"
            if 2 <= zoom < 40:
                # What the free middle of the cross shows is that very pixel.
                shown = picture(pane.canvas)[int(at[1]), int(at[0])]
                column, row = int(there.x()), int(there.y())
                image = pane.canvas.pyramid
                assert image is not None
                assert np.array_equal(shown, np.broadcast_to(image.image[row, column], 3))


def test_from_the_whole_figure_to_one_pixel_the_pointer_stays_on_it(
    user: User, tmp_path: Path
) -> None:
    size = (1500, 2300)
    mask = stack_of(*size, (slice(100, 300), slice(100, 400)))
    write_case(tmp_path / "large", "1", size=size, mask=mask)
    user.open(tmp_path / "large")
    user.window.view_options.set_layout("one")
    user.focus_canvas()
    user.type("vr")
    settle()
    canvas = user.overlay
    assert canvas.is_fitted
    image = noise(*size, seed=1)
    at = canvas.viewport().mapTo(canvas.window(), QPoint(333, 222))
    before = user.image_point(canvas, at)
    scales = [canvas.view.scale]
    while canvas.view.scale < 64:
        QTest.wheelEvent(user.handle(canvas), QPointF(at), QPoint(0, 120), QPoint())
        scales.append(canvas.view.scale)
        now = user.image_point(canvas, at)
        assert now == pytest.approx(before, abs=1e-6 + 0.02 / canvas.view.scale)
    assert scales[0] < 0.5
    steps = np.diff(np.log(scales))
    assert steps.max() < np.log(1.25), "small steps all the way"
    shown = picture(canvas)
    x, y = int(before[0]), int(before[1])
    # The pixel under the pointer is all that is seen there: a square of 64 px with its values.
    left, top = canvas.from_image(QPointF(x, y)).toTuple()
    square = shown[round(top) + 2 : round(top) + 62, round(left) + 2 : round(left) + 62]
    same = (square == image[y, x]).all(axis=2)
    assert same.mean() > 0.5
    assert not same.all(), "its values are printed on it"
    edge = shown[round(top) - 1 : round(top) + 2, round(left) + 30]
    assert (edge.astype(int) < 0.9 * image[y, x]).all(axis=1).any(), "a line around it"
    user.type("r")
    assert canvas.view.scale == scales[0]


@pytest.mark.parametrize(
    ("zoom", "squares", "grid", "values"),
    [(1.9, False, False, False), (2.0, True, False, False), (7.9, True, False, False),
     (12.0, True, True, False), (39.0, True, True, False), (40.0, True, True, True)],
)  # fmt: skip
def test_squares_from_2_a_grid_from_12_and_values_from_40(
    at_case: User, zoom: float, squares: bool, grid: bool, values: bool
) -> None:
    at_case.window.view_options.set_layout("one")
    settle()
    canvas = at_case.overlay
    canvas.set_view(type(canvas.view)(zoom, 160.0, 120.0))
    shown = picture(canvas)
    _authentic, forged = images(at_case)
    left, top = canvas.from_image(QPointF(160, 120)).toTuple()
    right, bottom = canvas.from_image(QPointF(161, 121)).toTuple()
    block = shown[round(top) : round(bottom), round(left) : round(right)]
    pixel = forged[120, 160]
    inner = block[1:, 1:] if grid else block
    assert (inner == pixel).all(axis=2).all() == (squares and not values)
    if grid:
        dark = QColor(*pixel.tolist())
        expected = np.array([dark.red(), dark.green(), dark.blue()]) * (1 - 0.18)
        assert np.abs(block[0, 3:-3].mean(axis=0) - expected).max() < 4
