"""Comparing by eye: two images behind a curtain, in turn, and side by side, moved together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from forgery_viewer.widgets.arrangement import LAYOUTS, SHOWN
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.compare.dock import CompareDock
from tests.e2e.forged_samples import (
    FORGED,
    OTHER,
    enter,
    go_to_compare,
    images,
    look_from_near,
    reach,
    wait_for_pictures,
)
from tests.e2e.samples import authentic as partner
from tests.e2e.test_seeing import centres, in_sight, picture
from tests.e2e.user import CTRL, LEFT, MIDDLE, NONE, SHIFT, User

Key = Qt.Key
Image = NDArray[np.uint8]

LINE_PX = 14
"""The line of a curtain and its handle hide so much on either side."""


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who looks at the forgery from near, without its mask, keyboard on the overlay."""
    look_from_near(user, tmp_path / "forged")
    assert 2 <= user.overlay.view.scale < 8, "pixels are squares, without lines between them"
    return user


def check_pixels(canvas: Canvas, image: Image, left_px: int = 0, right_px: int = 100_000) -> None:
    """Fail unless a canvas shows an image between two of its columns."""
    y, x = centres(canvas, image.shape)
    seen = in_sight(canvas, y, x) & (x >= left_px) & (x < right_px)
    # The names of the images are above.
    seen &= y > 40
    assert seen.sum() > 500, "there is nothing to look at"
    away = (picture(canvas)[y[seen], x[seen]] != image[seen]).any(axis=1)
    assert not away.any(), f"{away.sum()} pixels are those of something else"


def check_curtain(user: User, line_px: int) -> None:
    """Fail unless the overlay shows authentic left of a line, and forged right of it."""
    authentic, forged = images(user)
    assert (authentic != forged).any(axis=2).sum() > 1000
    check_pixels(user.overlay, authentic, 0, line_px - LINE_PX)
    check_pixels(user.overlay, forged, line_px + LINE_PX)


def scales_and_places(user: User) -> list[tuple[float, float, float]]:
    views = [canvas.view for canvas in user.window.page.triptych.canvases()]
    return [(view.scale, round(view.x, 6), round(view.y, 6)) for view in views]


# Pages --------------------------------------------------------------------------------------


def test_from_review_to_compare_and_back(at_case: User) -> None:
    window, page = at_case.window, at_case.window.page
    case, view, contents = page.triptych.case, at_case.overlay.view, window.contents.now
    layout = page.triptych.layout_choice
    at_case.document.set_current(0)

    dock = go_to_compare(at_case)
    assert window.top_bar.tabs.choice == "compare"
    assert page.triptych.case is case
    assert window.selection.current == FORGED
    assert {canvas.view for canvas in page.triptych.canvases()} == {view}
    assert not page.tool_strip.isVisible()
    assert [pane.title for pane in page.triptych.shown_panes()] == [
        "Forged",
        "Difference",
        "Curtain",
    ]

    at_case.key(Key.Key_1, CTRL)
    assert window.top_bar.tabs.choice == "review"
    assert page.triptych.case is case
    assert window.selection.current == FORGED
    assert window.contents.now == contents
    assert page.triptych.layout_choice == layout
    assert {canvas.view for canvas in page.triptych.canvases()} == {view}
    assert page.tool_strip.isVisible()
    assert not dock.isVisible()
    assert at_case.document.current == 0


def test_images_are_gone_through_on_the_compare_page(at_case: User) -> None:
    go_to_compare(at_case)
    check_curtain(at_case, round(at_case.overlay.width() / 2))
    assert at_case.case_comes(lambda: at_case.key(Key.Key_D)) == partner(OTHER)
    wait_for_pictures(at_case)
    assert at_case.window.top_bar.tabs.choice == "compare"
    check_curtain(at_case, round(at_case.overlay.width() / 2))


# Curtain, blink and layouts -----------------------------------------------------------------


def test_s_draws_a_curtain_and_takes_it_away(at_case: User) -> None:
    pane = at_case.window.page.triptych.overlay
    title, note = pane.title, pane.note
    before = picture(at_case.overlay)
    at_case.type("s")
    assert pane.title == "Curtain"
    assert at_case.window.actions_by_key["curtain"].isChecked()
    check_curtain(at_case, round(at_case.overlay.width() / 2))
    others = [pane.title for pane in at_case.window.page.triptych.shown_panes()][:2]
    assert others == ["Authentic", "Forged"]
    at_case.type("s")
    assert (pane.title, pane.note) == (title, note)
    assert not at_case.window.actions_by_key["curtain"].isChecked()
    assert np.array_equal(picture(at_case.overlay), before)


def test_the_line_is_dragged_over_both_images(at_case: User) -> None:
    go_to_compare(at_case)
    canvas = at_case.overlay
    view = canvas.view
    line = (view.x, view.y + 20)
    for shift in (25.0, -30.0):
        at_case.drag([line, (line[0] + shift / 2, line[1]), (line[0] + shift, line[1])])
        line_px = at_case.point(canvas, (line[0] + shift, line[1]))
        column = canvas.viewport().mapFrom(canvas.window(), line_px).x()
        assert canvas.curtain_layer.x_px == column
        check_curtain(at_case, column)
        line = at_case.image_point(canvas, line_px)
    assert canvas.view == view, "the view was moved as well"
    assert at_case.save_state == "No changes"


def test_the_other_image_is_seen_while_the_backquote_is_held(at_case: User) -> None:
    authentic, forged = images(at_case)
    check_pixels(at_case.overlay, forged)
    at_case.hold(Key.Key_QuoteLeft)
    check_pixels(at_case.overlay, authentic)
    at_case.let_go(Key.Key_QuoteLeft)
    check_pixels(at_case.overlay, forged)
    first = at_case.window.page.triptych.authentic.canvas
    first.setFocus()
    at_case.hold(Key.Key_QuoteLeft)
    check_pixels(first, forged)
    at_case.key(Key.Key_F, CTRL)
    check_pixels(first, authentic)


def test_on_the_compare_page_the_second_is_held_over_the_first(at_case: User) -> None:
    authentic, forged = images(at_case)
    dock = go_to_compare(at_case)
    at_case.click(at_case.button(dock.pair, "Blink"))
    at_case.focus_canvas()
    check_pixels(at_case.overlay, authentic)
    at_case.hold(Key.Key_QuoteLeft)
    check_pixels(at_case.overlay, forged)
    at_case.let_go(Key.Key_QuoteLeft)
    check_pixels(at_case.overlay, authentic)
    at_case.click(dock.pair.swap)
    at_case.focus_canvas()
    check_pixels(at_case.overlay, forged)


def test_tab_goes_through_every_layout(at_case: User) -> None:
    go_to_compare(at_case)
    triptych = at_case.window.page.triptych
    begun = triptych.layout_choice
    seen = []
    for _ in LAYOUTS:
        at_case.key(Key.Key_Tab)
        wait_for_pictures(at_case)
        seen.append(triptych.layout_choice)
        places = SHOWN[triptych.arrangement()]
        visible = [pane.isVisible() for pane in triptych.panes]
        assert visible == [place in places for place in range(4)]
        for pane in triptych.shown_panes():
            assert pane.shows_image
            assert pane.canvas.view == triptych.overlay.canvas.view
        assert at_case.overlay.hasFocus()
    start = LAYOUTS.index(begun) + 1
    assert seen == [*LAYOUTS[start:], *LAYOUTS[:start]]
    assert at_case.window.page.case_bar.layouts.choice == seen[-1] == begun


# Difference ---------------------------------------------------------------------------------


def counted_changes(user: User, threshold: int) -> tuple[str, str]:
    """What the dock has to say is changed inside the mask and outside it."""
    authentic, forged = (image.astype(int) for image in images(user))
    over = abs(forged - authentic).max(axis=2) > threshold
    covered = user.document.planes.to_stack().any(axis=0)
    inside, outside = int((over & covered).sum()), int((over & ~covered).sum())
    return f"{inside:,} px", f"{outside:,} px"


def wait_for_counts(user: User) -> None:
    changes = user.window.comparing.changes
    user.until(lambda: not changes.is_behind, changes.counted, changes.outside_told)


def test_the_threshold_decides_what_is_counted_and_shown(at_case: User) -> None:
    dock = go_to_compare(at_case)
    wait_for_counts(at_case)
    panel = dock.difference
    told = {panel.counts}
    assert panel.counts == counted_changes(at_case, 16)
    assert panel.counts[1] == "2 px"
    reach(dock, panel.threshold.slider).setFocus(Qt.FocusReason.TabFocusReason)
    at_case.key(Key.Key_Right)
    at_case.key(Key.Key_Right, SHIFT)
    for threshold in (27, 40, 3):
        if threshold != 27:
            enter(at_case, dock, panel.threshold.field, str(threshold))
        wait_for_counts(at_case)
        wait_for_pictures(at_case)
        assert panel.counts == counted_changes(at_case, threshold)
        told.add(panel.counts)
        authentic, forged = (image.astype(int) for image in images(at_case))
        levels = abs(forged - authentic).max(axis=2)
        grey = np.where(levels > threshold, np.minimum(4 * levels, 255), 0).astype(np.uint8)
        canvas = at_case.window.page.triptych.forged.canvas
        check_pixels(canvas, np.stack([grey] * 3, axis=2))
    assert len(told) > 2


# Links --------------------------------------------------------------------------------------


def pan(user: User, canvas: Canvas, dx_px: int, dy_px: int, button: Qt.MouseButton = LEFT) -> None:
    """Drag the image by so many pixels of the screen."""
    handle = user.handle(canvas)
    begin = user.point(canvas, (canvas.view.x + 30, canvas.view.y + 10))
    end = begin + QPoint(dx_px, dy_px)
    QTest.mouseMove(handle, begin)
    QTest.mousePress(handle, button, NONE, begin)
    QTest.mouseMove(handle, end)
    QTest.mouseRelease(handle, button, NONE, end)


def link(user: User, dock: CompareDock, key: str) -> None:
    user.click(reach(dock, dock.links.button(key)))


def test_what_is_moved_apart_stays_apart_until_it_is_reset(at_case: User) -> None:
    dock = go_to_compare(at_case)
    first = at_case.window.page.triptych.authentic.canvas
    link(at_case, dock, "pan")
    view = at_case.overlay.view
    # Over the forged half, away from the line.
    pan(at_case, at_case.overlay, round(12 * view.scale), round(-5 * view.scale))
    assert first.view == view
    shift = round(at_case.overlay.view.x - view.x), round(at_case.overlay.view.y - view.y)
    assert shift == (-12, 5)
    link(at_case, dock, "pan")

    at_case.focus_canvas()
    at_case.turn_wheel(1, (at_case.overlay.view.x + 10, at_case.overlay.view.y))
    pan(at_case, at_case.overlay, 33, -17, MIDDLE)
    scale, x, y = scales_and_places(at_case)[-1]
    assert scale > view.scale
    assert scales_and_places(at_case)[0] == pytest.approx((scale, x + 12, y - 5))
    at_case.key(Key.Key_Right)
    at_case.key(Key.Key_Down, SHIFT)
    assert scales_and_places(at_case)[-1] == pytest.approx((scale, x - 1, y - 10))
    assert scales_and_places(at_case)[0] == pytest.approx((scale, x + 12, y - 5))
    assert dock.links.offset_text != "0, 0 px"

    point = at_case.hover((x, y))
    ghost = first.to_image(first.cursor_layer.pos())
    assert (ghost.x(), ghost.y()) == pytest.approx((point[0] + 13, point[1] + 5))

    at_case.click(reach(dock, dock.links.reset))
    assert len(set(scales_and_places(at_case))) == 1
    assert dock.links.offset_text == "0, 0 px"
    assert not dock.links.reset.isVisible()


def test_an_offset_is_that_of_its_case(at_case: User) -> None:
    dock = go_to_compare(at_case)
    at_case.focus_canvas()
    view = at_case.overlay.view
    at_case.key(Key.Key_Left)
    at_case.key(Key.Key_Up)
    at_case.key(Key.Key_Left, SHIFT)
    shifted = scales_and_places(at_case)
    assert shifted[-1] == pytest.approx((view.scale, view.x + 11, view.y + 1))
    assert shifted[0] == pytest.approx((view.scale, view.x, view.y))
    told = dock.links.offset_text
    assert told != "0, 0 px"

    for _ in range(2):
        # From one forgery to the next one, past the authentic image of that.
        at_case.case_comes(lambda: at_case.key(Key.Key_D))
    wait_for_pictures(at_case)
    assert len(set(scales_and_places(at_case))) == 1, "both images lie on each other"
    assert (at_case.overlay.view.x, at_case.overlay.view.y) == pytest.approx((view.x, view.y))
    assert dock.links.offset_text == "0, 0 px"
    assert not dock.links.reset.isVisible()
    check_curtain(at_case, round(at_case.overlay.width() / 2))

    for _ in range(2):
        at_case.case_comes(lambda: at_case.key(Key.Key_A))
    wait_for_pictures(at_case)
    for again, before in zip(scales_and_places(at_case), shifted, strict=True):
        assert again == pytest.approx(before)
    assert dock.links.offset_text == told
    at_case.click(reach(dock, dock.links.reset))
    assert len(set(scales_and_places(at_case))) == 1


def test_the_pointer_is_marked_elsewhere_while_that_is_linked(at_case: User) -> None:
    dock = go_to_compare(at_case)
    first = at_case.window.page.triptych.authentic.canvas
    view = at_case.overlay.view
    point = at_case.hover((view.x + 30, view.y + 10))
    ghost = first.to_image(first.cursor_layer.pos())
    assert first.cursor_layer.isVisible()
    assert (ghost.x(), ghost.y()) == pytest.approx(point)
    link(at_case, dock, "cursor")
    at_case.hover((view.x + 32, view.y + 12))
    assert not first.cursor_layer.isVisible()
    ghost_button = at_case.window.page.case_bar.ghost
    assert not ghost_button.isChecked()
    at_case.turn_wheel(-1, (view.x + 32, view.y + 12))
    assert len(set(scales_and_places(at_case))) == 1, "zoom and place are shared as before"
    at_case.click(ghost_button)
    assert dock.links.button("cursor").isChecked()
    at_case.hover((view.x + 34, view.y + 12))
    assert first.cursor_layer.isVisible()


def test_zoom_and_place_are_linked_each_by_itself(at_case: User) -> None:
    dock, window = go_to_compare(at_case), at_case.window
    first = window.page.triptych.authentic.canvas
    link(at_case, dock, "pan")
    assert not window.page.case_bar.links.isChecked()
    view, other = at_case.overlay.view, first.view
    pan(at_case, at_case.overlay, 24, 8)
    assert first.view == other, "each is moved on its own"
    moved = at_case.overlay.view
    apart = (moved.x - view.x, moved.y - view.y)
    at_case.turn_wheel(-2, (moved.x + 20, moved.y + 10))
    now = at_case.overlay.view
    assert first.view.scale == now.scale < view.scale
    assert (now.x - first.view.x, now.y - first.view.y) == pytest.approx(apart)

    link(at_case, dock, "pan")
    link(at_case, dock, "zoom")
    before = first.view.scale
    at_case.turn_wheel(1, (now.x, now.y))
    assert at_case.overlay.view.scale > before == first.view.scale
    pan(at_case, at_case.overlay, -16, 0)
    now, offset = at_case.overlay.view, at_case.overlay.offset - first.offset
    assert (offset.x(), offset.y()) == tuple(map(round, apart))
    assert (first.view.x, first.view.y) == pytest.approx((now.x - offset.x(), now.y - offset.y()))
    link(at_case, dock, "zoom")
    assert window.page.case_bar.links.isChecked()
    assert first.view.scale == at_case.overlay.view.scale
