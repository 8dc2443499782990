"""One of the three cards of the start page: a picture, a numbered heading, a few words, a key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from forgery_viewer.core.resources import resource
from forgery_viewer.widgets.theme import text_font, theme_of

PICTURE_SIZE = QSize(276, 132)
RADIUS_PX = 4
NUMBER_PX = 20


class StartCard(QWidget):
    """Shows what a step looks like, and says how it is done."""

    def __init__(
        self,
        number: int,
        picture: str,
        heading: str,
        text: str,
        keys: str,
        parent: QWidget | None = None,
    ) -> None:
        """`picture` names a file in resources/start, without its suffix."""
        super().__init__(parent)
        badge = QLabel(str(number))
        badge.setProperty("step", "true")
        badge.setFont(text_font(11, 600))
        badge.setFixedSize(NUMBER_PX, NUMBER_PX)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = QLabel(heading)
        name.setFont(text_font(13, 600))
        body = self._body = QLabel(text)
        body.setProperty("tone", "2")
        body.setWordWrap(True)
        hint = self._hint = QLabel(keys)
        hint.setProperty("tone", "3")
        hint.setFont(text_font(11))
        hint.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(badge)
        head.addWidget(name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_Picture(picture))
        column.addSpacing(12)
        column.addLayout(head)
        column.addSpacing(6)
        column.addWidget(body)
        column.addSpacing(8)
        column.addWidget(hint)
        column.addStretch(1)

    def show_words(self, text: str, keys: str) -> None:
        """Say the same in other words, as with other keys."""
        self._body.setText(text)
        self._hint.setText(keys)


class _Picture(QWidget):
    """A picture with round corners that fills the width it gets and keeps its shape."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._pixmap: QPixmap | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return PICTURE_SIZE

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * PICTURE_SIZE.height() / PICTURE_SIZE.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        # Read when first seen: a window that opens with a data set never needs it.
        if self._pixmap is None:
            self._pixmap = QPixmap(str(resource(f"start/{self._name}.png")))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), RADIUS_PX, RADIUS_PX)
        painter.setClipPath(frame)
        painter.fillRect(self.rect(), QColor(theme_of(self).raised))
        painter.drawPixmap(self.rect(), self._pixmap)
        painter.end()
