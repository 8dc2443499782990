"""The list of a palette: one action or case a row, the letters that were typed stand out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.theme import Theme, text_font, theme_of

ROW_PX = 28
HEAD_PX = 24
_ICON_PX = 16
_MARGIN_PX = 10
_GAP_PX = 10
_ITEM = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()


class PaletteItem(NamedTuple):
    """One row.

    Attributes:
        key: What it is called in code.
        title: What it does.
        beside: Its menu, or what else there is to say of it.
        keys: The keys that do the same, as `Ctrl+Z`.
        icon_name: Its icon, "" for none.
        state: "On" or "Off" of what can be turned on, "" of others.
        reason: Why it cannot be done now, "" where it can.
        places: Positions in the title of the letters that were typed.
        head: What stands above it, "" for nothing.
    """

    key: str
    title: str
    beside: str = ""
    keys: str = ""
    icon_name: str = ""
    state: str = ""
    reason: str = ""
    places: tuple[int, ...] = ()
    head: str = ""

    @property
    def spoken(self) -> str:
        """The row as it is read out."""
        return ", ".join(
            filter(None, (self.title, self.state, self.reason, self.beside, self.keys))
        )


class _Items(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: Sequence[PaletteItem] = ()

    def set_items(self, items: Sequence[PaletteItem]) -> None:
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return item.spoken
            case _ if role == _ITEM:
                return item
        return None


class PaletteList(QListView):
    """Marked by arrow keys that a field sends; a click chooses, and never takes the keyboard."""

    taken = Signal(object)
    """A PaletteItem was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = _Items(self)
        self.setModel(self._items)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName("All actions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self.taken.emit(index.data(_ITEM)))

    @property
    def items(self) -> tuple[PaletteItem, ...]:
        """All rows, from above."""
        return tuple(self._items.items)

    @property
    def marked(self) -> PaletteItem | None:
        """The row that Enter chooses, None where there is none."""
        index = self.currentIndex()
        return self._items.items[index.row()] if index.isValid() else None

    def show_items(self, items: Sequence[PaletteItem]) -> None:
        """Show other rows, the first of them marked."""
        self._items.set_items(items)
        self.mark(0)

    def mark(self, row: int) -> None:
        """Mark a row, the nearest where there is none of that number."""
        count = len(self._items.items)
        if count:
            index = self._items.index(min(max(0, row), count - 1), 0)
            self.setCurrentIndex(index)
            if index.row() == 0:
                self.scrollToTop()

    def step(self, rows: int) -> None:
        """Mark another row, so many further down; one step goes from the last to the first."""
        count, now = len(self._items.items), self.currentIndex().row()
        if count:
            self.mark((now + rows) % count if abs(rows) == 1 else now + rows)

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return max(2, self.viewport().height() // ROW_PX - 1)

    def height_of(self, most: int) -> int:
        """How high the list is with so many rows at most, in px."""
        heads = sum(1 for item in self._items.items[:most] if item.head)
        rows = min(most, len(self._items.items))
        return rows * ROW_PX + heads * HEAD_PX + 2 * self.frameWidth() + 4


class _Rows(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        item: PaletteItem = index.data(_ITEM)
        return QSize(0, ROW_PX + (HEAD_PX if item.head else 0))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        item: PaletteItem = index.data(_ITEM)
        theme = theme_of(option.widget)
        rect = QRect(option.rect)
        if item.head:
            head = rect.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
            head.setHeight(HEAD_PX)
            _write(painter, head, item.head, text_font(11), theme.text3)
            rect.setTop(rect.top() + HEAD_PX)
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if is_marked or is_hovered:
            painter.fillRect(rect, QColor(theme.selection if is_marked else theme.raised))
        _paint_item(painter, rect, item, theme, is_marked=is_marked)


def _paint_item(
    painter: QPainter, rect: QRect, item: PaletteItem, theme: Theme, *, is_marked: bool
) -> None:
    """Icon and title at the left with what is beside it, state and keys at the right."""
    inner = rect.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
    quiet = theme.text2 if is_marked else theme.text3
    strong = theme.disabled if item.reason else theme.text1
    if item.icon_name:
        colour = theme.disabled if item.reason else theme.text2
        device = painter.device()
        picture = pixmap(item.icon_name, colour, _ICON_PX, device.devicePixelRatioF())
        top = inner.center().y() - _ICON_PX // 2 + 1
        painter.drawPixmap(inner.left(), top, picture)
    inner.setLeft(inner.left() + _ICON_PX + _GAP_PX)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for text, font in ((item.keys, text_font(11)), (item.state, text_font(11, 600))):
        if text:
            used = _write(
                painter, inner, text, font, theme.disabled if item.reason else quiet, right
            )
            inner.setRight(inner.right() - used - _GAP_PX)
    used = _write_found(painter, inner, item, strong, theme.accent)
    inner.setLeft(inner.left() + used + _GAP_PX)
    beside = item.reason or item.beside
    if beside and inner.width() > 2 * _GAP_PX:
        _write(painter, inner, beside, text_font(11), quiet)


def _write(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    colour: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
) -> int:
    """Write one line, shortened where it does not fit; returns its width in px."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align, shown)
    return metrics.horizontalAdvance(shown)


def _write_found(
    painter: QPainter, rect: QRect, item: PaletteItem, colour: str, accent: str
) -> int:
    """Write the title, the letters that were typed in the accent; returns its width in px."""
    font = text_font(12)
    if not item.places:
        return _write(painter, rect, item.title, font, colour)
    layout = QTextLayout(item.title, font)
    ranges = []
    for place in item.places:
        found = QTextLayout.FormatRange()
        found.start, found.length = place, 1
        form = QTextCharFormat()
        form.setFontWeight(QFont.Weight.DemiBold)
        form.setForeground(QColor(colour if item.reason else accent))
        found.format = form
        ranges.append(found)
    layout.setFormats(ranges)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(rect.width())
    layout.endLayout()
    painter.setPen(QColor(colour))
    top = rect.top() + (rect.height() - line.height()) / 2
    layout.draw(painter, QPointF(rect.left(), top))
    return round(line.naturalTextWidth()) + 1
