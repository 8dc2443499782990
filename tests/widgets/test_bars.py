"""What the controls of the bars say of themselves, and how their fields look."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QWidget

from forgery_viewer.state.tools.kinds import BRUSH
from forgery_viewer.widgets.options_bar import WORDS_FROM_PX, OptionsBar
from forgery_viewer.widgets.status_bar import PixelReading, StatusBar
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme
from forgery_viewer.widgets.tool_rows import TOOLS
from forgery_viewer.widgets.tool_strip import ToolStrip
from forgery_viewer.widgets.top_bar import TopBar

Show = Callable[[QWidget], None]


@pytest.mark.parametrize("width", [WORDS_FROM_PX - 1, WORDS_FROM_PX])
def test_how_the_mask_is_shown_is_explained_with_its_key(
    dress: object, show: Show, width: int
) -> None:
    bar = OptionsBar()
    bar.resize(width, bar.height())
    show(bar)
    for key, word in (("fill", "Fill"), ("contour", "Contour"), ("both", "Both")):
        tip = bar.modes.button(key).toolTip()
        assert f"<b>{word}</b>" in tip
        assert ">C" in tip
        assert "outline" in tip or "filled" in tip


def test_the_size_field_names_its_keys_and_keeps_its_text_off_the_border(
    dress: object, show: Show
) -> None:
    bar = OptionsBar()
    show(bar)
    assert "[ and ]" in bar.size_field.toolTip()
    bar.show_brush(512)
    field = bar.size_field
    room = field.lineEdit().width() - field.fontMetrics().horizontalAdvance(field.text())
    assert room >= 8, "the widest text is not cut"
    assert field.lineEdit().textMargins().left() >= 4
    image = field.grab().toImage()
    ground = image.pixelColor(image.width() - 8, image.height() // 2)
    left = [image.pixelColor(x, y) for x in (2, 3, 4) for y in range(8, image.height() - 8)]
    assert all(near(colour, ground) for colour in left)


def test_nothing_overlaps_in_the_narrowest_window(dress: object, show: Show) -> None:
    bar = OptionsBar()
    bar.resize(480, bar.height())
    show(bar)
    parts = (bar.size_slider, bar.size_field, bar.modes, bar.opacity_slider)
    for left, right in pairwise(parts):
        assert left.geometry().right() < right.geometry().left()
    segment = bar.modes.button("fill")
    assert segment.width() >= segment.iconSize().width() + 8, "the icon is seen whole"


def near(colour: QColor, other: QColor) -> bool:
    return abs(colour.lightness() - other.lightness()) < 24


def test_undo_says_that_there_is_nothing_to_undo(dress: object, show: Show) -> None:
    bar, action = TopBar(), QAction("&Undo")
    action.setEnabled(False)
    action.setShortcut("Ctrl+Z")
    bar.bind(bar.undo_button, action)
    show(bar)
    assert not bar.undo_button.isEnabled()
    assert "Nothing to undo." in bar.undo_button.toolTip()
    action.setText("&Undo: Brush, 24 px")
    action.setEnabled(True)
    assert bar.undo_button.isEnabled()
    assert "Undo: Brush, 24 px" in bar.undo_button.toolTip()
    assert "Ctrl+Z" in bar.undo_button.toolTip()
    action.setShortcut("F9")
    assert ">F9<" in bar.undo_button.toolTip()
    assert "Nothing" not in bar.undo_button.toolTip()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_active_tool_has_a_neutral_ground_while_it_cannot_be_used(
    dress: Callable[[Theme], None], show: Show, theme: Theme
) -> None:
    dress(theme)
    strip = ToolStrip()
    show(strip)
    strip.set_tool(BRUSH)

    def ground() -> str:
        return strip.button(BRUSH).grab().toImage().pixelColor(5, 16).name().upper()

    assert ground() == theme.fill
    strip.block_painting("There is no mask to edit in this case.")
    assert ground() == theme.raised


def test_the_tools_stand_in_one_column_where_the_window_is_high_enough(
    dress: object, show: Show
) -> None:
    strip = ToolStrip()
    show(strip)
    # What a window of 1280 x 720 px leaves, with a message over the canvases and without.
    for height, columns in ((584, 1), (552, 1), (400, 2), (160, 4)):
        strip.resize(strip.width(), height)
        assert strip.columns == columns
        buttons = [strip.button(row.key) for row in TOOLS]
        buttons += [strip.overlay_button, strip.fit_button, strip.instance_button]
        for place, button in enumerate(buttons):
            assert strip.rect().contains(button.geometry()), button.accessibleName()
            for other in buttons[place + 1 :]:
                assert not button.geometry().intersects(other.geometry())


def test_the_foot_says_whether_a_data_set_is_open(dress: object, show: Show) -> None:
    bar = StatusBar()
    bar.resize(900, bar.height())
    show(bar)
    before = bar.is_empty
    bar.show_workspace("set / .forgery_viewer")
    assert (before, bar.is_empty) == (True, False)
    bar.show_pixel(PixelReading(377, 19, (1, 2, 3), None, (), "Image"))
    assert bar.pixel_text.startswith("x 377  y 19 | Authentic 1 2 3 | Image \N{EN DASH}")
