"""The dialog that says what the program is, and on which versions it runs."""

from __future__ import annotations

import platform
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from forgery_viewer.core.opencv import cv2
from forgery_viewer.widgets.about_dialog import AboutDialog
from tests.e2e.legibility import illegible

LEFT = Qt.MouseButton.LeftButton


def button(dialog: AboutDialog, text: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == text)


def test_it_names_the_program_its_licences_and_its_parts(
    dress: object, show: Callable[[QWidget], None]
) -> None:
    dialog = AboutDialog("1.2.3")
    show(dialog)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Forgery Viewer 1.2.3" in words
    assert "BSD 3-Clause" in words
    assert "Lucide, ISC" in words
    assert any(not label.pixmap().isNull() for label in dialog.findChildren(QLabel))
    assert illegible(dialog) == []


def test_the_versions_can_be_copied_and_enter_closes(
    dress: object, show: Callable[[QWidget], None]
) -> None:
    dialog = AboutDialog("1.2.3")
    show(dialog)
    QTest.mouseClick(button(dialog, "Copy"), LEFT)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[:5] == [
        "Forgery Viewer 1.2.3",
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}",
        f"NumPy {np.__version__}",
        f"OpenCV {cv2.__version__}",
    ]
    assert dialog.isVisible()
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
