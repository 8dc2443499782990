"""The dialog that makes a picture of a canvas, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.picture_choice import PictureChoice, PictureError
from forgery_viewer.widgets.picture_dialog import PREVIEW_PX, PictureDialog
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme
from forgery_viewer.widgets.wording import size
from tests.widgets.compare.words import cut_words, unnamed

LEFT = Qt.MouseButton.LeftButton
SCREEN, FULL = (788, 649), (4600, 3000)
Open = Callable[..., PictureDialog]


class Maker:
    """Makes pictures and keeps in mind which were asked for."""

    def __init__(self) -> None:
        self.asked: list[PictureChoice] = []
        self.reason = ""

    def __call__(self, choice: PictureChoice, room: QSize) -> tuple[QImage, QSize]:
        self.asked.append(choice)
        if self.reason and choice.full:
            raise PictureError(self.reason)
        width, height = FULL if choice.full else SCREEN
        whole = QSize(width, height + 54 * choice.legend)
        small = whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        picture = QImage(small, QImage.Format.Format_RGB32)
        picture.fill(QColor("#46FCDD" if choice.overlay else "#123456"))
        return picture, whole


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def opened(dress: object, show: Callable[[QWidget], None], maker: Maker) -> Open:
    def make(choice: PictureChoice | None = None) -> PictureDialog:
        dialog = PictureDialog(maker, choice)
        show(dialog)
        return dialog

    return make


def button(dialog: PictureDialog, name: str) -> QAbstractButton:
    return next(b for b in dialog.findChildren(QAbstractButton) if b.text() == name)


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_offers_what_is_on_the_screen_with_its_size(opened: Open) -> None:
    dialog = opened()
    assert dialog.choice == PictureChoice()
    assert dialog.size_text == f"{size(788, 649)} px"
    assert dialog.error_text == ""
    button(dialog, "Full resolution").click()
    assert dialog.size_text == f"{size(4600, 3000)} px"
    button(dialog, "Legend").click()
    assert dialog.size_text == f"{size(4600, 3054)} px"
    assert dialog.choice == PictureChoice(full=True, legend=True)


def test_the_preview_follows_and_is_made_once(opened: Open, maker: Maker) -> None:
    dialog = opened()
    assert dialog.preview.width() <= PREVIEW_PX[0]
    assert dialog.preview.height() <= PREVIEW_PX[1]
    assert dialog.preview.toImage().pixelColor(50, 50) == QColor("#46FCDD")
    for _ in range(3):
        button(dialog, "Overlay").click()
    assert dialog.preview.toImage().pixelColor(50, 50) == QColor("#123456")
    assert maker.asked == [PictureChoice(), PictureChoice(overlay=False)]


@pytest.mark.parametrize("which", ["Copy", "Save…"])
def test_asks_for_what_was_chosen(opened: Open, qtbot: QtBot, which: str) -> None:
    dialog = opened(PictureChoice(full=True, overlay=False, scale=True, legend=True))
    signal = dialog.copy_asked if which == "Copy" else dialog.save_asked
    with qtbot.waitSignal(signal) as asked:
        QTest.mouseClick(button(dialog, which), LEFT)
    assert asked.args == [PictureChoice(full=True, overlay=False, scale=True, legend=True)]


def test_everything_by_keyboard(opened: Open, qtbot: QtBot) -> None:
    dialog = opened()
    assert QApplication.focusWidget() is button(dialog, "Save…")
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is button(dialog, "As on the screen")
    press(Qt.Key.Key_Right)
    assert dialog.choice.full
    for name in ("Overlay", "Scale bar", "Legend"):
        press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is button(dialog, name)
        press(Qt.Key.Key_Space)
    assert dialog.choice == PictureChoice(full=True, overlay=False, scale=True, legend=True)
    reached = []
    for _ in range(3):
        press(Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [button(dialog, name) for name in ("Cancel", "Copy", "Save…")]
    with qtbot.waitSignal(dialog.save_asked):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_says_why_there_is_no_such_picture(opened: Open, maker: Maker) -> None:
    maker.reason = "That is too many pixels for a picture."
    dialog = opened()
    button(dialog, "Full resolution").click()
    assert dialog.error_text == maker.reason
    assert dialog.size_text == ""
    for name in ("Copy", "Save…"):
        assert not button(dialog, name).isEnabled()
        assert button(dialog, name).toolTip() == maker.reason
    button(dialog, "As on the screen").click()
    assert dialog.error_text == ""
    assert button(dialog, "Save…").isEnabled()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_every_control_is_named_and_no_word_is_cut(
    opened: Open, dress: Callable[[Theme], None], theme: Theme
) -> None:
    dress(theme)
    dialog = opened(PictureChoice(full=True, legend=True))
    assert unnamed(dialog) == []
    assert cut_words(dialog) == []
    before = dialog.size()
    button(dialog, "As on the screen").click()
    QApplication.processEvents()
    assert dialog.size() == before
