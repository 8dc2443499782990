"""The list under the search box: what can be typed next, what it means, how many it finds."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from forgery_viewer.core.filter_completion import Completion, Suggestion
from forgery_viewer.widgets.theme import text_font, theme_of

_LEAST_WIDTH_PX = 300
_ROW_PX = 24
_ROWS = 12
_FRAME_PX = 3
_MARGIN_PX = 8
_GAP_PX = 16
_SUGGESTION = int(Qt.ItemDataRole.UserRole) + 1
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SuggestionList(QListView):
    """A list over the window, for a line that keeps the keyboard.

    It is no window of its own: those that pop up take the keyboard away from the line, and some
    systems let only one of them have it.
    """

    chosen = Signal(object)
    """The `Suggestion` that was clicked, or chosen with Tab or Return."""

    def __init__(self, owner: QWidget) -> None:
        """Belong to `owner`, over whose window it is shown."""
        super().__init__(owner)
        self._owner = owner
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(_SuggestionDelegate(self))
        self.setProperty("popover", "true")
        self.setAccessibleName("Suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._take)
        self.hide()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What is shown now; empty while the list is closed."""
        if not self.isVisible():
            return ()
        rows = (self._items.item(row) for row in range(self._items.rowCount()))
        return tuple(row.data(_SUGGESTION) for row in rows if row.isEnabled())

    @property
    def marked(self) -> Suggestion | None:
        """The suggestion that the arrow keys have reached, None before they were used."""
        index = self.currentIndex()
        return index.data(_SUGGESTION) if self.isVisible() and index.isValid() else None

    def offer(self, completion: Completion, box: QWidget) -> None:
        """Show suggestions below a box; closes where there is nothing to suggest.

        A hint is shown below them, and cannot be chosen.
        """
        self._items.clear()
        for suggestion in completion.suggestions:
            self._add(suggestion, enabled=True)
        if completion.hint:
            self._add(Suggestion(completion.hint, ""), enabled=False)
        count = self._items.rowCount()
        if not count:
            self.hide()
            return
        self.place_below(box)
        self.setCurrentIndex(QModelIndex())
        self.raise_()
        self.show()

    def place_below(self, box: QWidget) -> None:
        """Lie below a box of the same window, as wide as that or wider."""
        window = self._owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = box.mapTo(window, QPoint(0, box.height() + 2))
        width = max(box.width(), _LEAST_WIDTH_PX)
        height = min(self._items.rowCount(), _ROWS) * _ROW_PX + 2 * _FRAME_PX
        self.setGeometry(QRect(corner, QSize(width, height)).intersected(window.rect()))

    def step(self, step: int) -> None:
        """Mark the next (1) or the previous (-1) suggestion; beyond the ends, none."""
        count = len(self.suggestions)
        # One place more than there are suggestions: the line itself.
        place = (self.currentIndex().row() + 1 + step) % (count + 1) - 1
        self.setCurrentIndex(self._items.index(place, 0) if place >= 0 else QModelIndex())

    def take(self) -> None:
        """Choose what is marked, else the first suggestion."""
        index = self.currentIndex()
        self._take(index if index.isValid() else self._items.index(0, 0))

    def _add(self, suggestion: Suggestion, *, enabled: bool) -> None:
        item = QStandardItem(suggestion.text)
        item.setData(suggestion, _SUGGESTION)
        item.setData(f"{suggestion.text}, {suggestion.note}", Qt.ItemDataRole.AccessibleTextRole)
        item.setEnabled(enabled)
        self._items.appendRow(item)

    def _take(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            suggestion = index.data(_SUGGESTION)
            self.hide()
            self.chosen.emit(suggestion)


class _SuggestionDelegate(QStyledItemDelegate):
    """One suggestion a row: the text at the left, its note at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, _ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        suggestion: Suggestion = index.data(_SUGGESTION)
        theme = theme_of(option.widget)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        selected = enabled and bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = enabled and bool(option.state & QStyle.StateFlag.State_MouseOver)
        rect: QRect = option.rect
        if selected or hovered:
            painter.fillRect(rect, QColor(theme.selection if selected else theme.raised))
        inner = rect.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
        colour = theme.text1 if enabled else theme.text3
        used = _write(painter, inner, suggestion.text, 12 if enabled else 11, colour, _LEFT)
        if suggestion.note:
            room = inner.adjusted(used + _GAP_PX, 0, 0, 0)
            colour = theme.text2 if selected else theme.text3
            _write(painter, room, suggestion.note, 11, colour, _RIGHT)


def _write(
    painter: QPainter, rect: QRect, text: str, size_px: int, colour: str, align: Qt.AlignmentFlag
) -> int:
    """Write one line, shortened where it does not fit; returns its width in px."""
    painter.setFont(text_font(size_px))
    painter.setPen(QColor(colour))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align, shown)
    return metrics.horizontalAdvance(shown)
