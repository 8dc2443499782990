"""The rows of instances in a room of their own: they scroll, and the keys go from row to row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QCursor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from forgery_viewer.widgets.theme import ROW_PX, theme_of

LEAST_ROWS = 2.5
"""What is seen at least of a long list: half a row says that there are more."""

_EDGE_PX = 24
"""So near its upper or lower edge the list scrolls under what is dragged."""

_SCROLL_MS = 30

_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Home: -1000,
    Qt.Key.Key_End: 1000,
}


class InstanceList(QScrollArea):
    """As high as its rows, up to a limit; from there on it scrolls."""

    stepped = Signal(int, bool)
    """Go so many rows down, or up; True where all rows on the way are to be selected."""
    all_asked = Signal()
    """Every row is to be selected."""
    activated = Signal()
    """Enter was pressed."""
    menu_asked = Signal()
    """The menu of the row is wanted, by key."""
    dragged_over = Signal(int)
    """What is dragged is over this height of the list, which scrolled under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_px = round(6.5 * ROW_PX)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A click leaves the keyboard to the canvas, where it belongs while one paints.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Instances")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._body = QWidget()
        self.column = QVBoxLayout(self._body)
        self.column.setContentsMargins(0, 0, 0, 4)
        self.column.setSpacing(0)
        self._line = _DropLine(self._body)
        self._shown = QRect()
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        self.setWidget(self._body)

    def set_most(self, height_px: int) -> None:
        """How high it may become."""
        if height_px != self._most_px:
            self._most_px = height_px
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        whole = self._body.sizeHint()
        return QSize(whole.width(), min(whole.height(), self._most_px))

    def minimumSizeHint(self) -> QSize:
        least = min(self.sizeHint().height(), round(LEAST_ROWS * ROW_PX))
        return QSize(super().minimumSizeHint().width(), least)

    def show_row(self, row: QWidget) -> None:
        """Scroll as far as it takes to see a row."""
        # A row that has just come has no place yet.
        self.column.activate()
        height = max(self.viewport().height(), self._body.minimumSizeHint().height())
        self._body.resize(self.viewport().width(), height)
        self.ensureWidgetVisible(row, 0, 0)
        self._shown = row.geometry()

    def show_drop(self, y: int) -> None:
        """Mark where rows that are dragged would come, at a height of the list.

        While the pointer rests near an edge the list scrolls under it.
        """
        self._line.setGeometry(0, y - 2, self._body.width(), 4)
        self._line.raise_()
        self._line.show()
        if not self._scrolling.isActive():
            self._scrolling.start()

    def end_drop(self) -> None:
        """Nothing is dragged any more."""
        self._line.hide()
        self._scrolling.stop()

    def _scroll_on(self) -> None:
        place, bar = QCursor.pos(), self.verticalScrollBar()
        y, height, before = self.viewport().mapFromGlobal(place).y(), self.height(), bar.value()
        bar.setValue(before - max(0, _EDGE_PX - y) + max(0, y - height + _EDGE_PX))
        if bar.value() != before:
            self.dragged_over.emit(self._body.mapFromGlobal(place).y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in sight what was shown, when the list becomes lower."""
        super().resizeEvent(event)
        top, bottom = self._shown.top(), self._shown.bottom()
        above = self.verticalScrollBar().value()
        if above <= top and bottom < above + event.oldSize().height():
            self.ensureVisible(0, top, 0, 0)
            self.ensureVisible(0, bottom, 0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._body:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from row to row; with Shift, select on the way."""
        step = _STEPS.get(Qt.Key(event.key()))
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if step is not None and modifiers in plain:
            self.stepped.emit(step, modifiers == Qt.KeyboardModifier.ShiftModifier)
        elif event.key() == Qt.Key.Key_A and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.all_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit()
        elif event.key() == Qt.Key.Key_Menu:
            self.menu_asked.emit()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(theme_of(self).focus), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))


class _DropLine(QFrame):
    """A line of the accent between two rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 1, self.width(), 2, QColor(theme_of(self).accent))
