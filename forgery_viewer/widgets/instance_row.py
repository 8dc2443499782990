"""One instance in the list: number in its colour, area and regions, show and lock."""

from __future__ import annotations

from html import escape

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

from forgery_viewer.core.edits import Box
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.widgets.buttons import IconButton
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.note_editor import NoteEditor
from forgery_viewer.widgets.theme import (
    CASING,
    INSTANCE_COLOURS,
    ROW_PX,
    instance_colour,
    text_font,
    theme_of,
)

BADGE_PX = 18
_NO_KEYS = Qt.KeyboardModifier.NoModifier
MOST_LETTERS = 300
"""Of a note."""
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

    pressed = Signal(int, object)
    """It was clicked, with these keyboard modifiers."""
    clicked = Signal(int)
    """It was let go again without a key held and without being dragged."""
    note_written = Signal(int, str)
    moved = Signal(int, int)
    """It was dragged and dropped at this height of the list."""
    dragged = Signal(int)
    """It is being dragged over this height of the list."""
    menu_opening = Signal(int, object)
    """A QMenu about it, to be filled."""
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
        self._told: tuple[InstanceState, bool, bool] | None = None
        self._current = False
        self._pressed_at: QPoint | None = None
        self._dragged = False
        self._box_words = ""
        self.setFixedHeight(ROW_PX)
        self._badge = InstanceBadge(number, number)
        self._name = QLabel(f"Instance {number + 1}")
        self._name.setFont(text_font(12, 600))
        self._figures = ElidedLabel()
        self._figures.setProperty("tone", "2")
        self._figures.setFont(text_font(11))
        self.note = ElidedLabel()
        self.note.setFont(text_font(11))
        self.note.setProperty("tone", "3")
        self.note.hide()
        self._editor: NoteEditor | None = None
        self.eye = IconButton("eye", size_px=14)
        self.lock = IconButton("lock-open", size_px=14)
        self._lay_out()
        self.eye.clicked.connect(self._take_eye)
        self.lock.clicked.connect(lambda: self.locked_toggled.emit(number, not self._state.locked))
        self._show_buttons()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        title = QHBoxLayout()
        title.setSpacing(6)
        title.addWidget(self._name)
        title.addWidget(self.note, 1)
        words.addLayout(title)
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

    @property
    def figures_text(self) -> str:
        """Area and regions in words."""
        return self._figures.full_text

    def show_state(
        self, state: InstanceState, *, selected: bool, current: bool | None = None
    ) -> None:
        """Show colour, visibility, lock, note and selection; the current one is painted on."""
        current = selected if current is None else current
        if (state, selected, current) == self._told:
            return
        self._told = (state, selected, current)
        if (state.colour, state.note) != (self._state.colour, self._state.note):
            # It is another instance's row now, and the note is not about that one.
            self.end_note(take=False)
        self._state = state
        self._selected, self._current = selected, current
        self.note.setText(state.note)
        self.note.setVisible(bool(state.note))
        self._tell()
        self._badge.set_instance(self.number, state.colour)
        self.eye.set_icon("eye-off" if state.hidden else "eye")
        name = "Show the instance" if state.hidden else "Hide the instance"
        self.eye.set_hint(name, "", "Alt+click: this one alone, or all.")
        self.lock.set_icon("lock" if state.locked else "lock-open")
        use = "A locked instance cannot be painted or deleted."
        self.lock.set_hint("Unlock the instance" if state.locked else "Lock the instance", "", use)
        self._show_buttons()
        self.update()

    def show_figures(self, text: str, box_words: str = "") -> None:
        """Show area and regions, and in the tooltip where the instance lies."""
        self._figures.setText(text)
        self._box_words = box_words
        self._tell()

    def _tell(self) -> None:
        said = (self._figures.full_text, self._box_words)
        words = "<br>".join(escape(part) for part in said if part)
        # Only a note may be too long for one line.
        whole = f"<p style='white-space: pre; margin: 0'>{words}</p>" if words else ""
        note = f"<p style='margin: 0'>{escape(self._state.note)}</p>" if self._state.note else ""
        self.setToolTip(whole + note)

    def edit_note(self) -> None:
        """Let the user write something about the instance, in its row."""
        if self._editor is not None:
            return
        editor = self._editor = NoteEditor(self._state.note, MOST_LETTERS, self)
        editor.setAccessibleName(f"Note on instance {self.number + 1}")
        left = self._name.mapTo(self, QPoint(0, 0)).x()
        editor.setGeometry(left, 7, self.width() - left - 8, ROW_PX - 14)
        editor.ended.connect(self._forget_editor)
        editor.written.connect(lambda note: self.note_written.emit(self.number, note))
        editor.begin()

    def end_note(self, *, take: bool) -> None:
        """Have a note that is being written end: taken as far as it is, or dropped."""
        if self._editor is not None:
            (self._editor.take if take else self._editor.drop)()

    def _forget_editor(self) -> None:
        self._editor = None

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
        note = menu.addAction("Note…")
        note.triggered.connect(lambda _checked=False: self.edit_note())
        alone = menu.addAction("This one alone, or all")
        alone.triggered.connect(lambda _checked=False: self.solo_asked.emit(self.number))
        menu.addSeparator()
        self.menu_opening.emit(self.number, menu)
        menu.addSeparator()
        for slot, name in enumerate(COLOUR_NAMES):
            action = menu.addAction(swatch(slot), name.capitalize())
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
            self._pressed_at = event.position().toPoint()
            self.pressed.emit(self.number, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = event.position().toPoint() - self._pressed_at
            if self._dragged or abs(moved.y()) > ROW_PX // 2:
                self._dragged = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.dragged.emit(self.y() + event.position().toPoint().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged and self._pressed_at is not None:
            self.unsetCursor()
            self.moved.emit(self.number, self.y() + event.position().toPoint().y())
        elif self._pressed_at is not None and event.modifiers() == _NO_KEYS:
            self.clicked.emit(self.number)
        self._pressed_at, self._dragged = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if not self.note.isHidden() and self.note.geometry().contains(event.position().toPoint()):
            self.edit_note()
        else:
            self.activated.emit(self.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        if self._selected:
            painter.fillRect(self.rect(), QColor(theme.selection))
            if self._current:
                painter.fillRect(0, 0, 2, self.height(), QColor(theme.accent))
        elif self._hovered:
            painter.fillRect(self.rect(), QColor(theme.raised))


def swatch(slot: int) -> QIcon:
    """The colour of a slot as the icon of a menu."""
    picture = QPixmap(12, 12)
    picture.fill(instance_colour(slot))
    return QIcon(picture)


def box_words(box: Box | None) -> str:
    """Where an instance lies, and how large the box around it is."""
    if box is None:
        return ""
    top, left, bottom, right = box
    size = f"{right - left:,} \N{MULTIPLICATION SIGN} {bottom - top:,} px"
    return f"From x {left:,}, y {top:,}: {size}"
