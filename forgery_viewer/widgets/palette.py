"""The palette of all actions: a field over a list that floats at the top of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from forgery_viewer.widgets.palette_list import PaletteItem, PaletteList
from forgery_viewer.widgets.popover import Popover
from forgery_viewer.widgets.theme import TOP_BAR_PX

WIDTH_PX = 600
MOST_ROWS = 14
_MARGIN_PX = 6
_OWN_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
)


class Palette(Popover):
    """Takes the keyboard while it is open, and blocks nothing: a click elsewhere closes it."""

    chosen = Signal(str)
    """The key of what is to be done; the palette is closed by then."""

    def __init__(
        self,
        window: QWidget,
        search: Callable[[str], Sequence[PaletteItem]],
        button: QWidget | None = None,
    ) -> None:
        """Lie over `window`, list what `search` finds; `button` is that which opens it."""
        super().__init__(window, button)
        self._search = search
        self._focus_before: QWidget | None = None
        self.closing_keys: Sequence[QKeySequence] = ()
        """Those of the action that opens it, and is left to close it."""
        self.setAccessibleName("All actions")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Type what you want to do, or the id of a case")
        self.field.setAccessibleName("Find an action or a case")
        self.list = PaletteList()
        self._nothing = QLabel()
        self._nothing.setProperty("tone", "2")
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setContentsMargins(10, 8, 10, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(_MARGIN_PX)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        self.field.textEdited.connect(self._find)
        self.list.taken.connect(self._take)
        self.field.installEventFilter(self)
        self.hide()

    def open_palette(self) -> None:
        """Show all, with the keyboard in the field."""
        if self.isVisible():
            self.field.selectAll()
            return
        self._focus_before = QApplication.focusWidget()
        self.field.clear()
        self._find("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Hide the palette; the keyboard goes back to where it was."""
        if not self.isVisible():
            return
        had_keyboard = self.isAncestorOf(QApplication.focusWidget() or self.window())
        before, self._focus_before = self._focus_before, None
        self.hide()
        if had_keyboard and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, typed: str) -> None:
        found = self._search(typed)
        self.list.show_items(found)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._nothing.setText(f"No action and no case is called “{typed.strip()}”.")
        self._place()

    def _place(self) -> None:
        """Lie in the middle below the top bar, as high as the rows need and there is room for."""
        window = self.window()
        width = min(WIDTH_PX, window.width() - 32)
        room = window.height() - TOP_BAR_PX - 48
        rows = MOST_ROWS
        while rows > 1 and self._height(rows) > room:
            rows -= 1
        self.list.setFixedHeight(self.list.height_of(rows))
        left = (window.width() - width) // 2
        self.setGeometry(QRect(left, TOP_BAR_PX + 4, width, self._height(rows)))

    def _height(self, rows: int) -> int:
        is_empty = not self.list.items
        body = self._nothing.sizeHint().height() if is_empty else self.list.height_of(rows)
        return self.field.sizeHint().height() + body + 3 * _MARGIN_PX + 2

    def _take(self, item: PaletteItem) -> None:
        # What cannot be done says why, and stays in sight.
        if not item.reason:
            self.dismiss()
            self.chosen.emit(item.key)

    # Keys ---------------------------------------------------------------------------------

    def _press(self, event: QKeyEvent) -> bool:
        """Do what a key of the list asks for; False for those of the field."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -self.list.page,
            Qt.Key.Key_PageDown: self.list.page,
            Qt.Key.Key_Home: -len(self.list.items),
            Qt.Key.Key_End: len(self.list.items),
        }
        if key in steps:
            self.list.step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.marked is not None:
                self._take(self.list.marked)
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        # There is nowhere else to go by Tab in here.
        return key in (*steps, *_OWN_KEYS)

    # Events -------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                # No key pressed in here is one of the window's, but for that which closes it.
                event.setAccepted(QKeySequence(event.keyCombination()) not in self.closing_keys)
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._press(event)
            return False
        if watched is self.window() and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self.window() and event.type() == QEvent.Type.WindowDeactivate:
            self.dismiss()
        return super().eventFilter(watched, event)
