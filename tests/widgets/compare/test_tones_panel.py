"""The section about tones, and its histogram."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.tones import Tones
from forgery_viewer.widgets.compare.tones_panel import TonesPanel
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
COUNTS = np.arange(4 * 256, dtype=np.int64).reshape(4, 256)


@pytest.fixture
def panel(dress: Callable[[Theme], None], show: Callable[[QWidget], None]) -> TonesPanel:
    """The panel of a neutral image, 250 px wide."""
    panel = TonesPanel()
    panel.show_histogram(COUNTS)
    panel.show_canvas("Forged")
    panel.setFixedWidth(250)
    show(panel)
    return panel


def test_keys_move_the_handle_that_has_them(panel: TonesPanel) -> None:
    changed = QSignalSpy(panel.tones_changed)
    plot = panel.histogram
    plot.black_handle.setFocus()
    QTest.keyClick(plot.black_handle, Key.Key_Right, SHIFT)
    QTest.keyClick(plot.black_handle, Key.Key_Right)
    plot.white_handle.setFocus()
    QTest.keyClick(plot.white_handle, Key.Key_Left)
    assert [changed.at(place)[0] for place in range(changed.count())] == [
        Tones(black=10),
        Tones(black=11),
        Tones(black=11, white=254),
    ]


def test_a_handle_is_dragged_but_not_past_the_other(panel: TonesPanel) -> None:
    changed = QSignalSpy(panel.tones_changed)
    handle = panel.histogram.black_handle
    drag(handle, round(panel.histogram.x_of(100) - panel.histogram.x_of(0)))
    assert panel.tones.black == pytest.approx(100, abs=1)
    assert changed.count() >= 1
    drag(handle, 1000)
    assert panel.tones == Tones(black=254)


def drag(handle: QWidget, by_px: int) -> None:
    """Draw a handle to the right; the mouse is told where it is on the handle itself."""
    start = handle.rect().center()
    QTest.mousePress(handle, LEFT, pos=start)
    QTest.mouseMove(handle, start + QPoint(by_px, 0))
    QTest.mouseRelease(handle, LEFT, pos=start)


def test_each_control_changes_its_own_tone(panel: TonesPanel) -> None:
    changed = QSignalSpy(panel.tones_changed)
    for key, presses in (("brightness", 2), ("contrast", 1), ("gamma", 2), ("local", 1)):
        slider = panel.rows[key].slider
        slider.setFocus()
        for _ in range(presses):
            QTest.keyClick(slider, Key.Key_Right)
    QTest.mouseClick(panel.channels.button("green"), LEFT)
    panel.colour_maps.setFocus()
    QTest.keyClick(panel.colour_maps, Key.Key_Down)
    QTest.mouseClick(panel.inverted, LEFT, pos=QPoint(8, panel.inverted.height() // 2))
    first_map = next(iter(COLOUR_MAPS))
    wanted = Tones(
        brightness=2,
        contrast=1,
        gamma=1.1,
        local=0.1,
        channel="green",
        colour_map=first_map,
        inverted=True,
    )
    last = changed.at(changed.count() - 1)[0]
    assert last == panel.tones == wanted
    assert isinstance(last.brightness, int)


def test_reset_auto_and_copy(panel: TonesPanel) -> None:
    changed, auto = QSignalSpy(panel.tones_changed), QSignalSpy(panel.auto_asked)
    copied = QSignalSpy(panel.copy_asked)
    assert not panel.reset.isEnabled()
    panel.show_tones(Tones(gamma=0.5))
    QTest.mouseClick(panel.reset, LEFT)
    assert changed.at(0) == [Tones()]
    QTest.mouseClick(panel.auto, LEFT)
    QTest.mouseClick(panel.copy, LEFT)
    assert (auto.count(), copied.count(), changed.count()) == (1, 1, 1)
    panel.show_histogram(None)
    assert not panel.auto.isEnabled()


def test_setters_are_silent(panel: TonesPanel) -> None:
    changed = QSignalSpy(panel.tones_changed)
    tones = Tones(-10, 20, 0.333, 12, 200, True, "luminance", "inferno", 12.0)
    panel.show_tones(tones)
    panel.show_canvas("Authentic")
    panel.show_histogram(COUNTS)
    assert changed.count() == 0
    assert panel.tones == tones
    # What the controls cannot show exactly is kept all the same.
    QTest.mouseClick(panel.inverted, LEFT, pos=QPoint(8, panel.inverted.height() // 2))
    assert panel.tones.gamma == 0.333
    assert panel.tones.local == 12.0


def test_the_tooltip_tells_level_and_counts(panel: TonesPanel) -> None:
    plot = panel.histogram
    at = QPoint(round(plot.x_of(37)), 30)
    level = plot.level_at(at.x())
    QApplication.sendEvent(plot, QHelpEvent(QEvent.Type.ToolTip, at, plot.mapToGlobal(at)))
    assert f"Level {level}" in QToolTip.text()
    assert f"{COUNTS[3, level]:,} px" in QToolTip.text()
    QToolTip.hideText()


def test_counts_of_another_shape_are_refused(panel: TonesPanel) -> None:
    with pytest.raises(ValueError, match="4 x 256"):
        panel.histogram.show_counts(np.zeros((3, 256), np.int64))


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_plot_is_painted_with_and_without_counts(
    dress: Callable[[Theme], None], panel: TonesPanel, theme: Theme
) -> None:
    dress(theme)
    full = panel.histogram.grab().toImage()
    panel.show_histogram(None)
    empty = panel.histogram.grab().toImage()
    assert full != empty
    assert brightness(empty) == pytest.approx(brightness_of(theme), abs=12)


def brightness(image: QImage) -> int:
    return image.pixelColor(4, image.height() // 4).lightness()


def brightness_of(theme: Theme) -> int:
    return 0x16 if theme.is_dark else 0xFF
