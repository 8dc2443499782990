"""A label that never cuts its text without saying all of it elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.elided_label import ElidedLabel

Show = Callable[[QWidget], None]
LONG = "/mnt/archive/a folder with a rather long name/blots 2026"


def hovered(label: ElidedLabel) -> str:
    """The tooltip that rests under the pointer."""
    event = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(2, 2), label.mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(label, event)
    return QToolTip.text()


def test_text_that_fits_is_shown_whole_and_needs_no_tooltip(dress: object, show: Show) -> None:
    label = ElidedLabel(LONG)
    show(label)
    label.resize(label.sizeHint())
    assert label.shown_text == LONG
    assert hovered(label) == ""


# The offscreen platform has no order of windows.
@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_text_that_does_not_fit_is_cut_and_told_in_a_tooltip(
    dress: object, show: Show, qtbot: QtBot
) -> None:
    label = ElidedLabel(LONG, mode=Qt.TextElideMode.ElideMiddle)
    show(label)
    label.resize(120, 20)
    assert "…" in label.shown_text
    assert label.shown_text.startswith("/mnt")
    assert label.shown_text.endswith("6")
    assert hovered(label) == LONG
    QToolTip.hideText()
    qtbot.waitUntil(lambda: QToolTip.text() == "")


def test_layout_may_make_it_small(dress: object, show: Show) -> None:
    label = ElidedLabel(LONG)
    show(label)
    assert label.minimumSizeHint().width() < 40 < label.sizeHint().width()
    assert label.grab().size() == label.size()
