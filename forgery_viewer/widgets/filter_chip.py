"""A chip: one term of the filter, which a click takes away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from forgery_viewer.core.filter_terms import Term
from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.theme import text_font, theme_of

HEIGHT_PX = 22
_PADDING_PX = 5
_CROSS_PX = 12
_GAP_PX = 2
_LEAST_PX = 60
_KEYS = (
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
)
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class FilterChip(QAbstractButton):
    """Shows one term such as `label:forged`; `clicked` asks for its removal."""

    edit_asked = Signal()
    """Return was pressed: put the term back into the line."""
    stepped = Signal(int)
    """An arrow key was pressed: to the chip before (-1) or after (1)."""
    left = Signal()
    """Escape was pressed: back to the line."""

    def __init__(self, term: Term, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.term = term
        self._ring = False
        self.setText(str(term))
        self.setFont(text_font(11, 500))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Remove {self.text()} from the filter")
        self.setToolTip(f"{self.text()}\nClick or Delete takes it away, Return changes it")

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(words + _GAP_PX + _CROSS_PX + 2 * _PADDING_PX, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        # A long term is shortened rather than made the least width of everything around it.
        return QSize(min(self.sizeHint().width(), _LEAST_PX), HEIGHT_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace | Qt.Key.Key_Space:
                self.click()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                self.edit_asked.emit()
            case Qt.Key.Key_Left:
                self.stepped.emit(-1)
            case Qt.Key.Key_Right:
                self.stepped.emit(1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                event.ignore()

    def event(self, event: QEvent) -> bool:
        # These keys mean something else to the window; here they belong to the chip.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS
        ):
            event.accept()
            return True
        return super().event(event)

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
        elide = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(self.text(), elide, words.width() + 1)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        colour = theme.text1 if hovered else theme.text2
        cross = pixmap("x", colour, _CROSS_PX, self.devicePixelRatioF())
        left = self.width() - _PADDING_PX - _CROSS_PX + 1
        painter.drawPixmap(left, (self.height() - _CROSS_PX) // 2, cross)
        painter.end()
