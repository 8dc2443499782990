"""A chip: one condition of the filter, which a click takes away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.theme import text_font, theme_of

HEIGHT_PX = 22
_PADDING_PX = 5
_CROSS_PX = 12
_GAP_PX = 2
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class FilterChip(QAbstractButton):
    """Shows one condition such as `label:forged`; `clicked` asks for its removal."""

    def __init__(self, field: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.value = value
        self._ring = False
        self.setText(f"{field}:{value}")
        self.setFont(text_font(11, 500))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Remove {self.text()} from the filter")
        self.setToolTip(f"Show other {field}s too")

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(words + _GAP_PX + _CROSS_PX + 2 * _PADDING_PX, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in _KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        hovered = self.underMouse()
        ground = theme.press if self.isDown() else theme.hover
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.focus)) if self._ring else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        inset = 0.5 if self._ring else 0.0
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 3, 3)
        painter.setPen(QColor(theme.text1))
        words = self.rect().adjusted(_PADDING_PX, 0, -_PADDING_PX - _CROSS_PX - _GAP_PX, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        colour = theme.text1 if hovered else theme.text2
        cross = pixmap("x", colour, _CROSS_PX, self.devicePixelRatioF())
        left = self.width() - _PADDING_PX - _CROSS_PX + 1
        painter.drawPixmap(left, (self.height() - _CROSS_PX) // 2, cross)
        painter.end()
