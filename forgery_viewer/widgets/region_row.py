"""One region of the selected instance in the list: source or copy, and how large it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QWidget

from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import theme_of

ROW_PX = 24
_INSET_PX = 38
"""Below the name of the instance."""


class _Dot(QWidget):
    """Hollow for the source, filled for a copy, as the badges are."""

    def __init__(self) -> None:
        super().__init__()
        self.is_hollow = False
        self.setFixedSize(10, 10)

    def sizeHint(self) -> QSize:
        return QSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(theme_of(self).text2)
        painter.setPen(QPen(colour, 1.4))
        if not self.is_hollow:
            painter.setBrush(colour)
        painter.drawEllipse(QRectF(1.5, 1.5, 7, 7))


class RegionRow(QFrame):
    """A row that asks for its region to be shown when pressed."""

    pressed = Signal(int)
    given = Signal(int, int)
    """The region is to belong to another instance."""

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.others: tuple[int, ...] = ()
        """The instances that it could be given to."""
        self.setFixedHeight(ROW_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._dot = _Dot()
        self._name = ElidedLabel()
        self._name.setProperty("tone", "2")
        self._value = QLabel()
        self._value.setProperty("tone", "2")
        row = QHBoxLayout(self)
        row.setContentsMargins(_INSET_PX, 0, 10, 0)
        row.setSpacing(8)
        row.addWidget(self._dot)
        row.addWidget(self._name, 1)
        row.addWidget(self._value)

    @property
    def words(self) -> tuple[str, str]:
        """What the row says: name and figure."""
        return self._name.full_text, self._value.text()

    def show_region(self, name: str, value: str, *, is_source: bool) -> None:
        """Name the region and say how large it is."""
        self._dot.is_hollow = is_source
        self._dot.update()
        self._name.setText(name)
        self._value.setText(value)
        self.setToolTip(f"Go to {name.lower()}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the instances that the region can be given to."""
        if not self.others:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for other in self.others:
            action = menu.addAction(f"Move to instance {other + 1}")
            action.triggered.connect(
                lambda _checked=False, other=other: self.given.emit(self.place, other)
            )
        menu.popup(event.globalPos())
