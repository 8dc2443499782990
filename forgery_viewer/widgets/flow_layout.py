"""A layout that fills lines the way text does."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays widgets out in lines from left to right; the last one takes what is left of its line.

    All of them are centred on a line of `line_px`, so lines are of one height.
    """

    def __init__(self, parent: QWidget | None = None, *, line_px: int, spacing_px: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._line_px = line_px
        self.setSpacing(spacing_px)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert_widget(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one at `place`."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    # Qt asks past the end to learn where the end is, and expects a null pointer there.
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width_px: int) -> int:
        return self._arrange(QRect(0, 0, width_px, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        widest = max((item.minimumSize().width() for item in self._items), default=0)
        return QSize(
            widest + margins.left() + margins.right(),
            self._line_px + margins.top() + margins.bottom(),
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """The height that the lines need in a rectangle, into which `move` puts the widgets."""
        inner = rect.marginsRemoved(self.contentsMargins())
        x, y = inner.left(), inner.top()
        for item in self._items:
            size = item.sizeHint().expandedTo(item.minimumSize())
            width = min(size.width(), inner.width())
            if x > inner.left() and x + width > inner.left() + inner.width():
                x, y = inner.left(), y + self._line_px
            if item is self._items[-1]:
                width = max(width, inner.left() + inner.width() - x)
            if move:
                drop = (self._line_px - size.height()) // 2
                item.setGeometry(QRect(QPoint(x, y + drop), QSize(width, size.height())))
            x += width + self.spacing()
        bottom = self.contentsMargins().bottom()
        return y + self._line_px + bottom - rect.top()
