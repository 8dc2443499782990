"""A drop-down list in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, hint_text
from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.theme import theme_of

HEIGHT_PX = 26
_EDGE_PX = 7
_GAP_PX = 6
_ROW_PX = 24
_NONE = Qt.KeyboardModifier.NoModifier


class Option(NamedTuple):
    """One entry of a list: what it is called in code, its words, and a picture."""

    key: str
    title: str
    picture: QIcon = QIcon()


class ChoiceBox(QComboBox):
    """A list of which one entry is chosen; what does not fit is shortened and told in the tooltip.

    The wheel turns it only where it has the keyboard, so that a dock can be scrolled over it.
    """

    chosen = Signal(str)
    """The key of the entry the user chose; not sent by the setters."""
    chosen_again = Signal()
    """The user chose the entry that is chosen already."""

    def __init__(self, name: str, use: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._use = name, use
        self._reason = ""
        self._key = ""
        self.setAccessibleName(name)
        self.setAccessibleDescription(use)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFixedHeight(HEIGHT_PX)
        self.setMaxVisibleItems(16)
        # A list below the box; Fusion would lay a menu over it.
        self.setStyleSheet("QComboBox { combobox-popup: 0; }")
        self.setItemDelegate(_RowDelegate(self))
        self.view().setProperty("framed", "true")
        self.activated.connect(self._take)
        self._tell()

    @property
    def choice(self) -> str:
        """The key of the chosen entry, empty where there is none."""
        return self._key

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all entries, from the top."""
        return tuple(str(self.itemData(row)) for row in range(self.count()))

    @property
    def shown_text(self) -> str:
        """What can be read now: the chosen title, or as much of it as fits."""
        room = self._text_rect().width()
        return self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, max(0, room)
        )

    def set_options(self, options: Sequence[Option]) -> None:
        """List other entries without a signal; the chosen one stays if it is still there."""
        self.blockSignals(True)
        self.clear()
        for option in options:
            self.addItem(option.picture, option.title, option.key)
        self.blockSignals(False)
        self.set_choice(self._key)
        self._fit_list()

    def set_choice(self, key: str) -> None:
        """Choose an entry without a signal; none where there is none of that key."""
        self._key = key
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(key))
        self.blockSignals(False)
        self._tell()
        self.update()

    def block(self, reason: str) -> None:
        """Let nothing be chosen and say why; "" lets it again."""
        self._reason = reason
        self.setEnabled(not reason)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HEIGHT_PX)

    def sizeHint(self) -> QSize:
        return QSize(90, HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()
        self._fit_list()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (_NONE, Qt.KeyboardModifier.ShiftModifier)
            if plain and event.text().isprintable() and event.text():
                # A letter goes to the entry that begins with it, and does nothing in the window.
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._tell()
            self._fit_list()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = theme.focus if self.hasFocus() else theme.line
        if self.underMouse() and self.isEnabled() and not self.hasFocus():
            border = theme.line2
        painter.setPen(QPen(QColor(border), 1))
        painter.setBrush(QColor(theme.well))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        tint = theme.text2 if self.isEnabled() else theme.disabled
        arrow = pixmap("chevron-down", tint, SMALL_ICON_PX, self.devicePixelRatioF())
        top = (self.height() - SMALL_ICON_PX) // 2
        painter.drawPixmap(self.width() - _EDGE_PX - SMALL_ICON_PX + 1, top, arrow)
        picture = self.itemIcon(self.currentIndex())
        if not picture.isNull():
            size = self.iconSize()
            picture.paint(
                painter,
                QRect(_EDGE_PX, (self.height() - size.height()) // 2, size.width(), size.height()),
            )
        painter.setPen(QColor(theme.text1 if self.isEnabled() else theme.disabled))
        painter.drawText(
            self._text_rect(),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            self.shown_text,
        )
        painter.end()

    def _text_rect(self) -> QRect:
        left = _EDGE_PX
        if not self.itemIcon(self.currentIndex()).isNull():
            left += self.iconSize().width() + _GAP_PX
        return QRect(left, 0, self.width() - left - 4 - SMALL_ICON_PX - _EDGE_PX, self.height())

    def _take(self, row: int) -> None:
        key = str(self.itemData(row))
        self._tell()
        if key != self._key:
            self._key = key
            self.chosen.emit(key)
        else:
            self.chosen_again.emit()

    def _tell(self) -> None:
        cut = self.currentText() if self.shown_text != self.currentText() else ""
        name = f"{self._name}: {cut}" if cut else self._name
        self.setToolTip(hint_text(theme_of(self), name, use=self._reason or self._use))

    def _fit_list(self) -> None:
        view = self.view()
        if self.count():
            view.setMinimumWidth(max(self.width() - 2, view.sizeHintForColumn(0) + 24))


class _RowDelegate(QStyledItemDelegate):
    """Rows of the height that the rest of the window has."""

    def sizeHint(self, option: object, index: object) -> QSize:
        hint = super().sizeHint(option, index)  # type: ignore[arg-type]
        return QSize(hint.width(), max(_ROW_PX, hint.height()))
