"""Charts of which something can be chosen: what mouse and keys do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from forgery_viewer.state.charts.choice import Chart, Choice
from forgery_viewer.widgets.charts.plot import Plot
from forgery_viewer.widgets.theme import Theme

Key = Qt.Key
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_STEPS = {Key.Key_Left: -1, Key.Key_Down: -1, Key.Key_Right: 1, Key.Key_Up: 1}
LEAST_PX = 24.0
"""A mark can be hit at least this high above its foot, however small it is."""


class ChoosingPlot(Plot):
    """A click chooses a mark, a drag several in a row, a click beside them takes the choice back.

    With the keyboard the arrows go from mark to mark, together with Shift they take several, Enter
    chooses and Escape takes back.
    """

    told = Signal(str)
    """What the mark under the pointer or the keyboard says; "" when there is none."""
    chosen = Signal(object)
    """A Choice that the user made, or None to take back what is chosen."""

    cursor_moved = Signal(QRectF)
    """The keyboard went to another mark; carries where that is drawn."""

    in_rows = True
    """Whether several neighbours can be chosen together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered: int | None = None
        self._pressed: int | None = None
        self._beside = False
        self._preview: tuple[int, int] | None = None
        self._anchor: int | None = None
        self._cursor: int | None = None
        self._ring = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # For each kind of chart ---------------------------------------------------------------

    def rect_of(self, place: int) -> QRectF:
        """Where a mark is drawn, once everything is in its place."""
        raise NotImplementedError

    def place_at(self, point: QPointF) -> int | None:
        """The mark at a point, None beside all of them."""
        raise NotImplementedError

    def nearest(self, point: QPointF) -> int | None:
        """The mark that a drag has come to at a point."""
        return self.place_at(point)

    def step(self, place: int, key: int) -> int:
        """The mark that an arrow key goes to; one that does not exist is no step."""
        return place + _STEPS.get(Key(key), 0)

    # What is marked -----------------------------------------------------------------------

    def mark_rect(self, place: int) -> QRectF:
        """Where a mark is drawn."""
        self.settle()
        return self.rect_of(place)

    @property
    def marked(self) -> Choice | None:
        """What is drawn as chosen: what a drag would choose, or what is."""
        if self._preview is not None and self.chart is not None:
            return self.chart.choice(*self._preview)
        return self.choice

    @property
    def cursor_place(self) -> int | None:
        """The mark at which the keyboard is."""
        return self._cursor

    def show_chart(self, chart: Chart | None) -> None:
        count = len(chart) if chart is not None and chart.total > 0 else 0
        for name in ("_hovered", "_pressed", "_anchor", "_cursor"):
            place = getattr(self, name)
            if place is not None and place >= count:
                setattr(self, name, None)
        if self._preview is not None and self._preview[1] >= count:
            self._preview = None
        super().show_chart(chart)

    def paint_over(self, painter: QPainter, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._hovered is not None and self._preview is None:
            painter.fillRect(self.mark_rect(self._hovered), _faint(theme.text1))
        if self._cursor is not None and self.hasFocus():
            rect = self.mark_rect(self._cursor).adjusted(-2.5, -2.5, 2.5, 2.5)
            painter.setPen(QPen(QColor(theme.focus)))
            painter.drawRect(rect)
        if self._ring:
            painter.setPen(QPen(QColor(theme.focus)))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _say(self, place: int | None) -> None:
        text = ""
        if place is not None and self.chart is not None:
            text = self.chart.told(place)
        self.told.emit(text)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    @property
    def _has_marks(self) -> bool:
        return self.chart is not None and self.chart.total > 0

    # Mouse --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._cursor = self._anchor = None
        place = self._place_under(event)
        self._beside = place is None
        self._take_press(place)

    # The second press of a double click is a press like any other.
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hover(self._place_under(event))
            return
        place = self.nearest(event.position())
        if place is None or not self.in_rows:
            return
        preview = (min(self._pressed, place), max(self._pressed, place))
        if preview != self._preview:
            self._preview = preview
            self._tell_preview()
            self.refresh()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        preview, beside = self._preview, self._beside
        self._pressed = self._preview = None
        self._beside = False
        over = self._place_under(event)
        if preview is not None and (self.in_rows or over == preview[0]):
            self._choose(preview)
        elif beside and over is None:
            self.chosen.emit(None)
        self.refresh()
        self._hover(over)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        self._say(self._cursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The page scrolls.
        event.ignore()

    def _place_under(self, event: QMouseEvent) -> int | None:
        self.settle()
        return self.place_at(event.position()) if self._has_marks else None

    def _take_press(self, place: int | None) -> None:
        self._pressed = place
        self._preview = None if place is None else (place, place)
        self.refresh()

    def _hover(self, place: int | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self._say(place)
            self.viewport().update()

    def _tell_preview(self) -> None:
        choice = self.marked
        if choice is not None:
            self.told.emit(f"{choice.name}:  {choice.figures}")

    def _choose(self, places: tuple[int, int]) -> None:
        if self.chart is not None:
            self.chosen.emit(self.chart.choice(*places))

    # Keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # The window has other uses for Escape; while something is chosen it belongs to the chart.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Key.Key_Escape
        ):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._has_marks or self.chart is None:
            event.ignore()
            return
        key, extend = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
            self._choose_cursor()
        elif key == Key.Key_Escape:
            self._drop()
        elif key in _STEPS or key in (Key.Key_Home, Key.Key_End):
            self._go(key, extend=extend and self.in_rows)
        else:
            event.ignore()

    def _choose_cursor(self) -> None:
        if self._cursor is not None:
            places = self._preview or (self._cursor, self._cursor)
            self._preview = None
            self._choose(places)

    def _drop(self) -> None:
        had_preview = self._preview is not None
        self._preview = self._pressed = self._anchor = None
        if not had_preview:
            self._cursor = None
            self._say(None)
            self.chosen.emit(None)
        self.refresh()

    def _go(self, key: int, *, extend: bool) -> None:
        if self.chart is None:
            return
        last = len(self.chart) - 1
        if key == Key.Key_Home:
            place = 0
        elif key == Key.Key_End:
            place = last
        elif self._cursor is None:
            place = self._first_place()
        else:
            place = self.step(self._cursor, key)
        if not 0 <= place <= last:
            return
        if extend and self._cursor is not None:
            self._anchor = self._cursor if self._anchor is None else self._anchor
            self._preview = (min(self._anchor, place), max(self._anchor, place))
        else:
            self._anchor = self._preview = None
        self._cursor = place
        self.cursor_moved.emit(self.mark_rect(place))
        self._say(place)
        if self._preview is not None:
            self._tell_preview()
        self.refresh()

    def _first_place(self) -> int:
        """Where the keyboard begins: at what is chosen, else at the first mark."""
        if self.chart is None:
            return 0
        chosen = self.chart.chosen(self.choice).nonzero()[0]
        return int(chosen[0]) if len(chosen) else 0

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in _KEYBOARD
        self._say(self._cursor)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False
        self._say(None)
        self.viewport().update()


def _faint(colour: str) -> QColor:
    made = QColor(colour)
    made.setAlpha(34)
    return made
