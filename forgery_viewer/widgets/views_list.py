"""The list of saved views: a name, what it shows, and two buttons where the pointer is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from forgery_viewer.core.saved_views import SavedView
from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.theme import ROW_PX, text_font, theme_of

_ROWS = 8
_MARGIN_PX = 8
_BUTTON_PX = 24
_ICON_PX = 14
_VIEW = int(Qt.ItemDataRole.UserRole) + 1
_IS_SHOWN = _VIEW + 1
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Delete)
_Index = QModelIndex | QPersistentModelIndex


class ViewsList(QListView):
    """Shows views; says which one is chosen, renamed or removed."""

    chosen = Signal(str)
    renamed = Signal(str, str)
    """A view of the first name is to have the second."""
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = QStandardItemModel(self)
        self._hovered = QPoint(-1, -1)
        self.setModel(self._items)
        delegate = _ViewDelegate(self)
        # Once the field is closed: another name makes another list.
        delegate.renamed.connect(self.renamed, Qt.ConnectionType.QueuedConnection)
        self.setItemDelegate(delegate)
        self.setAccessibleName("Saved views")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def names(self) -> list[str]:
        """The names that are shown, from top to bottom."""
        return [self._items.item(row).text() for row in range(self._items.rowCount())]

    def show_views(self, views: Sequence[SavedView], present: SavedView) -> None:
        """Show views, and mark the one that is the `present` state of things."""
        row = self.currentIndex().row()
        self._items.clear()
        for view in views:
            item = QStandardItem(view.name)
            item.setData(view, _VIEW)
            item.setData(view.shows_as(present), _IS_SHOWN)
            item.setData(f"{view.name}, {_words(view)}", Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(f"{view.name}\n{_words(view)}")
            self._items.appendRow(item)
        self.setFixedHeight(min(len(views), _ROWS) * ROW_PX)
        if views:
            self.setCurrentIndex(self._items.index(min(max(row, 0), len(views) - 1), 0))

    def rename_current(self) -> None:
        """Let the name of the current view be typed."""
        self.edit(self.currentIndex())

    def event(self, event: QEvent) -> bool:
        # The window has other uses for these keys.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            # What the field of a name has no use for.
            return
        index = self.currentIndex()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if index.isValid():
                self.chosen.emit(index.data())
            case Qt.Key.Key_F2 if index.isValid():
                self.rename_current()
            case Qt.Key.Key_Delete if index.isValid():
                self.removed.emit(index.data())
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                super().keyPressEvent(event)
            case _:
                event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        rename, remove = button_rects(self.visualRect(index))
        if rename.contains(place):
            self.edit(index)
        elif remove.contains(place):
            self.removed.emit(index.data())
        else:
            self.chosen.emit(index.data())


def button_rects(row: QRect) -> tuple[QRect, QRect]:
    """Where the buttons to rename and to remove a view lie in its row."""
    top = row.center().y() - _BUTTON_PX // 2
    right = row.right() - _MARGIN_PX + 5
    remove = QRect(right - _BUTTON_PX, top, _BUTTON_PX, _BUTTON_PX)
    return remove.translated(-_BUTTON_PX, 0), remove


class _ViewDelegate(QStyledItemDelegate):
    renamed = Signal(str, str)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = theme_of(option.widget)
        view: SavedView = index.data(_VIEW)
        state, rect = option.state, option.rect
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        current = bool(state & QStyle.StateFlag.State_Selected) and has_focus
        if current or hovered:
            painter.fillRect(rect, QColor(theme.selection if current else theme.raised))
        has_buttons = current or hovered
        words = rect.adjusted(_MARGIN_PX, 4, -_MARGIN_PX, 0)
        if has_buttons:
            words.setRight(button_rects(rect)[0].left() - 4)
            self._paint_buttons(painter, option, rect)
        shown = bool(index.data(_IS_SHOWN))
        if shown and not has_buttons:
            ratio = painter.device().devicePixelRatioF()
            corner = QPoint(words.right() - _ICON_PX, rect.center().y() - _ICON_PX // 2)
            painter.drawPixmap(corner, pixmap("check", theme.accent, _ICON_PX, ratio))
            words.setRight(corner.x() - 4)
        name = QRect(words.left(), words.top(), words.width(), 17)
        _write(painter, name, view.name, 12, 600, theme.accent if shown else theme.text1)
        quiet = theme.text2 if current else theme.text3
        _write(painter, name.translated(0, 16), _words(view), 11, 400, quiet)

    def _paint_buttons(self, painter: QPainter, option: QStyleOptionViewItem, row: QRect) -> None:
        theme, widget = theme_of(option.widget), option.widget
        place = widget.mapFromGlobal(widget.cursor().pos())
        for icon_name, rect in zip(("pencil", "trash-2"), button_rects(row), strict=True):
            colour = theme.text1 if rect.contains(place) else theme.text2
            corner = rect.center() - QPoint(_ICON_PX // 2 - 1, _ICON_PX // 2 - 1)
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(corner, pixmap(icon_name, colour, _ICON_PX, ratio))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        editor.setGeometry(option.rect.adjusted(2, 6, -2, -6))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QLineEdit) and editor.text().strip() != index.data():
            self.renamed.emit(index.data(), editor.text())


def _words(view: SavedView) -> str:
    """What a view shows, in one line."""
    order = "descending" if view.descending else "ascending"
    how = ", pictures" if view.layout == "grid" else ""
    return f"{view.filter or 'All images'} \N{MIDDLE DOT} {view.sort}, {order}{how}"


def _write(
    painter: QPainter, rect: QRect, text: str, size_px: int, weight: int, colour: str
) -> None:
    painter.setFont(text_font(size_px, weight))
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _LEFT, shown)
