"""The button that says by what the list is sorted, and its menu of all sort keys."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.buttons import SMALL_ICON_PX
from forgery_viewer.widgets.icons import icon
from forgery_viewer.widgets.record_header import arrow_name
from forgery_viewer.widgets.theme import text_font, theme_of
from forgery_viewer.widgets.themed import Themed

_ASCENDING, _DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


class SortButton(Themed, QToolButton):
    """Reaches every sort key at any width, also those whose column is not shown."""

    sort_asked = Signal(int, Qt.SortOrder)
    """A column and a direction were chosen in the menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column.CASE
        self._order = _ASCENDING
        self.setFont(text_font(11))
        self.setAutoRaise(True)
        self.setIconSize(QSize(SMALL_ICON_PX, SMALL_ICON_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setMenu(QMenu(self))
        self._columns = QActionGroup(self)
        self._orders = QActionGroup(self)
        for column in Column:
            self._add(self._columns, column.title, int(column))
        self.menu().addSeparator()
        for order in (_ASCENDING, _DESCENDING):
            self._add(self._orders, _words(order).capitalize(), order)
        self.show_scores(False)
        self._columns.triggered.connect(self._choose_column)
        self._orders.triggered.connect(self._choose_order)
        self._refresh()

    def set_sort(self, column: Column, order: Qt.SortOrder) -> None:
        """Show by what the list is sorted now."""
        self._column, self._order = column, order
        self._refresh()

    def show_scores(self, shown: bool) -> None:
        """Offer the scores of predictions, where there are any."""
        for action in self._columns.actions():
            if Column(action.data()).is_score:
                action.setVisible(shown)

    def set_compact(self, compact: bool) -> None:
        """Show the arrow alone where there is no room for the word."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonIconOnly if compact else style.ToolButtonTextBesideIcon
        )

    def full_width(self) -> int:
        """The width in px that the button needs with its word."""
        self.ensurePolished()
        words = self.fontMetrics().horizontalAdvance(self.text())
        return words + SMALL_ICON_PX + 16

    def _refresh(self) -> None:
        theme = theme_of(self)
        self.setIcon(icon(arrow_name(self._order), theme.text2, SMALL_ICON_PX, active=theme.text1))
        self.setText(self._column.title)
        said = f"Sorted by {_spoken(self._column)}, {_words(self._order)}"
        self.setToolTip(said)
        self.setAccessibleName(said)
        for action in self._columns.actions():
            action.setChecked(action.data() == self._column)
        for action in self._orders.actions():
            action.setChecked(action.data() == self._order)

    def _add(self, group: QActionGroup, text: str, data: int | Qt.SortOrder) -> None:
        action = QAction(text, group)
        action.setCheckable(True)
        action.setData(data)
        self.menu().addAction(action)

    def _choose_column(self, action: QAction) -> None:
        column = Column(action.data())
        if column is not self._column:
            self.sort_asked.emit(int(column), column.first_order)

    def _choose_order(self, action: QAction) -> None:
        self.sort_asked.emit(int(self._column), action.data())


def _spoken(column: Column) -> str:
    return column.title if column.is_score else column.title.lower()


def _words(order: Qt.SortOrder) -> str:
    return "descending" if order == _DESCENDING else "ascending"
