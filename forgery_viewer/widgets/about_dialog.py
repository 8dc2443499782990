"""What the program is, under which licences, and which versions of its parts it runs on."""

from __future__ import annotations

import platform

import numpy as np
from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.resources import resource
from forgery_viewer.widgets.theme import text_font

NAME = "Forgery Viewer"
USE = "Review and correct copy-move masks of scientific figures."
LICENCES = ("Forgery Viewer: BSD 3-Clause licence", "Icons: Lucide, ISC licence")

_ICON_PX = 64


class AboutDialog(QDialog):
    """Says who is there, and lets the versions be copied into a report of a fault."""

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        """Tell of the program in this version."""
        super().__init__(parent)
        self.setWindowTitle(f"About {NAME}")
        self._version = version
        picture = QLabel()
        icon = QIcon(str(resource("forgery-viewer.svg")))
        picture.setPixmap(icon.pixmap(QSize(_ICON_PX, _ICON_PX), self.devicePixelRatioF()))
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(self._make_words(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addLayout(head)
        column.addLayout(self._make_buttons())
        # What it says is short: the dialog is as large as that, and stays so.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    @property
    def versions_text(self) -> str:
        """The program and what it runs on, one a line, as the button copies them."""
        return "\n".join((f"{NAME} {self._version}", *_parts(), platform.platform()))

    def _make_words(self) -> QVBoxLayout:
        name = _line(f"{NAME} {self._version}", "1")
        name.setFont(text_font(20, 600))
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(name)
        column.addWidget(_line(USE, "1"))
        column.addSpacing(8)
        for licence in LICENCES:
            column.addWidget(_line(licence, "2"))
        column.addSpacing(8)
        versions = _line(" · ".join(_parts()), "3")
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(versions)
        return column

    def _make_buttons(self) -> QHBoxLayout:
        copy = QPushButton("Copy")
        copy.setToolTip("Copy the versions, as for a report of a fault")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.versions_text))
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(close)
        copy.setAutoDefault(False)
        close.setDefault(True)
        close.setFocus()
        return row


def _parts() -> tuple[str, ...]:
    return (
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}",
        f"NumPy {np.__version__}",
        f"OpenCV {cv2.__version__}",
    )


def _line(text: str, tone: str) -> QLabel:
    line = QLabel(text)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.setProperty("tone", tone)
    return line
