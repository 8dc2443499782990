"""What each canvas shows: picture, outlines and aids, and the walk from instance to region."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from forgery_viewer.app.main_window import MainWindow
from forgery_viewer.core.images import read_image
from forgery_viewer.state.pane_content import AUTHENTIC, DIFFERENCE, FORGED, TRUTH
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.theme import DARK, LIGHT, instance_colour
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import ALONE, HEIGHT, ONE, TWO, WIDTH, two_instances
from tests.e2e.user import CTRL, NONE, RIGHT, SHIFT, User

Key = Qt.Key


def settle() -> None:
    """Let everything that is due happen."""
    for _ in range(3):
        QApplication.processEvents()


def sources(user: User) -> list[str]:
    return [content.source for content in user.window.contents.now]


def choose_in_menu(user: User, pane: CanvasPane, text: str) -> None:
    """Open the menu of a canvas by its button and click an entry."""
    user.click(pane.menu_button)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = (action for action in menu.actions() if action.text() == text)
    assert action.isEnabled(), text
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, NONE, menu.actionGeometry(action).center())
    settle()


@pytest.fixture
def two(user: User, samples: Path) -> User:
    user.open(samples)
    user.choose(TWO)
    user.focus_canvas()
    user.wait_until_measured()
    return user


def test_the_keys_are_the_canvases_as_soon_as_there_is_an_image(user: User, samples: Path) -> None:
    user.open(samples)
    first = user.window.selection.current
    user.case_comes(lambda: user.key(Key.Key_D))
    assert user.window.selection.current != first
    assert user.window.page.browser.filter_bar.field.text() == ""


def test_browser_and_dock_follow_the_window_until_they_are_drawn(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    window: MainWindow = open_window()
    user = User(window)
    user.open(samples)
    page = window.page
    for width, browser_px, dock_px in ((1280, 240, 250), (1440, 296, 264), (2560, 420, 320)):
        window.resize(width, 900)
        settle()
        assert page.widths() == (browser_px, dock_px)
    page.splitter.moveSplitter(500, 1)
    window.resize(1440, 900)
    settle()
    assert page.widths() == (500, 264)
    close_window(window)
    again = open_window()
    User(again).open(samples)
    settle()
    assert again.page.widths() == (500, 264)


def test_a_window_that_showed_no_data_set_leaves_no_widths(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    close_window(open_window())
    again = open_window()
    User(again).open(samples)
    settle()
    assert again.page.widths() == (296, 264)


def test_truth_and_difference_come_and_go_by_a_key(two: User, samples: Path) -> None:
    contents, canvas = two.window.contents, two.overlay
    two.until(
        lambda: contents.pictures.get(TRUTH) is not None,
        contents.pictures.changed,
        after=lambda: two.key(Key.Key_G),
    )
    assert sources(two)[2] == TRUTH
    assert canvas.pyramid is not None
    picture = canvas.pyramid.image
    assert picture.shape == (HEIGHT, WIDTH, 3)
    np.testing.assert_array_equal(picture.any(axis=2), two_instances().any(axis=0))
    colour = instance_colour(0)
    assert tuple(picture[25, 35]) == (colour.red(), colour.green(), colour.blue())
    two.key(Key.Key_G)
    assert sources(two)[2] == FORGED
    two.until(
        lambda: contents.pictures.get(DIFFERENCE) is not None,
        contents.pictures.changed,
        after=lambda: two.key(Key.Key_Y),
    )
    before, after = (
        read_image(samples / f"train_images/{label}/102.png").astype(int)
        for label in ("authentic", "forged")
    )
    levels = np.abs(after - before).max(axis=2)
    expected = np.where(levels > 16, np.minimum(levels * 4, 255), 0)
    assert canvas.pyramid is not None
    np.testing.assert_array_equal(canvas.pyramid.image, expected)
    pane = two.window.page.triptych.overlay
    assert pane.title == "Difference"
    assert "over 16, gain" in pane.note
    assert not canvas.mask_layer.isVisible(), "a fill would hide the difference"
    assert canvas.contour_layer.isVisible()
    two.key(Key.Key_Y)
    assert canvas.mask_layer.isVisible()
    assert pane.title == "Overlay"


def test_a_canvas_chooses_its_picture_in_its_menu(two: User) -> None:
    triptych = two.window.page.triptych
    choose_in_menu(two, triptych.authentic, "Forged")
    assert triptych.authentic.title == "Forged"
    assert sources(two)[0] == FORGED
    choose_in_menu(two, triptych.authentic, "Mask over it")
    assert triptych.authentic.title == "Overlay"
    assert triptych.authentic.canvas.mask_layer.document is two.document
    two.choose(ONE)
    assert triptych.authentic.title == "Overlay", "the choice holds for other cases"
    choose_in_menu(two, triptych.authentic, "Authentic")
    assert sources(two)[0] == AUTHENTIC
    choose_in_menu(two, triptych.overlay, "Difference")
    two.choose(ALONE)
    assert triptych.overlay.reason == "A difference needs an authentic and a forged image."


def test_the_walk_goes_from_instance_to_region_and_around(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    user.focus_canvas()
    user.wait_until_measured()
    boxes = [(10, 12, 100, 128), (10, 12, 30, 40), (80, 100, 100, 128), (10, 12, 100, 128)]
    for top, left, bottom, right in boxes:
        user.key(Key.Key_N)
        view = user.overlay.view
        assert (view.x, view.y) == ((left + right) / 2, (top + bottom) / 2)


def test_the_walk_chooses_the_next_instance(two: User) -> None:
    assert two.document.current == 0
    two.key(Key.Key_N)
    two.key(Key.Key_N)
    assert two.document.current == 1
    two.key(Key.Key_N)
    assert two.document.current == 0


def test_one_instance_alone_and_all_again(two: User) -> None:
    two.key(Key.Key_V, SHIFT)
    assert [state.hidden for state in two.document.instances] == [False, True]
    two.key(Key.Key_2)
    two.key(Key.Key_V, SHIFT)
    assert [state.hidden for state in two.document.instances] == [True, False]
    two.key(Key.Key_V, SHIFT)
    assert [state.hidden for state in two.document.instances] == [False, False]
    row = two.window.page.instances.rows[1]
    two.click(row.eye, modifiers=Qt.KeyboardModifier.AltModifier)
    assert [state.hidden for state in two.document.instances] == [True, False]
    assert not two.document.is_changed


def test_an_instance_takes_another_colour(two: User) -> None:
    row = two.window.page.instances.rows[0]
    QTest.mouseMove(two.handle(row), row.mapTo(two.window, QPoint(60, 12)))
    two.click(row, QPoint(60, 12), RIGHT)
    menu = row.findChild(QMenu)
    if menu is None:
        # Without a window system nobody makes a context menu of a right click.
        row.open_menu(row.mapToGlobal(QPoint(60, 12)))
        menu = row.findChild(QMenu)
    assert menu is not None
    (magenta,) = (action for action in menu.actions() if action.text() == "Magenta")
    magenta.trigger()
    menu.close()
    assert two.document.instances[0].colour == 2
    assert two.window.page.history.steps[-1] == "Colour of instance 1"
    two.key(Key.Key_Z, CTRL)
    assert two.document.instances[0].colour == 0


def test_outlines_are_as_wide_as_chosen(two: User) -> None:
    two.window.view_options.set_mode("contour")
    two.turn_wheel(4, (50, 40))
    two.overlay.cursor_layer.hide()

    def outlined() -> int:
        settle()
        image = two.overlay.grab().toImage()
        colour = instance_colour(0).rgb()
        return sum(
            image.pixel(x, y) == colour
            for y in range(0, image.height(), 3)
            for x in range(image.width())
        )

    thin = outlined()
    two.window.view_options.set_outline(40)
    assert outlined() > 1.5 * thin
    two.window.view_options.set_outline(15)
    assert outlined() == thin


def test_aids_come_by_key_and_are_remembered(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(TWO)
    user.focus_canvas()
    user.key(Key.Key_O)
    user.hover((40, 40))
    assert user.overlay.lens.isVisible()
    user.key(Key.Key_O)
    assert not user.overlay.lens.isVisible()
    user.key(Key.Key_R, SHIFT)
    assert user.overlay.ruler_layer.isVisible()
    user.turn_wheel(8, (40, 40))
    assert user.overlay.minimap.isVisible()
    user.window.actions_by_key["minimap"].trigger()
    assert not user.overlay.minimap.isVisible()
    close_window(user.window)

    again = User(open_window())
    again.open(samples)
    again.choose(TWO)
    again.turn_wheel(8, (40, 40))
    assert again.overlay.ruler_layer.isVisible()
    assert not again.overlay.minimap.isVisible()
    assert again.window.actions_by_key["rulers"].isChecked()
    assert not again.window.actions_by_key["minimap"].isChecked()


def test_a_click_on_the_minimap_goes_there(two: User) -> None:
    two.turn_wheel(8, (40, 40))
    minimap = two.overlay.minimap
    two.click(minimap, QPoint(minimap.width() - 8, minimap.height() - 8))
    assert two.overlay.view.x > 0.85 * WIDTH
    assert two.overlay.view.y > 0.85 * HEIGHT
    views = [canvas.view for canvas in two.window.page.triptych.canvases()]
    assert views == [two.overlay.view] * 3


def test_false_colours_have_their_bar_in_the_header(two: User) -> None:
    contents, pane = two.window.contents, two.window.page.triptych.overlay
    assert not pane.colour_bar.isVisible()
    tones = contents.now[2].tones.with_(colour_map="inferno", channel="red", black=20, white=180)
    contents.set_tones(2, tones)
    assert pane.colour_bar.isVisible()
    assert pane.colour_bar.levels == ("20", "180")
    picture = pane.colour_bar.grab().toImage()
    middle = picture.height() // 2
    row = [picture.pixelColor(x, middle).lightness() for x in range(picture.width())]
    assert max(row[len(row) // 2 : -25]) > 150, "light at the upper end"
    choose_in_menu(two, pane, "Usual brightness and colours")
    assert not pane.colour_bar.isVisible()


def test_the_line_of_the_canvas_at_work_has_the_colour_of_the_look(two: User) -> None:
    def line() -> QColor:
        settle()
        pane = two.window.page.triptych.overlay
        place = pane.mapTo(two.window, QPoint(pane.width() // 2, 23))
        return two.window.grab().toImage().pixelColor(place)

    assert line() == QColor(DARK.accent)
    two.window.actions_by_key["light_look"].trigger()
    assert line() == QColor(LIGHT.accent)


def test_layouts_show_up_to_four_canvases(two: User) -> None:
    triptych = two.window.page.triptych
    counts = []
    for _ in range(7):
        two.key(Key.Key_Tab)
        settle()
        counts.append(sum(pane.isVisible() for pane in triptych.panes))
    assert counts == [3, 3, 3, 4, 2, 1, 3]
    assert two.overlay.hasFocus()
    before = triptych.arrangement()
    two.key(Key.Key_4, CTRL)
    two.key(Key.Key_1, CTRL)
    assert triptych.arrangement() == before
