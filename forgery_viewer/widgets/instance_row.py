"""One instance in the list: number in its colour, area and regions, show and lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QIcon,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.widgets.buttons import IconButton
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import (
    CASING,
    INSTANCE_COLOURS,
    ROW_PX,
    instance_colour,
    text_font,
    theme_of,
)

BADGE_PX = 18
COLOUR_NAMES = ("aqua", "amber", "magenta", "iris", "straw", "green", "lavender", "ochre")
"""What the colours of the first slots are called."""


class InstanceBadge(QWidget):
    """The number of an instance on its colour, so that it can be told without the colour."""

    def __init__(self, number: int, colour: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._colour = colour
        self.setFixedSize(BADGE_PX, BADGE_PX)

    def set_instance(self, number: int, colour: int) -> None:
        """Show another number or colour."""
        self._number, self._colour = number, colour
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(BADGE_PX, BADGE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = instance_colour(self._colour)
        pen = QPen(QColor(CASING), 1)
        if self._colour >= len(INSTANCE_COLOURS):
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(text_font(11, 600))
        painter.setPen(QColor(CASING if colour.lightnessF() > 0.35 else "#FFFFFF"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number + 1))


class InstanceRow(QFrame):
    """A row that selects its instance when pressed."""

    pressed = Signal(int)
    activated = Signal(int)
    hidden_toggled = Signal(int, bool)
    locked_toggled = Signal(int, bool)
    solo_asked = Signal(int)
    colour_chosen = Signal(int, int)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self._selected = False
        self._hovered = False
        self._state = InstanceState(number)
        self._told: tuple[InstanceState, bool] | None = None
        self.setFixedHeight(ROW_PX)
        self._badge = InstanceBadge(number, number)
        self._name = QLabel(f"Instance {number + 1}")
        self._name.setFont(text_font(12, 600))
        self._figures = ElidedLabel()
        self._figures.setProperty("tone", "2")
        self._figures.setFont(text_font(11))
        self.eye = IconButton("eye", size_px=14)
        self.lock = IconButton("lock-open", size_px=14)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._figures)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(self._badge)
        row.addLayout(words, 1)
        row.addWidget(self.eye)
        row.addWidget(self.lock)
        row.setSpacing(6)
        self.eye.clicked.connect(self._take_eye)
        self.lock.clicked.connect(lambda: self.locked_toggled.emit(number, not self._state.locked))
        self._show_buttons()

    @property
    def figures_text(self) -> str:
        """Area and regions in words."""
        return self._figures.full_text

    def show_state(self, state: InstanceState, *, selected: bool) -> None:
        """Show colour, visibility, lock and selection."""
        if (state, selected) == self._told:
            return
        self._told = (state, selected)
        self._state = state
        self._selected = selected
        self._badge.set_instance(self.number, state.colour)
        self.eye.set_icon("eye-off" if state.hidden else "eye")
        name = "Show the instance" if state.hidden else "Hide the instance"
        self.eye.set_hint(name, "", "Alt+click: this one alone, or all.")
        self.lock.set_icon("lock" if state.locked else "lock-open")
        use = "A locked instance cannot be painted or deleted."
        self.lock.set_hint("Unlock the instance" if state.locked else "Lock the instance", "", use)
        self._show_buttons()
        self.update()

    def show_figures(self, text: str) -> None:
        """Show area and regions."""
        self._figures.setText(text)

    def _take_eye(self) -> None:
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier:
            self.solo_asked.emit(self.number)
        else:
            self.hidden_toggled.emit(self.number, not self._state.hidden)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the instance."""
        self.open_menu(event.globalPos())

    def open_menu(self, place: QPoint) -> None:
        """Offer to show this instance alone, and other colours for it, at a place of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        alone = menu.addAction("This one alone, or all")
        alone.triggered.connect(lambda _checked=False: self.solo_asked.emit(self.number))
        menu.addSeparator()
        for slot, name in enumerate(COLOUR_NAMES):
            action = menu.addAction(_swatch(slot), name.capitalize())
            action.setCheckable(True)
            action.setChecked(slot == self._state.colour)
            action.triggered.connect(
                lambda _checked=False, slot=slot: self.colour_chosen.emit(self.number, slot)
            )
        menu.popup(place)

    def _show_buttons(self) -> None:
        reach = self._selected or self._hovered
        # Hidden buttons keep their room, so that nothing moves under the pointer.
        for button, stays in ((self.eye, self._state.hidden), (self.lock, self._state.locked)):
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            button.setVisible(reach or stays)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self._show_buttons()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self._show_buttons()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit(self.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        if self._selected:
            painter.fillRect(self.rect(), QColor(theme.selection))
            painter.fillRect(0, 0, 2, self.height(), QColor(theme.accent))
        elif self._hovered:
            painter.fillRect(self.rect(), QColor(theme.raised))


def _swatch(slot: int) -> QIcon:
    picture = QPixmap(12, 12)
    picture.fill(instance_colour(slot))
    return QIcon(picture)
